package dev.cobot.node.cli.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.cli.Cobot;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.bag.BagConnection;
import dev.cobot.ros.bag.BagFormat;
import dev.cobot.ros.bag.BagOptions;
import dev.cobot.ros.bag.BagWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bag is converted, cut, recovered and looked into. */
class BagCommandTest {
  private static final BagConnection TEXTS =
      new BagConnection(
          "/chatter",
          "std_msgs/String",
          "992ce8a1687cec8c8bd883ec73ca41d1",
          "string data\n",
          "/talker",
          false);

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bag(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "ros";
    all[1] = "bag";
    System.arraycopy(args, 0, all, 2, args.length);
    return Cobot.execute(all, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void convertCutRecoverInfo() throws IOException {
    Path bag = folder.resolve("a.bag");
    try (BagWriter writer = BagWriter.create(bag, BagOptions.of(BagFormat.ROSBAG2_0))) {
      for (int i = 0; i < 11; i++) {
        writer.write(TEXTS, i * 100_000_000L, new byte[4]);
      }
    }
    String mcap = folder.resolve("a.mcap").toString();
    assertEquals(0, bag("convert", "--compression", "zstd", bag.toString(), mcap), err::toString);
    byte[] bytes = Files.readAllBytes(Path.of(mcap));
    Path cut = folder.resolve("cut.mcap");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 30));
    String saved = folder.resolve("saved.bag").toString();
    assertEquals(0, bag("recover", cut.toString(), saved), err::toString);
    assertTrue(out.toString().contains("11 messages from 1 chunks"), out::toString);
    assertEquals(0, bag("info", saved), err::toString);
    assertTrue(
        out.toString().contains("topic     /chatter  11 messages, 11.0 Hz: std_msgs/String"),
        out::toString);
    assertTrue(out.toString().contains("duration  1.000 s"), out::toString);
    assertEquals(ExitCode.CONFIGURATION, bag("convert", saved, bag.toString()));
    assertTrue(err.toString().contains("not overwritten"), err::toString);
    assertEquals(ExitCode.USAGE, bag());
  }
}

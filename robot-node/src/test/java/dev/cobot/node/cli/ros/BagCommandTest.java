package dev.cobot.node.cli.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.cli.Cobot;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.bag.BagConnection;
import dev.cobot.ros.bag.BagFormat;
import dev.cobot.ros.bag.BagOptions;
import dev.cobot.ros.bag.BagReader;
import dev.cobot.ros.bag.BagWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
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

  private static byte[] little(int width, long value) {
    byte[] bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return bytes;
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return join(little(4, bytes.length), bytes);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] record(int op, byte[]... body) {
    byte[] whole = join(body);
    return join(little(1, op), little(8, whole.length), whole);
  }

  /** A file of ROS 2: none of its channels is ROS 1's. */
  private Path ros2() throws IOException {
    byte[] magic = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};
    byte[] bytes =
        join(
            magic,
            record(1, text("ros2"), text("")),
            record(
                3, little(2, 1), text("std_msgs/msg/String"), text("ros2msg"), text("string data")),
            record(4, little(2, 1), little(2, 1), text("/chatter"), text("cdr"), little(4, 0)),
            record(5, little(2, 1), little(4, 0), little(8, 5), little(8, 5), new byte[8]),
            record(15, little(4, 0)),
            record(2, little(8, 0), little(8, 0), little(4, 0)),
            magic);
    return Files.write(folder.resolve("ros2.mcap"), bytes);
  }

  @Test
  void whatIsNotReadIsNamedByEveryVerb() throws IOException {
    String file = ros2().toString();
    String told = "/chatter: 1 message is not read: it is no ROS 1 channel (cdr, ros2msg";
    assertEquals(0, bag("info", file), err::toString);
    assertTrue(out.toString().contains(told), out::toString);
    Path made = folder.resolve("made.bag");
    for (String verb : new String[] {"convert", "recover"}) {
      err.getBuffer().setLength(0);
      assertEquals(ExitCode.CONFIGURATION, bag(verb, file, made.toString()));
      assertTrue(err.toString().contains(told), err::toString);
      assertFalse(Files.exists(made), "an empty bag is left");
    }
    err.getBuffer().setLength(0);
    int code =
        Cobot.execute(
            new String[] {"replay", file}, new PrintWriter(out, true), new PrintWriter(err, true));
    assertEquals(ExitCode.CONFIGURATION, code);
    assertTrue(err.toString().contains(told), err::toString);
  }

  @Test
  void metadataComesAlongWhereItHasAPlace() throws IOException {
    Path from = folder.resolve("from.mcap");
    BagOptions options = BagOptions.of(BagFormat.MCAP).metadata("run", Map.of("arm", "one"));
    try (BagWriter writer = BagWriter.create(from, options)) {
      writer.write(TEXTS, 1, new byte[4]);
    }
    Path mcap = folder.resolve("to.mcap");
    assertEquals(0, bag("convert", from.toString(), mcap.toString()), err::toString);
    try (BagReader reader = BagReader.open(mcap)) {
      assertEquals(Map.of("run", Map.of("arm", "one")), reader.info().metadata());
    }
    assertEquals("", err.toString());
    String bag = folder.resolve("to.bag").toString();
    assertEquals(0, bag("convert", from.toString(), bag), err::toString);
    assertTrue(err.toString().contains("not copied: metadata run"), err::toString);
  }
}

package dev.cobot.ros.bag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our MCAP files before MCAP's own implementation in JavaScript, and its files before us. */
class McapReferenceTest {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("cobot.home"), "robot-node/target/mcap-interop");

  @TempDir private Path folder;

  @BeforeEach
  void findTheReference() {
    if (!Files.isDirectory(SCRIPTS.resolve("node_modules/@mcap/core"))) {
      fail(
          "MCAP's reference implementation is needed for this test, but "
              + SCRIPTS
              + " is missing; run launch/test, which installs it with npm");
    }
  }

  private List<String> run(String... command) throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(SCRIPTS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("node did not end: " + String.join(" ", command));
    }
    String text = Files.readString(out);
    assertEquals(0, process.exitValue(), text);
    return text.lines().toList();
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> lines(List<BagMessage> messages) {
    return messages.stream()
        .map(
            m ->
                String.join(
                    " ",
                    "message",
                    m.connection().topic(),
                    Long.toString(m.timeNanos()),
                    Integer.toString(m.data().length),
                    sha1(m.data())))
        .toList();
  }

  private static List<String> messageLines(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("message /")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONE", "LZ4", "ZSTD"})
  void theIndexedReaderReadsUs(String compression) throws IOException, InterruptedException {
    Path file = folder.resolve("ours.mcap");
    List<BagMessage> messages = SampleBag.messages(300);
    SampleBag.write(
        file,
        BagOptions.of(BagFormat.MCAP)
            .compressed(BagCompression.valueOf(compression))
            .chunkBytes(20_000)
            .metadata("cobot", Map.of("robot", "arm")),
        messages);
    List<String> lines = run("node", "read.js", file.toString());
    assertTrue(lines.contains("profile ros1"), lines::toString);
    assertTrue(lines.contains("messages 300"), lines::toString);
    assertTrue(lines.contains("metadata cobot [[\"robot\",\"arm\"]]"), lines::toString);
    for (BagConnection connection :
        List.of(SampleBag.TEXTS, SampleBag.JOINTS, SampleBag.PICTURES)) {
      String channel =
          String.join(
              " ",
              "channel",
              connection.topic(),
              connection.type(),
              "ros1msg ros1",
              connection.md5(),
              connection.callerId(),
              sha1(connection.definition().getBytes(StandardCharsets.UTF_8)));
      assertTrue(lines.contains(channel), () -> channel + " in " + lines);
    }
    assertEquals(lines(messages), messageLines(lines));
    long from = messages.get(50).timeNanos();
    long to = messages.get(200).timeNanos();
    assertEquals(
        lines(SampleBag.read(file, BagQuery.all().topics("/joint_states").between(from, to))),
        messageLines(
            run(
                "node",
                "read.js",
                file.toString(),
                "/joint_states",
                Long.toString(from),
                Long.toString(to))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "lz4", "zstd"})
  void weReadWhatTheReferenceWrites(String compression) throws IOException, InterruptedException {
    Path file = folder.resolve("theirs.mcap");
    List<String> written = run("node", "write.js", file.toString(), compression);
    assertEquals(400, written.size());
    assertEquals(written, lines(SampleBag.read(file, BagQuery.all())));
    try (BagReader reader = BagReader.open(file)) {
      BagInfo info = reader.info();
      assertTrue(info.indexed());
      assertEquals(400, info.messages());
      assertEquals(1, info.attachments());
      assertEquals(Map.of("run", Map.of("place", "hall")), info.metadata());
      assertEquals("992ce8a1687cec8c8bd883ec73ca41d1", info.topics().get(0).md5());
      assertEquals("/a_node", reader.connections().get(0).callerId());
      assertEquals(
          written.stream().filter(line -> line.contains(" /b ")).toList(),
          lines(SampleBag.read(reader, BagQuery.all().topics("/b"))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unchunked", "unindexed", "unfinished"})
  void weReadItsOddKinds(String kind) throws IOException, InterruptedException {
    Path file = folder.resolve("odd.mcap");
    List<String> written = run("node", "write.js", file.toString(), "none", kind);
    List<String> read = lines(SampleBag.read(file, BagQuery.all()));
    if (kind.equals("unfinished")) {
      // The last chunk was never written.
      assertTrue(read.size() > 300 && read.size() < 400, () -> "" + read.size());
      assertEquals(written.subList(0, read.size()), read);
    } else {
      assertEquals(written, read);
    }
    try (BagReader reader = BagReader.open(file)) {
      assertFalse(reader.info().indexed());
      assertEquals(1, reader.info().attachments());
    }
  }

  @Test
  void channelsOfOtherEncodingsArePassedOver() throws IOException, InterruptedException {
    Path file = folder.resolve("foreign.mcap");
    List<String> written = run("node", "write.js", file.toString(), "none", "foreign");
    assertEquals(written, lines(SampleBag.read(file, BagQuery.all())));
    try (BagReader reader = BagReader.open(file)) {
      assertEquals(400, reader.info().messages());
      assertEquals(2, reader.connections().size());
    }
  }

  @Test
  void theReferenceReadsWhatWeConvertedFromARosbag() throws IOException, InterruptedException {
    Path bag = folder.resolve("a.bag");
    SampleBag.write(bag, BagOptions.of(BagFormat.ROSBAG2_0), SampleBag.messages(50));
    Path file = folder.resolve("a.mcap");
    try (BagReader reader = BagReader.open(bag);
        BagWriter writer =
            BagWriter.create(file, BagOptions.of(BagFormat.MCAP).compressed(BagCompression.ZSTD))) {
      BagConversion.copy(reader, BagQuery.all(), writer);
    }
    assertEquals(
        lines(SampleBag.messages(50)), messageLines(run("node", "read.js", file.toString())));
  }
}

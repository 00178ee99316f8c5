package dev.cobot.ros.bag;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.DebianRos;
import dev.cobot.ros.InteropCase;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.StringMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our bags before Debian's rosbag, and those of its recorder and its python classes before us. */
@Timeout(300)
class DebianBagTest {
  /** Prints each message as topic, nanoseconds, length and checksum. */
  private static final String READ_PY =
      """
      import rosbag, sys, zlib
      with rosbag.Bag(sys.argv[1]) as bag:
          for topic, raw, t in bag.read_messages(raw=True):
              print(topic, t.to_nsec(), raw[0], raw[2], len(raw[1]), zlib.crc32(raw[1]))
          for topic, message, t in bag.read_messages(topics=['/joint_states']):
              assert len(message.position) == 2 and message.name[0] == 'shoulder'
          for connection in bag._get_connections():
              fields = {k: v.decode() if isinstance(v, bytes) else v
                        for k, v in connection.header.items()}
              print('connection', connection.topic, fields.get('callerid'),
                    fields.get('latching', '0'))
      """;

  private static final String WRITE_PY =
      """
      import genpy, rosbag, sys
      from sensor_msgs.msg import JointState
      from std_msgs.msg import String
      with rosbag.Bag(sys.argv[1], 'w', compression=sys.argv[2], chunk_threshold=4000) as bag:
          for i in range(200):
              t = genpy.Time(1600000000 + i // 10, (i % 10) * 100000000)
              bag.write('/text', String('text %d' % i), t)
              bag.write('/joints', JointState(name=['a', 'b'], position=[i, -i]), t)
      """;

  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir private Path home;
  private RosCore master;
  private DebianRos ros;

  @BeforeEach
  void start() throws RosException {
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ros = new DebianRos(master.getUri(), home);
  }

  @AfterEach
  void stop() {
    if (ros != null) {
      ros.close();
    }
    master.close();
  }

  /** The compressions that a rosbag has. */
  enum Rosbag {
    NONE,
    BZ2,
    LZ4;

    BagOptions options() {
      return BagOptions.of(BagFormat.ROSBAG2_0).compressed(BagCompression.valueOf(name()));
    }

    String pythonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Path written(Rosbag compression, int messages) throws IOException {
    Path file = home.resolve("ours.bag");
    SampleBag.write(file, compression.options().chunkBytes(100_000), SampleBag.messages(messages));
    return file;
  }

  private static String line(BagMessage message) {
    CRC32 crc = new CRC32();
    crc.update(message.data());
    return String.join(
        " ",
        message.connection().topic(),
        Long.toString(message.timeNanos()),
        message.connection().type(),
        message.connection().md5(),
        Integer.toString(message.data().length),
        Long.toString(crc.getValue()));
  }

  private List<String> pythonLines(Path bag) throws InterruptedException {
    return ros.run("/usr/bin/python3", "-c", READ_PY, bag.toString()).lines().toList();
  }

  @ParameterizedTest
  @EnumSource(Rosbag.class)
  @InteropCase("rosbag info reads our bags, none, bz2 and lz4")
  void rosbagInfoReadsUs(Rosbag compression) throws Exception {
    String info =
        ros.run("rosbag", "info", written(compression, 300).toString()).replaceAll(" +", " ");
    assertTrue(info.contains("version: 2.0"), info);
    assertTrue(info.contains("messages: 300"), info);
    assertTrue(info.contains("compression: " + compression.pythonName() + " ["), info);
    assertTrue(info.contains("sensor_msgs/Image [060021388200f6f0f447d0fcd9c64743]"), info);
    assertTrue(info.contains("/joint_states"), info);
    assertFalse(info.contains("unindexed"), info);
  }

  /** The definitions are Debian's, for the check compares their text with its own. */
  @ParameterizedTest
  @EnumSource(Rosbag.class)
  @InteropCase("rosbag check finds nothing to migrate in our bags")
  void rosbagCheckFindsNothingToMigrate(Rosbag compression) throws Exception {
    Path python = home.resolve("python.bag");
    ros.run("/usr/bin/python3", "-c", WRITE_PY, python.toString(), "none");
    Path copy = home.resolve("copy.bag");
    SampleBag.write(copy, compression.options(), SampleBag.read(python, BagQuery.all()));
    String check = ros.run("rosbag", "check", copy.toString());
    assertTrue(check.contains("does not need any migrations"), check);
  }

  @ParameterizedTest
  @EnumSource(Rosbag.class)
  @InteropCase("Python's rosbag reads our bags message by message")
  void pythonReadsUs(Rosbag compression) throws Exception {
    List<String> lines = pythonLines(written(compression, 300));
    assertEquals(
        SampleBag.messages(300).stream().map(DebianBagTest::line).toList(), lines.subList(0, 300));
    assertTrue(lines.contains("connection /chatter /talker 1"), lines::toString);
    assertTrue(lines.contains("connection /joint_states /arm 0"), lines::toString);
  }

  /** rosbag play is roscpp: the other implementation of the format and of lz4. */
  @ParameterizedTest
  @EnumSource(Rosbag.class)
  @InteropCase("rosbag play plays our bags to rostopic echo")
  void rosbagPlayPlaysUsToRostopicEcho(Rosbag compression) throws Exception {
    Path bag = written(compression, 100);
    Process echo = ros.start("rostopic", "echo", "-n5", "/chatter");
    String text = echoOf(echo, ros.start("rosbag", "play", "-d", "5", "-r", "0.5", bag.toString()));
    assertTrue(text.contains(" dich "), text);
  }

  private String echoOf(Process echo, Process play) throws InterruptedException {
    String played = ros.finish(play);
    assertTrue(played.contains("Done"), played);
    return ros.finish(echo);
  }

  @ParameterizedTest
  @EnumSource(Rosbag.class)
  @InteropCase("we read the bags that Python's rosbag writes")
  void weReadWhatPythonWrites(Rosbag compression) throws Exception {
    Path bag = home.resolve("python.bag");
    ros.run("/usr/bin/python3", "-c", WRITE_PY, bag.toString(), compression.pythonName());
    List<BagMessage> messages = SampleBag.read(bag, BagQuery.all());
    assertEquals(400, messages.size());
    for (int i = 0; i < 200; i++) {
      BagMessage text = messages.get(2 * i);
      assertEquals("/text", text.connection().topic());
      assertEquals(1_600_000_000_000_000_000L + i * 100_000_000L, text.timeNanos());
      assertArrayEquals(
          MessageType.of(StringMessage.class).encode(new StringMessage("text " + i)), text.data());
    }
    BagConnection joints = messages.get(1).connection();
    assertEquals("3066dcd76a6cfaef579bd0f34173e9fd", joints.md5());
    assertTrue(joints.definition().contains("MSG: std_msgs/Header"), joints.definition());
    try (BagReader reader = BagReader.open(bag)) {
      BagInfo info = reader.info();
      assertTrue(info.indexed());
      assertTrue(info.chunks() > 3, info::toString);
      assertEquals(400, info.messages());
      assertEquals(
          List.of(BagCompression.valueOf(compression.name())),
          List.copyOf(info.compressions().keySet()));
      assertEquals(11, SampleBag.read(reader, someTexts()).size());
    }
    // What rosbag reads back from our copy is the same.
    Path copy = home.resolve("copy.bag");
    SampleBag.write(copy, compression.options(), messages);
    assertEquals(
        messages.stream().map(DebianBagTest::line).toList(),
        ros.run(
                "/usr/bin/python3",
                "-c",
                READ_PY.replace("'/joint_states'", "'/nobody'"),
                copy.toString())
            .lines()
            .limit(400)
            .toList());
  }

  private static BagQuery someTexts() {
    return BagQuery.all()
        .topics("/text")
        .between(1_600_000_005_000_000_000L, 1_600_000_006_000_000_000L);
  }

  private Process recording(Path bag, Rosbag compression) throws Exception {
    String[] command = {"rosbag", "record", "-O", bag.toString(), "--chunksize=4", "/chatter"};
    if (compression != Rosbag.NONE) {
      command = Arrays.copyOf(command, command.length + 1);
      command[command.length - 1] = compression == Rosbag.BZ2 ? "--bz2" : "--lz4";
    }
    return ros.start(command);
  }

  @ParameterizedTest
  @EnumSource(Rosbag.class)
  @InteropCase("we read the bags that rosbag record writes")
  void weReadWhatRosbagRecordWrites(Rosbag compression) throws Exception {
    Path bag = home.resolve("recorded.bag");
    try (ConnectedNode node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(master.getUri()).setNodeName("talker"))) {
      Publisher<StringMessage> chatter =
          node.newPublisher("/chatter", StringMessage.class, PublisherOptions.queue(1000));
      Process record = recording(bag, compression);
      assertTrue(chatter.awaitSubscriber(LONG), () -> ros.output(record));
      for (int i = 0; i < 500; i++) {
        chatter.publish(new StringMessage("recorded text number " + i));
        // The recorder's own queue is 100 messages long.
        Thread.sleep(4);
      }
      Path active = home.resolve("recorded.bag.active");
      for (int i = 0; i < 100 && Files.size(active) < 9_000; i++) {
        Thread.sleep(100);
      }
      Thread.sleep(500);
      // The open bag is cut anywhere, and its last chunk does not know its length yet.
      if (compression == Rosbag.NONE) {
        try (BagReader reader = BagReader.open(active)) {
          assertFalse(reader.info().indexed());
          assertTrue(reader.info().messages() > 50, () -> reader.info().toString());
        }
      }
      ros.interrupt(record);
      ros.finish(record);
      // The tool may end before the recorder that it started has closed the bag.
      for (int i = 0; i < 300 && !Files.exists(bag); i++) {
        Thread.sleep(100);
      }
    }
    List<BagMessage> messages = SampleBag.read(bag, BagQuery.all());
    assertEquals(500, messages.size());
    assertEquals("/talker", messages.get(0).connection().callerId());
    for (int i = 0; i < 500; i++) {
      assertTrue(
          new String(messages.get(i).data(), StandardCharsets.UTF_8)
              .endsWith("recorded text number " + i));
    }
    try (BagReader reader = BagReader.open(bag)) {
      assertTrue(reader.info().indexed());
      assertEquals(500, reader.info().messages());
      assertTrue(
          reader.info().compressions().containsKey(BagCompression.valueOf(compression.name())));
    }
  }

  @ParameterizedTest
  @EnumSource(Rosbag.class)
  @InteropCase("rosbag reindex takes a bag that we did not close")
  void rosbagReindexTakesOurUnclosedBag(Rosbag compression) throws Exception {
    List<BagMessage> messages = SampleBag.messages(200);
    Path file = home.resolve("dead.bag");
    Path active = home.resolve("dead.bag.active");
    Path kept = home.resolve("kept.bag");
    try (BagWriter writer = BagWriter.create(file, compression.options().chunkBytes(50_000))) {
      for (BagMessage message : messages) {
        writer.write(message);
      }
      writer.flush();
      // As a killed writer leaves it, and then some bytes of a chunk.
      byte[] bytes = Files.readAllBytes(active);
      Files.write(kept, Arrays.copyOf(bytes, bytes.length - 700));
    }
    ros.run(
        "rosbag",
        "reindex",
        "--output-dir=" + Files.createDirectory(home.resolve("re")),
        kept.toString());
    long reindexed =
        pythonLines(home.resolve("re/kept.bag")).stream()
            .filter(line -> line.startsWith("/"))
            .count();
    assertTrue(reindexed > 100, () -> "rosbag got " + reindexed);
    try (BagReader reader = BagReader.open(kept)) {
      long ours = SampleBag.read(reader, BagQuery.all()).size();
      assertTrue(ours >= reindexed, () -> "we got " + ours + ", rosbag " + reindexed);
    }
  }

  @Test
  @InteropCase("Python's rosbag reads what we recovered and converted")
  void pythonReadsWhatWeRecoveredAndConverted() throws Exception {
    Path mcap = home.resolve("a.mcap");
    List<BagMessage> messages = SampleBag.messages(200);
    SampleBag.write(mcap, BagOptions.of(BagFormat.MCAP).compressed(BagCompression.ZSTD), messages);
    Path cut = home.resolve("cut.mcap");
    byte[] bytes = Files.readAllBytes(mcap);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 40));
    Path bag = home.resolve("saved.bag");
    try (BagWriter writer =
        BagWriter.create(bag, BagOptions.of(BagFormat.ROSBAG2_0).compressed(BagCompression.LZ4))) {
      assertEquals(200, BagRecovery.recover(cut, writer).messages());
    }
    assertEquals(
        messages.stream().map(DebianBagTest::line).toList(), pythonLines(bag).subList(0, 200));
  }

  @Test
  @InteropCase("rosbag info reads our empty bag")
  void rosbagInfoReadsOurEmptyBag() throws Exception {
    Path bag = home.resolve("empty.bag");
    SampleBag.write(bag, BagOptions.of(BagFormat.ROSBAG2_0), List.of());
    String info = ros.run("rosbag", "info", bag.toString());
    assertTrue(info.contains("version: 2.0"), info);
  }
}

package dev.cobot.ros.bag;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.Log;
import dev.cobot.ros.message.MarkerArray;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written comes back, whole or in the part asked for. */
class BagRoundTripTest {
  @TempDir private Path folder;

  private static void assertSame(List<BagMessage> expected, List<BagMessage> got) {
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).connection(), got.get(i).connection(), "message " + i);
      assertEquals(expected.get(i).timeNanos(), got.get(i).timeNanos(), "message " + i);
      assertArrayEquals(expected.get(i).data(), got.get(i).data(), "message " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cobot.ros.bag.SampleBag#allOptions")
  void everythingComesBack(BagOptions options) throws IOException {
    List<BagMessage> messages = SampleBag.messages(500);
    Path file = folder.resolve("all" + options.format().suffix());
    SampleBag.write(file, options.chunkBytes(20_000), messages);
    assertSame(messages, SampleBag.read(file, BagQuery.all()));
    try (BagReader reader = BagReader.open(file)) {
      BagInfo info = reader.info();
      assertTrue(info.indexed());
      assertEquals(500, info.messages());
      assertEquals(SampleBag.START_NANOS, info.startNanos());
      assertEquals(499 * SampleBag.STEP_NANOS, info.endNanos() - info.startNanos());
      assertEquals(3, info.topics().size());
      assertEquals(Map.of(options.compression(), info.chunks()), info.compressions());
      assertTrue(info.chunks() > 10, info::toString);
      assertEquals("", info.damage());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cobot.ros.bag.SampleBag#allOptions")
  void aScanFindsWhatTheIndexTells(BagOptions options) throws IOException {
    List<BagMessage> messages = SampleBag.messages(300);
    Path file = folder.resolve("scan" + options.format().suffix());
    SampleBag.write(file, options.chunkBytes(20_000), messages);
    try (BagReader reader = BagReader.scan(file, BagLimits.DEFAULT)) {
      assertFalse(reader.info().indexed());
      assertEquals(300, reader.info().messages());
      assertSame(messages, SampleBag.read(reader, BagQuery.all()));
      assertSame(
          messages.stream().filter(m -> m.connection().equals(SampleBag.TEXTS)).toList(),
          SampleBag.read(reader, BagQuery.all().topics("/chatter")));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cobot.ros.bag.SampleBag#allOptions")
  void topicsTimesAndConnectionsSelect(BagOptions options) throws IOException {
    List<BagMessage> messages = new ArrayList<>(SampleBag.messages(300));
    BagConnection second =
        SampleBag.connection(
            "/chatter", dev.cobot.ros.message.StringMessage.class, "/other", false);
    messages.add(new BagMessage(second, SampleBag.START_NANOS + 3_000_000_000L, new byte[4]));
    Path file = folder.resolve("some" + options.format().suffix());
    SampleBag.write(file, options.chunkBytes(15_000), messages);
    long from = SampleBag.START_NANOS + 50 * SampleBag.STEP_NANOS;
    long to = SampleBag.START_NANOS + 120 * SampleBag.STEP_NANOS;
    assertSame(
        messages.stream().filter(m -> m.timeNanos() >= from && m.timeNanos() <= to).toList(),
        SampleBag.read(file, BagQuery.all().between(from, to)));
    assertSame(
        messages.stream()
            .filter(m -> m.connection().topic().equals("/chatter"))
            .filter(m -> m.timeNanos() >= from)
            .toList(),
        SampleBag.read(file, BagQuery.all().topics("/chatter").between(from, Long.MAX_VALUE)));
    assertSame(
        messages.subList(300, 301), SampleBag.read(file, BagQuery.all().connections(second)));
    assertEquals(List.of(), SampleBag.read(file, BagQuery.all().topics("/nobody")));
  }

  /** The bytes read for one topic of an uncompressed bag are those of its messages alone. */
  @ParameterizedTest
  @EnumSource(BagFormat.class)
  void aRareTopicDoesNotLoadThePictures(BagFormat format) throws IOException {
    Path file = folder.resolve("rare" + format.suffix());
    try (BagWriter writer = BagWriter.create(file, BagOptions.of(format))) {
      byte[] picture = new byte[921_600];
      for (int i = 0; i < 200; i++) {
        writer.write(SampleBag.PICTURES, SampleBag.START_NANOS + 2L * i, picture);
        writer.write(SampleBag.JOINTS, SampleBag.START_NANOS + 2L * i + 1, new byte[100]);
      }
    }
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (BagReader reader = BagReader.open(file)) {
      long before = threads.getCurrentThreadAllocatedBytes();
      assertEquals(200, SampleBag.read(reader, BagQuery.all().topics("/joint_states")).size());
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < 20 << 20, () -> allocated + " bytes allocated for 20 kB of messages");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cobot.ros.bag.SampleBag#allOptions")
  void messagesComeInTheOrderOfTimeWhateverThatOfTheFile(BagOptions options) throws IOException {
    List<BagMessage> shuffled = new ArrayList<>(SampleBag.messages(400));
    Collections.shuffle(shuffled, new Random(3));
    Path file = folder.resolve("shuffled" + options.format().suffix());
    SampleBag.write(file, options.chunkBytes(10_000), shuffled);
    List<BagMessage> sorted =
        shuffled.stream().sorted(Comparator.comparingLong(BagMessage::timeNanos)).toList();
    assertSame(sorted, SampleBag.read(file, BagQuery.all()));
    // Room for a chunk or two: contents are loaded again and again, and nothing is lost.
    BagLimits tight = new BagLimits(1 << 20, 1 << 20, 100, 1000, 25_000);
    try (BagReader reader = BagReader.open(file, tight)) {
      assertSame(sorted, SampleBag.read(reader, BagQuery.all()));
    }
  }

  @Test
  void messagesOfOneTimeKeepTheOrderOfTheFile() throws IOException {
    Path file = folder.resolve("ties.bag");
    List<BagMessage> messages = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      messages.add(new BagMessage(i % 3 == 0 ? SampleBag.TEXTS : SampleBag.JOINTS, 5, new byte[i]));
    }
    SampleBag.write(file, BagOptions.of(BagFormat.ROSBAG2_0).chunkBytes(9_000), messages);
    assertSame(messages, SampleBag.read(file, BagQuery.all()));
  }

  @ParameterizedTest
  @MethodSource("dev.cobot.ros.bag.SampleBag#allOptions")
  void anEmptyBagIsABag(BagOptions options) throws IOException {
    Path file = folder.resolve("empty" + options.format().suffix());
    SampleBag.write(file, options, List.of());
    try (BagReader reader = BagReader.open(file)) {
      assertEquals(0, reader.info().messages());
      assertTrue(reader.info().indexed());
      assertNull(reader.read(BagQuery.all()).next());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cobot.ros.bag.SampleBag#allOptions")
  void bothFormatsTurnIntoEachOther(BagOptions options) throws IOException {
    List<BagMessage> messages = SampleBag.messages(200);
    Path first = folder.resolve("first" + options.format().suffix());
    SampleBag.write(first, options, messages);
    BagFormat other = options.format() == BagFormat.MCAP ? BagFormat.ROSBAG2_0 : BagFormat.MCAP;
    Path second = folder.resolve("second" + other.suffix());
    try (BagReader reader = BagReader.open(first);
        BagWriter writer =
            BagWriter.create(second, BagOptions.of(other).compressed(BagCompression.LZ4))) {
      assertEquals(200, BagConversion.copy(reader, BagQuery.all(), writer));
    }
    assertSame(messages, SampleBag.read(second, BagQuery.all()));
  }

  @Test
  void theNameIsActiveUntilClosed() throws IOException {
    Path file = folder.resolve("x.bag");
    Path active = folder.resolve("x.bag.active");
    try (BagWriter writer =
        BagWriter.create(file, BagOptions.of(BagFormat.ROSBAG2_0).chunkBytes(1))) {
      assertTrue(Files.exists(active));
      assertFalse(Files.exists(file));
      writer.write(SampleBag.TEXTS, 1, new byte[4]);
      assertEquals(1, writer.messages());
      assertEquals(Files.size(active), writer.fileBytes());
      try (BagReader reader = BagReader.open(active)) {
        assertNotNull(reader.read(BagQuery.all()).next());
        assertFalse(reader.info().indexed());
      }
      assertThrows(
          FileAlreadyExistsException.class,
          () -> BagWriter.create(file, BagOptions.of(BagFormat.ROSBAG2_0)));
    }
    assertTrue(Files.exists(file));
    assertFalse(Files.exists(active));
    assertThrows(
        FileAlreadyExistsException.class,
        () -> BagWriter.create(file, BagOptions.of(BagFormat.ROSBAG2_0)));
  }

  @Test
  void flushGivesTheFileWhatWasWritten() throws IOException {
    Path file = folder.resolve("f.mcap");
    try (BagWriter writer = BagWriter.create(file, BagOptions.of(BagFormat.MCAP))) {
      writer.write(SampleBag.TEXTS, 1, new byte[4]);
      writer.flush();
      try (BagReader reader = BagReader.open(folder.resolve("f.mcap.active"))) {
        assertEquals(1, reader.info().messages());
      }
    }
  }

  @Test
  void metadataStandInTheFile() throws IOException {
    Path file = folder.resolve("meta.mcap");
    Map<String, String> robot = Map.of("robot", "arm 7", "place", "Gießen");
    SampleBag.write(
        file,
        BagOptions.of(BagFormat.MCAP).metadata("cobot", robot).metadata("empty", Map.of()),
        SampleBag.messages(5));
    try (BagReader reader = BagReader.open(file)) {
      assertTrue(reader.info().indexed());
      assertEquals(Map.of("cobot", robot, "empty", Map.of()), reader.info().metadata());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> BagOptions.of(BagFormat.ROSBAG2_0).metadata("x", Map.of()));
  }

  @Test
  void whatTheFormatCannotHoldIsRefused() throws IOException {
    try (BagWriter writer =
        BagWriter.create(folder.resolve("no.bag"), BagOptions.of(BagFormat.ROSBAG2_0))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.write(SampleBag.TEXTS, 1L << 62, new byte[0]));
      BagConnection nameless = new BagConnection("/x", "std_msgs/String", "", "", "", false);
      assertThrows(IllegalArgumentException.class, () -> writer.write(nameless, 1, new byte[0]));
      writer.write(SampleBag.TEXTS, 1, new byte[4]);
    }
    assertEquals(1, SampleBag.read(folder.resolve("no.bag"), BagQuery.all()).size());
    assertThrows(
        IllegalArgumentException.class,
        () -> BagOptions.of(BagFormat.ROSBAG2_0).compressed(BagCompression.ZSTD));
  }

  @Test
  void anMcapWithoutMd5GetsThemFromItsDefinitions() throws IOException {
    List<BagConnection> written =
        List.of(
            SampleBag.PICTURES,
            SampleBag.connection("/log", Log.class, "", false),
            SampleBag.connection("/markers", MarkerArray.class, "", false),
            new BagConnection("/incomplete", "a/B", "", "a/C c\n", "", false),
            new BagConnection("/endless", "a/B", "", "a/B again\n", "", false));
    Path file = folder.resolve("no_md5.mcap");
    try (BagWriter writer = BagWriter.create(file, BagOptions.of(BagFormat.MCAP))) {
      for (BagConnection c : written) {
        writer.write(
            new BagConnection(c.topic(), c.type(), "", c.definition(), c.callerId(), c.latching()),
            1,
            new byte[0]);
      }
    }
    assertEquals(
        written,
        SampleBag.read(file, BagQuery.all()).stream().map(BagMessage::connection).toList());
  }
}

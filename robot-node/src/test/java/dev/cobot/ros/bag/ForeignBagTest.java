package dev.cobot.ros.bag;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.StringMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bags as other writers lay them out: nothing of them is lost, or it is told by its name. */
class ForeignBagTest {
  private static final MessageType<StringMessage> TEXT = MessageType.of(StringMessage.class);
  private static final byte[] HI = TEXT.encode(new StringMessage("hi"));

  @TempDir private Path folder;

  private Path file(BagBytes bytes) throws IOException {
    Path file = folder.resolve("other");
    return Files.write(file, bytes.toArray());
  }

  private static BagInfo info(Path file) throws IOException {
    try (BagReader reader = BagReader.open(file)) {
      return reader.info();
    }
  }

  /** One connection, one message outside of chunks; in the record's header and in the data. */
  private static BagBytes rosbag(String kept, String inData) {
    BagBytes record = new BagBytes().field("op", new byte[] {Rosbag.CONNECTION}).field("conn", 0);
    BagBytes data =
        new BagBytes()
            .field("type", TEXT.name())
            .field("md5sum", TEXT.md5())
            .field("message_definition", TEXT.definition());
    BagBytes message =
        new BagBytes()
            .field("op", new byte[] {Rosbag.MESSAGE})
            .field("conn", 0)
            .field("time", new BagBytes().u32(100).u32(0).toArray());
    return BagBytes.rosbag()
        .rosRecord(
            kept.isEmpty() ? record : record.field("topic", kept),
            inData.isEmpty() ? data : data.field("topic", inData))
        .rosRecord(message, new BagBytes().raw(HI));
  }

  @Test
  void theTopicOfARosbagIsThatOfTheRecord() throws IOException {
    assertEquals("/chatter", info(file(rosbag("/chatter", ""))).topics().get(0).name());
    assertEquals("/renamed", info(file(rosbag("/renamed", "/chatter"))).topics().get(0).name());
    assertEquals("/chatter", info(file(rosbag("", "/chatter"))).topics().get(0).name());
    Path renamed = file(rosbag("/renamed", "/chatter"));
    Path saved = folder.resolve("saved.bag");
    try (BagWriter writer = BagWriter.create(saved, BagOptions.of(BagFormat.ROSBAG2_0))) {
      assertEquals(1, BagRecovery.recover(renamed, writer).messages());
    }
    List<BagMessage> messages = SampleBag.read(saved, BagQuery.all().topics("/renamed"));
    assertArrayEquals(HI, messages.get(0).data());
    BagFormatException e =
        assertThrows(BagFormatException.class, () -> throwDamage(file(rosbag("", ""))));
    assertTrue(e.getMessage().contains("no topic"), e.getMessage());
  }

  private static void throwDamage(Path file) throws IOException {
    BagInfo info = info(file);
    throw new BagFormatException(info.damage());
  }

  @Test
  void anOlderFormatAnEmptyAndAMissingFileAndAFolderAreNamed() throws IOException {
    Path old = folder.resolve("old.bag");
    Files.writeString(old, "#ROSBAG V1.2\nxxxxxxxxx");
    String message = assertThrows(IOException.class, () -> BagReader.open(old)).getMessage();
    assertTrue(message.contains("old.bag"), message);
    assertTrue(message.contains("format 1.2") && message.contains("rosbag filter"), message);
    Path empty = Files.createFile(folder.resolve("empty.bag"));
    message = assertThrows(IOException.class, () -> BagReader.open(empty)).getMessage();
    assertTrue(message.contains("empty.bag") && message.contains("It is empty"), message);
    Path none = folder.resolve("none.bag");
    message = assertThrows(IOException.class, () -> BagReader.open(none)).getMessage();
    assertTrue(message.endsWith("none.bag does not exist"), message);
    message = assertThrows(IOException.class, () -> BagReader.open(folder)).getMessage();
    assertTrue(message.contains(folder + " is a folder"), message);
  }

  /** A file with one chunk; its summary has the channel and not its schema. */
  @Test
  void aSummaryMayLeaveOutTheSchemas() throws IOException {
    BagBytes inner =
        new BagBytes()
            .schema(1, TEXT.name(), "ros1msg", TEXT.definition())
            .channel(1, 1, "/chatter", "ros1")
            .message(1, 5, HI)
            .message(1, 6, HI);
    BagBytes bytes = BagBytes.mcap();
    long chunkAt = bytes.size();
    bytes.chunk("", inner.size(), inner.toArray());
    long chunkBytes = bytes.size() - chunkAt;
    bytes.dataEnd();
    long summary = bytes.size();
    bytes
        .channel(1, 1, "/chatter", "ros1")
        .record(Mcap.STATISTICS, BagBytes.statistics(2, 0, 0, 1, 1, 2))
        .record(
            Mcap.CHUNK_INDEX,
            new BagBytes()
                .u64(5)
                .u64(6)
                .u64(chunkAt)
                .u64(chunkBytes)
                .u32(Short.BYTES + Long.BYTES)
                .u16(1)
                .u64(0)
                .u64(0)
                .text("")
                .u64(inner.size())
                .u64(inner.size()))
        .footer(summary);
    Path file = file(bytes);
    assertEquals(2, info(file).messages());
    assertEquals(List.of(), info(file).unread());
    assertEquals(2, SampleBag.read(file, BagQuery.all()).size());
  }

  /** Our own file, with a message behind its chunk and that chunk's indexes. */
  @Test
  void messagesBesideTheChunksAreFound() throws IOException {
    Path ours = folder.resolve("ours.mcap");
    SampleBag.write(ours, BagOptions.of(BagFormat.MCAP), SampleBag.messages(10));
    byte[] whole = Files.readAllBytes(ours);
    int at;
    int channel;
    try (BagReader reader = BagReader.open(ours)) {
      BagFile bag = reader.bag();
      at = (int) bag.walkIndex(bag.chunks().get(0), bag.window, (id, time, o, d, n) -> {});
      channel = bag.connections().keySet().iterator().next();
    }
    byte[] more = new BagBytes().message(channel, 7, HI).toArray();
    GrowingBytes changed = new GrowingBytes(whole.length);
    changed.write(whole, 0, at);
    changed.put(more);
    changed.write(whole, at, whole.length - at);
    byte[] bytes = java.util.Arrays.copyOf(changed.array(), changed.size());
    shiftFooter(bytes, more.length);
    Files.write(ours, bytes);
    assertEquals(11, info(ours).messages());
    assertEquals(11, SampleBag.read(ours, BagQuery.all()).size());
  }

  /** Moves the summary's positions and drops its checksum. */
  private static void shiftFooter(byte[] bytes, int by) {
    int footer = bytes.length - Mcap.MAGIC_BYTES - Mcap.FOOTER_BYTES;
    for (int at : new int[] {footer, footer + Long.BYTES}) {
      java.nio.ByteBuffer buffer =
          java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      buffer.putLong(at, buffer.getLong(at) + by);
    }
    java.util.Arrays.fill(bytes, footer + 2 * Long.BYTES, footer + Mcap.FOOTER_BYTES, (byte) 0);
  }

  @Test
  void channelsOfOtherKindsAreCountedAndNamed() throws IOException {
    BagBytes bytes =
        BagBytes.mcap()
            .schema(1, TEXT.name(), "ros1msg", TEXT.definition())
            .channel(1, 1, "/one", "ros1")
            .message(1, 5, HI)
            .schema(2, "std_msgs/msg/String", "ros2msg", "string data")
            .channel(2, 2, "/two", "cdr")
            .message(2, 2, HI)
            .message(2, 9, HI)
            .channel(3, 0, "/plain", "json")
            .message(3, 6, HI)
            .channel(4, 77, "/orphan", "ros1")
            .message(4, 6, HI)
            .message(9, 6, HI)
            .dataEnd()
            .footer(0);
    Path file = file(bytes);
    BagInfo info = info(file);
    assertEquals(1, info.messages());
    assertEquals(
        List.of(
            "/two: 2 messages are not read: it is no ROS 1 channel (cdr, ros2msg,"
                + " std_msgs/msg/String)",
            "/plain: 1 message is not read: it is no ROS 1 channel (json, without a schema)",
            "/orphan: 1 message is not read: it is no ROS 1 channel (ros1), and its schema 77 is"
                + " not in the file",
            "connection 9: 1 message is not read: nothing in the file describes them"),
        info.unread().stream().map(UnreadMessages::text).toList());
    assertEquals(1, SampleBag.read(file, BagQuery.all()).size());
    Path saved = folder.resolve("saved.bag");
    try (BagWriter writer = BagWriter.create(saved, BagOptions.of(BagFormat.ROSBAG2_0))) {
      BagRecovery recovery = BagRecovery.recover(file, writer);
      assertEquals(1, recovery.messages());
      assertEquals(info.unread(), recovery.unread());
    }
  }

  @Test
  void attachmentsAndMetadataWithoutAnIndexAreCounted() throws IOException {
    BagBytes bytes = BagBytes.mcap().attachment("a.txt");
    bytes.record(Mcap.METADATA, new BagBytes().text("m").u32(0)).dataEnd();
    long summary = bytes.size();
    bytes.record(Mcap.STATISTICS, BagBytes.statistics(0, 1, 1, 0, 1, 0)).footer(summary);
    BagInfo info = info(file(bytes));
    assertEquals(1, info.attachments());
    assertEquals(java.util.Set.of("m"), info.metadata().keySet());
  }

  @Test
  void anUnknownCompressionIsNamed() throws IOException {
    Path file = file(BagBytes.mcap().chunk("brotli", 3, HI).dataEnd().footer(0));
    BagInfo info = info(file);
    assertTrue(info.damage().contains("'brotli', known are lz4, zstd"), info.damage());
  }

  @Test
  void anLz4StreamMayBeSeveralFrames() throws IOException {
    BagBytes inner = new BagBytes().schema(1, TEXT.name(), "ros1msg", TEXT.definition());
    inner.channel(1, 1, "/c", "ros1");
    for (int i = 0; i < 200; i++) {
      inner.message(1, i, HI);
    }
    byte[] content = inner.toArray();
    GrowingBytes stored = new GrowingBytes(64);
    int half = content.length / 2;
    new Lz4Frame().compress(content, half, stored);
    // A frame that is skipped, with two bytes in it.
    stored.putInt(0x184D2A53).putInt(2).putByte(1).putByte(2);
    byte[] rest = java.util.Arrays.copyOfRange(content, half, content.length);
    new Lz4Frame().compress(rest, rest.length, stored);
    byte[] frames = java.util.Arrays.copyOf(stored.array(), stored.size());
    Path file = file(BagBytes.mcap().chunk("lz4", content.length, frames).dataEnd().footer(0));
    assertEquals("", info(file).damage());
    assertEquals(200, SampleBag.read(file, BagQuery.all()).size());
    frames[frames.length - 1] ^= 1;
    file = file(BagBytes.mcap().chunk("lz4", content.length, frames).dataEnd().footer(0));
    assertTrue(info(file).damage().contains("checksum"), info(file).damage());
    assertEquals(0, info(file).messages());
  }
}

package dev.cobot.ros.bag;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.zip.CRC32;

/** Lays bags out byte by byte, as other writers do and ours does not. */
final class BagBytes {
  private final GrowingBytes bytes = new GrowingBytes(256);

  static BagBytes mcap() {
    BagBytes file = new BagBytes();
    file.bytes.put(Mcap.magic());
    return file.record(Mcap.HEADER, new BagBytes().text("ros1").text("test"));
  }

  static BagBytes rosbag() {
    BagBytes file = new BagBytes();
    file.bytes.put(Rosbag.MAGIC.getBytes(US_ASCII));
    BagBytes head =
        new BagBytes()
            .field("op", new byte[] {Rosbag.BAG_HEADER})
            .field("index_pos", new byte[Long.BYTES])
            .field("conn_count", new byte[Integer.BYTES])
            .field("chunk_count", new byte[Integer.BYTES]);
    return file.rosRecord(head, new BagBytes());
  }

  int size() {
    return bytes.size();
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes.array(), bytes.size());
  }

  BagBytes u16(int value) {
    bytes.putByte(value);
    bytes.putByte(value >>> 8);
    return this;
  }

  BagBytes u32(int value) {
    bytes.putInt(value);
    return this;
  }

  BagBytes u64(long value) {
    return u32((int) value).u32((int) (value >>> 32));
  }

  BagBytes raw(byte... some) {
    bytes.put(some);
    return this;
  }

  BagBytes raw(BagBytes other) {
    return raw(other.toArray());
  }

  BagBytes text(String text) {
    return u32(text.getBytes(UTF_8).length).raw(text.getBytes(UTF_8));
  }

  /** A field of a rosbag's record header. */
  BagBytes field(String name, byte[] value) {
    return u32(name.length() + 1 + value.length).raw((name + "=").getBytes(US_ASCII)).raw(value);
  }

  BagBytes field(String name, String value) {
    return field(name, value.getBytes(UTF_8));
  }

  BagBytes field(String name, int value) {
    return field(name, new BagBytes().u32(value).toArray());
  }

  BagBytes rosRecord(BagBytes header, BagBytes data) {
    return u32(header.size()).raw(header).u32(data.size()).raw(data);
  }

  /** A record of MCAP. */
  BagBytes record(int op, BagBytes body) {
    return raw((byte) op).u64(body.size()).raw(body);
  }

  BagBytes schema(int id, String name, String encoding, String definition) {
    return record(Mcap.SCHEMA, new BagBytes().u16(id).text(name).text(encoding).text(definition));
  }

  BagBytes channel(int id, int schema, String topic, String encoding) {
    return record(
        Mcap.CHANNEL, new BagBytes().u16(id).u16(schema).text(topic).text(encoding).u32(0));
  }

  BagBytes message(int channel, long timeNanos, byte... data) {
    return record(
        Mcap.MESSAGE, new BagBytes().u16(channel).u32(0).u64(timeNanos).u64(timeNanos).raw(data));
  }

  BagBytes chunk(String compression, int bytes, byte[] stored) {
    return record(
        Mcap.CHUNK,
        new BagBytes()
            .u64(1)
            .u64(9)
            .u64(bytes)
            .u32(0)
            .text(compression)
            .u64(stored.length)
            .raw(stored));
  }

  BagBytes dataEnd() {
    return record(Mcap.DATA_END, new BagBytes().u32(0));
  }

  /** Ends an MCAP file whose summary begins there; 0 for none. */
  BagBytes footer(long summary) {
    return record(Mcap.FOOTER, new BagBytes().u64(summary).u64(0).u32(0)).raw(Mcap.magic());
  }

  static BagBytes statistics(
      long messages, int attachments, int metadata, int chunks, int channel, long counted) {
    return new BagBytes()
        .u64(messages)
        .u16(1)
        .u32(1)
        .u32(attachments)
        .u32(metadata)
        .u32(chunks)
        .u64(1)
        .u64(9)
        .u32(Short.BYTES + Long.BYTES)
        .u16(channel)
        .u64(counted);
  }

  BagBytes attachment(String name) {
    BagBytes body =
        new BagBytes().u64(1).u64(1).text(name).text("text/plain").u64(2).raw((byte) 1, (byte) 2);
    CRC32 crc = new CRC32();
    crc.update(body.toArray());
    return record(Mcap.ATTACHMENT, body.u32((int) crc.getValue()));
  }
}

package dev.cobot.ros.bag;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes rosbag's format 2.0. */
final class RosbagWriter extends BagWriter {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long END_NANOS = (1L << 32) * SECOND_NANOS;

  /** What the file has to tell of a chunk once more at its end. */
  private record ChunkInfo(
      long position, long startNanos, long endNanos, int[] connections, int[] counts) {}

  private final BagOptions options;
  private final Compression compression;
  private final Map<BagConnection, Integer> ids = new HashMap<>();
  private final List<BagConnection> connections = new ArrayList<>();
  private final List<MessageIndex> indexes = new ArrayList<>();
  private final List<ChunkInfo> chunks = new ArrayList<>();
  private final GrowingBytes chunk;
  private final GrowingBytes record = new GrowingBytes(4096);
  private long startNanos = Long.MAX_VALUE;
  private long endNanos;

  private RosbagWriter(Path file, BagOptions options) throws IOException {
    super(file);
    this.options = options;
    compression = new Compression(options.compression(), options.chunkBytes());
    chunk = new GrowingBytes(options.chunkBytes() + options.chunkBytes() / 4);
  }

  static RosbagWriter begin(Path file, BagOptions options) throws IOException {
    RosbagWriter writer = new RosbagWriter(file, options);
    writer.record.put(Rosbag.MAGIC.getBytes(US_ASCII));
    writer.bagHeader(0);
    writer.emit(writer.record);
    return writer;
  }

  @Override
  void check(BagConnection connection, long timeNanos, int bytes) {
    if (!(timeNanos >= 0 && timeNanos < END_NANOS)) {
      throw new IllegalArgumentException(
          connection.topic()
              + ": a rosbag cannot tell the time "
              + timeNanos
              + " ns, allowed is 0 to below "
              + END_NANOS);
    }
    if (connection.md5().isEmpty()) {
      throw new IllegalArgumentException(
          connection.topic()
              + ": a rosbag needs the md5 of "
              + connection.type()
              + "; take it from its definition with MessageDefinition.ofFullText");
    }
  }

  @Override
  void append(BagConnection connection, long timeNanos, ByteBuffer data) throws IOException {
    Integer known = ids.get(connection);
    int id = known == null ? connections.size() : known;
    if (known == null) {
      ids.put(connection, id);
      connections.add(connection);
      indexes.add(new MessageIndex());
      connectionRecord(chunk, id);
    }
    indexes.get(id).add(timeNanos, chunk.size());
    startNanos = Math.min(startNanos, timeNanos);
    endNanos = Math.max(endNanos, timeNanos);
    int header = beginHeader(chunk);
    opField(chunk, Rosbag.MESSAGE);
    intField(chunk, "conn", id);
    timeField(chunk, "time", timeNanos);
    endHeader(chunk, header);
    chunk.putInt(data.remaining()).put(data);
    if (chunk.size() >= options.chunkBytes()) {
      finishChunk();
    }
  }

  @Override
  void finishChunk() throws IOException {
    if (chunk.size() == 0) {
      return;
    }
    long at = position();
    GrowingBytes packed = compression.compress(chunk);
    record.clear();
    int header = beginHeader(record);
    opField(record, Rosbag.CHUNK);
    textField(record, "compression", options.compression().nameIn(BagFormat.ROSBAG2_0));
    intField(record, "size", chunk.size());
    endHeader(record, header);
    record.putInt(packed.size());
    emit(record);
    emit(packed);
    record.clear();
    int used = (int) indexes.stream().filter(index -> index.size() > 0).count();
    int[] usedIds = new int[used];
    int[] counts = new int[used];
    int n = 0;
    for (int id = 0; id < indexes.size(); id++) {
      MessageIndex index = indexes.get(id);
      if (index.size() > 0) {
        usedIds[n] = id;
        counts[n++] = index.size();
        indexRecord(id, index);
        index.clear();
      }
    }
    emit(record);
    chunks.add(new ChunkInfo(at, startNanos, endNanos, usedIds, counts));
    chunk.clear();
    startNanos = Long.MAX_VALUE;
    endNanos = 0;
  }

  @Override
  void finish() throws IOException {
    long indexPosition = position();
    for (int id = 0; id < connections.size(); id++) {
      record.clear();
      connectionRecord(record, id);
      emit(record);
    }
    record.clear();
    for (ChunkInfo info : chunks) {
      chunkInfoRecord(info);
    }
    emit(record);
    record.clear();
    bagHeader(indexPosition);
    overwrite(Rosbag.MAGIC.length(), record);
  }

  private void bagHeader(long indexPosition) {
    int header = beginHeader(record);
    opField(record, Rosbag.BAG_HEADER);
    field(record, "index_pos", Long.BYTES).putLong(indexPosition);
    intField(record, "conn_count", connections.size());
    intField(record, "chunk_count", chunks.size());
    endHeader(record, header);
    int padding = Rosbag.BAG_HEADER_BYTES - (record.size() - header - Integer.BYTES);
    record.putInt(padding);
    for (int i = 0; i < padding; i++) {
      record.putByte(' ');
    }
  }

  private void connectionRecord(GrowingBytes out, int id) {
    BagConnection connection = connections.get(id);
    int header = beginHeader(out);
    opField(out, Rosbag.CONNECTION);
    intField(out, "conn", id);
    textField(out, "topic", connection.topic());
    endHeader(out, header);
    int data = beginHeader(out);
    textField(out, "topic", connection.topic());
    textField(out, "type", connection.type());
    textField(out, "md5sum", connection.md5());
    textField(out, "message_definition", connection.definition());
    if (!connection.callerId().isEmpty()) {
      textField(out, "callerid", connection.callerId());
    }
    if (connection.latching()) {
      textField(out, "latching", "1");
    }
    endHeader(out, data);
  }

  private void indexRecord(int id, MessageIndex index) {
    int header = beginHeader(record);
    opField(record, Rosbag.INDEX);
    intField(record, "ver", 1);
    intField(record, "conn", id);
    intField(record, "count", index.size());
    endHeader(record, header);
    record.putInt(index.size() * Rosbag.INDEX_ENTRY_BYTES);
    for (int i = 0; i < index.size(); i++) {
      time(record, index.timeNanos(i)).putInt(index.offset(i));
    }
  }

  private void chunkInfoRecord(ChunkInfo info) {
    int header = beginHeader(record);
    opField(record, Rosbag.CHUNK_INFO);
    intField(record, "ver", 1);
    field(record, "chunk_pos", Long.BYTES).putLong(info.position);
    timeField(record, "start_time", info.startNanos);
    timeField(record, "end_time", info.endNanos);
    intField(record, "count", info.connections.length);
    endHeader(record, header);
    record.putInt(info.connections.length * 2 * Integer.BYTES);
    for (int i = 0; i < info.connections.length; i++) {
      record.putInt(info.connections[i]).putInt(info.counts[i]);
    }
  }

  /** Leaves room for a length and returns where. */
  private static int beginHeader(GrowingBytes out) {
    int at = out.size();
    out.putInt(0);
    return at;
  }

  private static void endHeader(GrowingBytes out, int at) {
    out.setInt(at, out.size() - at - Integer.BYTES);
  }

  private static GrowingBytes field(GrowingBytes out, String name, int valueBytes) {
    out.putInt(name.length() + 1 + valueBytes);
    for (int i = 0; i < name.length(); i++) {
      out.putByte(name.charAt(i));
    }
    return out.putByte('=');
  }

  private static void opField(GrowingBytes out, int op) {
    field(out, "op", 1).putByte(op);
  }

  private static void intField(GrowingBytes out, String name, int value) {
    field(out, name, Integer.BYTES).putInt(value);
  }

  private static void timeField(GrowingBytes out, String name, long nanos) {
    time(field(out, name, Long.BYTES), nanos);
  }

  private static GrowingBytes time(GrowingBytes out, long nanos) {
    return out.putInt((int) (nanos / SECOND_NANOS)).putInt((int) (nanos % SECOND_NANOS));
  }

  private static void textField(GrowingBytes out, String name, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    field(out, name, utf8.length).put(utf8);
  }
}

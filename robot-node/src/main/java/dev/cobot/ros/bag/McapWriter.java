package dev.cobot.ros.bag;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes MCAP with the profile ros1. */
final class McapWriter extends BagWriter {
  private static final int MAX_IDS = 0xFFFF;
  private static final String LIBRARY = "cobot";

  /** The two things that make a schema: connections of one type share it. */
  private record Schema(String type, String definition) {}

  /** What the summary has to tell of a chunk. */
  private record ChunkInfo(
      long position,
      long bytes,
      long startNanos,
      long endNanos,
      int[] channels,
      long[] indexPositions,
      long indexBytes,
      long storedBytes,
      long contentBytes) {}

  private record MetadataInfo(String name, long position, long bytes) {}

  private final BagOptions options;
  private final Compression compression;
  private final Map<Schema, Integer> schemas = new LinkedHashMap<>();
  private final Map<BagConnection, Integer> channels = new LinkedHashMap<>();
  private final Map<BagConnection, Integer> ids = new HashMap<>();
  private final List<MessageIndex> indexes = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private final List<ChunkInfo> chunks = new ArrayList<>();
  private final GrowingBytes chunk;
  private final GrowingBytes record = new GrowingBytes(4096);
  private final CRC32 dataCrc = new CRC32();
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos;
  private long startNanos = Long.MAX_VALUE;
  private long endNanos;

  private McapWriter(Path file, BagOptions options) throws IOException {
    super(file);
    this.options = options;
    compression = new Compression(options.compression(), options.chunkBytes());
    chunk = new GrowingBytes(options.chunkBytes() + options.chunkBytes() / 4);
  }

  static McapWriter begin(Path file, BagOptions options) throws IOException {
    McapWriter writer = new McapWriter(file, options);
    GrowingBytes record = writer.record;
    record.put(Mcap.magic());
    int at = begin(record, Mcap.HEADER);
    record.putString(Mcap.PROFILE).putString(LIBRARY);
    end(record, at);
    writer.emitData(record);
    return writer;
  }

  @Override
  void check(BagConnection connection, long timeNanos, int bytes) {
    if (timeNanos < 0) {
      throw new IllegalArgumentException(
          connection.topic() + ": the time is " + timeNanos + " ns, must be >= 0");
    }
    if (ids.size() == MAX_IDS && !ids.containsKey(connection)) {
      throw new IllegalArgumentException(
          connection.topic() + ": an MCAP file has at most " + MAX_IDS + " channels");
    }
  }

  @Override
  void append(BagConnection connection, long timeNanos, ByteBuffer data) throws IOException {
    Integer known = ids.get(connection);
    int id = known == null ? ids.size() : known;
    if (known == null) {
      ids.put(connection, id);
      channels.put(connection, id);
      indexes.add(new MessageIndex());
      counts.add(0L);
      Schema schema = new Schema(connection.type(), connection.definition());
      Integer schemaId = schemas.get(schema);
      if (schemaId == null) {
        // 0 says that there is none.
        schemaId = schemas.size() + 1;
        schemas.put(schema, schemaId);
        schemaRecord(chunk, schemaId, schema);
      }
      channelRecord(chunk, id, schemaId, connection);
    }
    indexes.get(id).add(timeNanos, chunk.size());
    long sequence = counts.get(id);
    counts.set(id, sequence + 1);
    startNanos = Math.min(startNanos, timeNanos);
    endNanos = Math.max(endNanos, timeNanos);
    chunk
        .putByte(Mcap.MESSAGE)
        .putLong(Mcap.MESSAGE_HEAD_BYTES + (long) data.remaining())
        .putShort(id)
        .putInt((int) sequence)
        .putLong(timeNanos)
        .putLong(timeNanos)
        .put(data);
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
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 0, chunk.size());
    GrowingBytes packed = compression.compress(chunk);
    record.clear();
    int start = begin(record, Mcap.CHUNK);
    record
        .putLong(startNanos)
        .putLong(endNanos)
        .putLong(chunk.size())
        .putInt((int) crc.getValue())
        .putString(options.compression().nameIn(BagFormat.MCAP))
        .putLong(packed.size());
    record.setLong(start, record.size() - start - Long.BYTES + (long) packed.size());
    emitData(record);
    emitData(packed);
    long indexPosition = position();
    record.clear();
    int used = (int) indexes.stream().filter(index -> index.size() > 0).count();
    int[] usedIds = new int[used];
    long[] positions = new long[used];
    int n = 0;
    for (int id = 0; id < indexes.size(); id++) {
      MessageIndex index = indexes.get(id);
      if (index.size() > 0) {
        usedIds[n] = id;
        positions[n++] = indexPosition + record.size();
        int head = begin(record, Mcap.MESSAGE_INDEX);
        record.putShort(id).putInt(index.size() * Mcap.INDEX_ENTRY_BYTES);
        for (int i = 0; i < index.size(); i++) {
          record.putLong(index.timeNanos(i)).putLong(index.offset(i));
        }
        end(record, head);
        index.clear();
      }
    }
    emitData(record);
    chunks.add(
        new ChunkInfo(
            at,
            indexPosition - at,
            startNanos,
            endNanos,
            usedIds,
            positions,
            record.size(),
            packed.size(),
            chunk.size()));
    firstNanos = Math.min(firstNanos, startNanos);
    lastNanos = Math.max(lastNanos, endNanos);
    chunk.clear();
    startNanos = Long.MAX_VALUE;
    endNanos = 0;
  }

  @Override
  void finish() throws IOException {
    List<MetadataInfo> metadata = metadataRecords();
    record.clear();
    int dataEnd = begin(record, Mcap.DATA_END);
    record.putInt((int) dataCrc.getValue());
    end(record, dataEnd);
    emit(record);
    summary(metadata);
  }

  private List<MetadataInfo> metadataRecords() throws IOException {
    List<MetadataInfo> infos = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> entry : options.metadata().entrySet()) {
      record.clear();
      int at = begin(record, Mcap.METADATA);
      record.putString(entry.getKey());
      map(record, entry.getValue());
      end(record, at);
      infos.add(new MetadataInfo(entry.getKey(), position(), record.size()));
      emitData(record);
    }
    return infos;
  }

  private void summary(List<MetadataInfo> metadata) throws IOException {
    long summaryStart = position();
    CRC32 crc = new CRC32();
    GrowingBytes offsets = new GrowingBytes(256);
    record.clear();
    schemas.forEach((schema, id) -> schemaRecord(record, id, schema));
    endGroup(Mcap.SCHEMA, offsets, crc);
    channels.forEach(
        (connection, id) ->
            channelRecord(
                record,
                id,
                schemas.get(new Schema(connection.type(), connection.definition())),
                connection));
    endGroup(Mcap.CHANNEL, offsets, crc);
    statistics(metadata.size());
    endGroup(Mcap.STATISTICS, offsets, crc);
    chunks.forEach(this::chunkIndex);
    endGroup(Mcap.CHUNK_INDEX, offsets, crc);
    for (MetadataInfo info : metadata) {
      int at = begin(record, Mcap.METADATA_INDEX);
      record.putLong(info.position).putLong(info.bytes).putString(info.name);
      end(record, at);
    }
    endGroup(Mcap.METADATA_INDEX, offsets, crc);
    long offsetsStart = position();
    emit(offsets);
    crc.update(offsets.array(), 0, offsets.size());
    int at = begin(record, Mcap.FOOTER);
    record.putLong(summaryStart).putLong(offsetsStart);
    // The checksum goes up to here, the footer's own head and positions included.
    record.setLong(at, Mcap.FOOTER_BYTES);
    crc.update(record.array(), 0, record.size());
    record.putInt((int) crc.getValue()).put(Mcap.magic());
    emit(record);
  }

  /** Writes the records of one kind and notes where they stand. */
  private void endGroup(int op, GrowingBytes offsets, CRC32 crc) throws IOException {
    if (record.size() == 0) {
      return;
    }
    int at = begin(offsets, Mcap.SUMMARY_OFFSET);
    offsets.putByte(op).putLong(position()).putLong(record.size());
    end(offsets, at);
    crc.update(record.array(), 0, record.size());
    emit(record);
    record.clear();
  }

  private void statistics(int metadataCount) {
    int at = begin(record, Mcap.STATISTICS);
    record
        .putLong(counts.stream().mapToLong(Long::longValue).sum())
        .putShort(schemas.size())
        .putInt(channels.size())
        .putInt(0)
        .putInt(metadataCount)
        .putInt(chunks.size())
        .putLong(chunks.isEmpty() ? 0 : firstNanos)
        .putLong(lastNanos)
        .putInt(counts.size() * (Short.BYTES + Long.BYTES));
    for (int id = 0; id < counts.size(); id++) {
      record.putShort(id).putLong(counts.get(id));
    }
    end(record, at);
  }

  private void chunkIndex(ChunkInfo info) {
    int at = begin(record, Mcap.CHUNK_INDEX);
    record
        .putLong(info.startNanos)
        .putLong(info.endNanos)
        .putLong(info.position)
        .putLong(info.bytes)
        .putInt(info.channels.length * (Short.BYTES + Long.BYTES));
    for (int i = 0; i < info.channels.length; i++) {
      record.putShort(info.channels[i]).putLong(info.indexPositions[i]);
    }
    record
        .putLong(info.indexBytes)
        .putString(options.compression().nameIn(BagFormat.MCAP))
        .putLong(info.storedBytes)
        .putLong(info.contentBytes);
    end(record, at);
  }

  private static void schemaRecord(GrowingBytes out, int id, Schema schema) {
    int at = begin(out, Mcap.SCHEMA);
    byte[] text = schema.definition.getBytes(StandardCharsets.UTF_8);
    out.putShort(id)
        .putString(schema.type)
        .putString(Mcap.SCHEMA_ENCODING)
        .putInt(text.length)
        .put(text);
    end(out, at);
  }

  private static void channelRecord(
      GrowingBytes out, int id, int schemaId, BagConnection connection) {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (!connection.callerId().isEmpty()) {
      metadata.put("callerid", connection.callerId());
    }
    if (connection.latching()) {
      metadata.put("latching", "1");
    }
    if (!connection.md5().isEmpty()) {
      metadata.put("md5sum", connection.md5());
    }
    int at = begin(out, Mcap.CHANNEL);
    out.putShort(id)
        .putShort(schemaId)
        .putString(connection.topic())
        .putString(Mcap.MESSAGE_ENCODING);
    map(out, metadata);
    end(out, at);
  }

  private static void map(GrowingBytes out, Map<String, String> map) {
    int at = out.size();
    out.putInt(0);
    map.forEach((key, value) -> out.putString(key).putString(value));
    out.setInt(at, out.size() - at - Integer.BYTES);
  }

  /** Begins a record and returns where its length has to go. */
  private static int begin(GrowingBytes out, int op) {
    out.putByte(op);
    int at = out.size();
    out.putLong(0);
    return at;
  }

  private static void end(GrowingBytes out, int at) {
    out.setLong(at, out.size() - at - (long) Long.BYTES);
  }

  private void emitData(GrowingBytes bytes) throws IOException {
    dataCrc.update(bytes.array(), 0, bytes.size());
    emit(bytes);
  }
}

package dev.cobot.ros.bag;

import dev.cobot.ros.message.DefinitionException;
import dev.cobot.ros.message.MessageDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** Reads MCAP; channels of other encodings than ros1 are passed over, and told of. */
final class McapFile extends BagFile {
  private record Schema(String name, String encoding, String definition) {}

  /** What a file's statistics say of it; {@code counted} is the sum over the channels. */
  private record Statistics(
      long messages, long attachments, long metadata, long chunks, long counted) {}

  private static final int CHUNK_HEAD_BYTES = 3 * Long.BYTES + 2 * Integer.BYTES;
  private static final int MAX_NAME_BYTES = 64;

  private final Map<Integer, Schema> schemas = new HashMap<>();
  private final Map<String, Map<String, String>> metadata = new TreeMap<>();

  /** Where a chunk's message indexes end, by the chunk's position, as the summary tells it. */
  private final Map<Long, Long> behindIndex = new HashMap<>();

  private Statistics statistics;
  private long attachments;
  private boolean lacking;

  /** Where the body of the record stands that was looked at last. */
  private long bodyPosition;

  private long bodyBytes;

  private McapFile(FileBytes file, BagLimits limits) {
    super(file, limits);
  }

  /** Opens a file; {@code scan} passes its summary over. */
  static McapFile open(FileBytes file, BagLimits limits, boolean scan) throws IOException {
    if (!scan) {
      McapFile indexed = new McapFile(file, limits);
      if (indexed.readSummary()) {
        indexed.isIndexed();
        return indexed;
      }
    }
    McapFile scanned = new McapFile(file, limits);
    scanned.scan();
    return scanned;
  }

  static boolean recognises(byte[] start) {
    return start.length >= Mcap.MAGIC_BYTES
        && Arrays.equals(Arrays.copyOf(start, Mcap.MAGIC_BYTES), Mcap.magic());
  }

  @Override
  BagFormat format() {
    return BagFormat.MCAP;
  }

  @Override
  long attachments() {
    return attachments;
  }

  @Override
  Map<String, Map<String, String>> metadata() {
    return metadata;
  }

  /** Returns whether the summary tells everything, so that no scan is needed. */
  private boolean readSummary() throws IOException {
    long footer = file.size() - Mcap.MAGIC_BYTES - Mcap.FOOTER_BYTES - Mcap.RECORD_HEAD_BYTES;
    if (footer < Mcap.MAGIC_BYTES
        || !recognises(file.read(file.size() - Mcap.MAGIC_BYTES, Mcap.MAGIC_BYTES))
        || head(footer) != Mcap.FOOTER
        || bodyBytes != Mcap.FOOTER_BYTES) {
      return false;
    }
    McapRecord record = body();
    long start = in(footer, record::u64);
    long offsets = in(footer, record::u64);
    int crc = in(footer, record::i32);
    if (start == 0) {
      return false;
    }
    long end = offsets == 0 ? footer : offsets;
    if (!(start >= Mcap.MAGIC_BYTES && start <= end && end <= footer)) {
      throw file.damaged(
          footer, "The footer says that the summary is at " + start + "; " + BagReader.RECOVER);
    }
    if (crc != 0 && crc != crc(start, footer + Mcap.RECORD_HEAD_BYTES + 2 * Long.BYTES)) {
      throw file.damaged(footer, "The checksum of the summary does not fit; " + BagReader.RECOVER);
    }
    long at = start;
    List<Long> channels = new ArrayList<>();
    while (at < end) {
      long position = at;
      int op = wholeHead(at);
      switch (op) {
        case Mcap.SCHEMA -> describe(op, position, body());
        case Mcap.CHANNEL -> channels.add(position);
        case Mcap.STATISTICS -> readStatistics(position, body());
        case Mcap.CHUNK_INDEX -> readChunkIndex(position, body());
        case Mcap.METADATA_INDEX -> readMetadataIndex(position, body());
        default -> {
          // Attachments are counted by the statistics.
        }
      }
      at = position + Mcap.RECORD_HEAD_BYTES + bodyBytesAt(position);
    }
    // A summary is in groups, of which that of the schemas need not be the first.
    for (long position : channels) {
      describe(wholeHead(position), position, body());
    }
    return !lacking && tellsAll();
  }

  private long bodyBytesAt(long position) throws IOException {
    return window.longAt(position + 1);
  }

  private boolean tellsAll() throws IOException {
    if (statistics == null
        || statistics.chunks() != chunks().size()
        || statistics.metadata() != metadata.size()
        || statistics.counted() != statistics.messages()
        || !counts().keySet().stream().allMatch(this::isKnown)
        || !chunks().stream()
            .flatMapToInt(chunk -> Arrays.stream(chunk.connections()))
            .allMatch(this::isKnown)) {
      return false;
    }
    attachments = statistics.attachments();
    if (chunks().isEmpty()) {
      return statistics.messages() == 0;
    }
    for (int i = 0; i < chunks().size(); i++) {
      Chunk told = chunks().get(i);
      if (told.connections().length == 0) {
        // Written without message indexes: only the chunk itself knows its channels.
        return false;
      }
      if (wholeHead(told.position()) != Mcap.CHUNK) {
        throw file.damaged(
            told.position(), "The summary tells of a chunk where none is; " + BagReader.RECOVER);
      }
      Chunk found = chunk(told.position(), false);
      chunks()
          .set(
              i,
              new Chunk(
                  found.position(),
                  found.dataPosition(),
                  found.storedBytes(),
                  found.bytes(),
                  found.compression(),
                  found.crc(),
                  false,
                  told.startNanos(),
                  told.endNanos(),
                  told.connections(),
                  found.dataPosition() + found.storedBytes()));
    }
    return !hasMoreThanChunks();
  }

  /**
   * Whether messages stand beside the chunks, of which a summary tells nothing but their count; or
   * whether the data section is otherwise than the summary says, so that a scan has to tell.
   */
  private boolean hasMoreThanChunks() throws IOException {
    List<Chunk> inOrder =
        chunks().stream().sorted(Comparator.comparingLong(Chunk::position)).toList();
    long at = Mcap.MAGIC_BYTES;
    int next = 0;
    try {
      while (true) {
        if (next < inOrder.size() && at == inOrder.get(next).position()) {
          long behind = behindIndex.get(at);
          if (behind <= at) {
            return true;
          }
          at = behind;
          next++;
          continue;
        }
        int op = wholeHead(at);
        if (op == Mcap.DATA_END || op == Mcap.FOOTER) {
          return next < inOrder.size();
        }
        if (op == Mcap.MESSAGE || op == Mcap.CHUNK) {
          return true;
        }
        at = bodyPosition + bodyBytes;
      }
    } catch (BagFormatException e) {
      return true;
    }
  }

  private int crc(long from, long to) throws IOException {
    CRC32 crc = new CRC32();
    long at = from;
    while (at < to) {
      int n = (int) Math.min(1 << 16, to - at);
      crc.update(file.read(at, n));
      at += n;
    }
    return (int) crc.getValue();
  }

  private void readStatistics(long position, McapRecord record) throws IOException {
    long messages = in(position, record::u64);
    in(position, record::u16);
    in(position, record::u32);
    long attached = in(position, record::u32);
    long metadataCount = in(position, record::u32);
    long chunkCount = in(position, record::u32);
    in(position, record::u64);
    in(position, record::u64);
    McapRecord channels = in(position, record::array);
    long counted = 0;
    while (channels.remaining() > 0) {
      int id = in(position, channels::u16);
      long count = in(position, channels::u64);
      counted += count;
      count(id, count);
    }
    statistics = new Statistics(messages, attached, metadataCount, chunkCount, counted);
  }

  private void readChunkIndex(long position, McapRecord record) throws IOException {
    long startNanos = in(position, record::u64);
    long endNanos = in(position, record::u64);
    long chunkPosition = in(position, record::u64);
    long chunkBytes = in(position, record::u64);
    McapRecord offsets = in(position, record::array);
    int[] channels = new int[offsets.remaining() / (Short.BYTES + Long.BYTES)];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = in(position, offsets::u16);
      in(position, offsets::u64);
    }
    long indexBytes = in(position, record::u64);
    behindIndex.put(chunkPosition, chunkPosition + chunkBytes + indexBytes);
    add(
        new Chunk(
            chunkPosition,
            0,
            0,
            0,
            BagCompression.NONE,
            0,
            false,
            startNanos,
            endNanos,
            channels,
            -1));
  }

  private void readMetadataIndex(long position, McapRecord record) throws IOException {
    long at = in(position, record::u64);
    if (wholeHead(at) != Mcap.METADATA) {
      throw file.damaged(position, "The summary tells of metadata where none are");
    }
    readMetadata(at, body());
  }

  private void readMetadata(long position, McapRecord record) throws IOException {
    String name = in(position, record::string);
    Map<String, String> values = in(position, record::strings);
    // Several may have one name.
    String key = metadata.containsKey(name) ? name + " (" + (metadata.size() + 1) + ")" : name;
    if (metadata.size() < limits.connections()) {
      metadata.put(key, values);
    }
  }

  private void scan() throws IOException {
    long at = Mcap.MAGIC_BYTES;
    try {
      while (at < file.size()) {
        int op = head(at);
        boolean cut = !file.holds(bodyPosition, bodyBytes);
        if (op == Mcap.DATA_END || op == Mcap.FOOTER) {
          return;
        }
        if (cut && op != Mcap.CHUNK) {
          stopAt(at, "the file ends within a record");
          return;
        }
        long end = bodyPosition + bodyBytes;
        switch (op) {
          case 0 -> throw file.damaged(at, "A record has the kind 0");
          case Mcap.CHUNK -> end = scanChunk(at, cut);
          case Mcap.SCHEMA, Mcap.CHANNEL, Mcap.MESSAGE -> end = scanRun(at);
          case Mcap.ATTACHMENT -> attachments++;
          case Mcap.METADATA -> readMetadata(at, body());
          default -> {
            // Of no use without a summary.
          }
        }
        at = end;
        if (cut) {
          stopAt(at, "the file ends within a chunk");
          return;
        }
      }
      stopAt(at, "the file ends without its summary");
    } catch (BagFormatException e) {
      stopAt(at, e.getMessage());
    }
  }

  private long scanChunk(long at, boolean cut) throws IOException {
    long end = cut ? file.size() : bodyPosition + bodyBytes;
    try {
      return addScanned(chunk(at, cut));
    } catch (BagFormatException e) {
      skipDamaged(e);
      return end;
    }
  }

  /** Takes messages that stand outside of a chunk for one. */
  private long scanRun(long from) throws IOException {
    long at = from;
    while (at - from < RUN_BYTES && at < file.size()) {
      int op;
      try {
        op = head(at);
      } catch (BagFormatException e) {
        break;
      }
      if (!(op == Mcap.SCHEMA || op == Mcap.CHANNEL || op == Mcap.MESSAGE)
          || !file.holds(bodyPosition, bodyBytes)) {
        break;
      }
      at = bodyPosition + bodyBytes;
    }
    addRun(from, limits.checkChunk(file, from, at - from));
    return at;
  }

  /** The chunk whose record was looked at last. */
  private Chunk chunk(long at, boolean cut) throws IOException {
    int fixed = CHUNK_HEAD_BYTES;
    int nameAt = window.at(bodyPosition, fixed);
    McapRecord head = new McapRecord(window.array(), nameAt, fixed);
    long startNanos = in(at, head::u64);
    long endNanos = in(at, head::u64);
    long size = in(at, head::u64);
    int crc = in(at, head::i32);
    long nameBytes = in(at, head::u32);
    if (nameBytes > MAX_NAME_BYTES) {
      throw file.damaged(at, "A chunk's compression has a name of " + nameBytes + " bytes");
    }
    int rest = (int) nameBytes + Long.BYTES;
    int start = window.at(bodyPosition + fixed - Integer.BYTES, Integer.BYTES + rest);
    McapRecord tail = new McapRecord(window.array(), start, Integer.BYTES + rest);
    String name = in(at, tail::string);
    long stored = in(at, tail::u64);
    BagCompression compression = BagCompression.named(BagFormat.MCAP, name);
    if (compression == null) {
      throw file.damaged(at, "A chunk has the compression '" + name + "', known are lz4, zstd");
    }
    long dataPosition = bodyPosition + fixed + rest;
    if (fixed + rest + stored != bodyBytes) {
      throw file.damaged(at, "A chunk has another length than its records");
    }
    int bytes = limits.checkChunk(file, at, size);
    if (compression == BagCompression.NONE && stored != size) {
      throw file.damaged(
          at, "An uncompressed chunk has " + stored + " bytes and announces " + size);
    }
    long there = cut ? Math.min(stored, file.size() - dataPosition) : stored;
    return new Chunk(
        at,
        dataPosition,
        limits.checkChunk(file, at, there),
        bytes,
        compression,
        crc,
        cut,
        startNanos,
        endNanos,
        new int[0],
        -1);
  }

  @Override
  void walk(Chunk chunk, GrowingBytes content, boolean learn, MessageSink sink) throws IOException {
    byte[] bytes = content.array();
    int length = content.size();
    int at = 0;
    while (at < length) {
      long body = length - at < Mcap.RECORD_HEAD_BYTES ? -1 : GrowingBytes.longAt(bytes, at + 1);
      int start = at + Mcap.RECORD_HEAD_BYTES;
      if (!(body >= 0 && body <= length - start)) {
        if (chunk.partial()) {
          return;
        }
        throw file.damaged(
            chunk.position(), "A record at " + at + " reaches over the end of the chunk");
      }
      int op = bytes[at];
      if (op == Mcap.MESSAGE) {
        if (body < Mcap.MESSAGE_HEAD_BYTES) {
          throw file.damaged(chunk.position(), "The message at " + at + " is too short");
        }
        long timeNanos = GrowingBytes.longAt(bytes, start + Short.BYTES + Integer.BYTES);
        if (timeNanos < 0) {
          throw file.damaged(chunk.position(), "The message at " + at + " has no possible time");
        }
        sink.message(
            GrowingBytes.unsignedShortAt(bytes, start),
            timeNanos,
            at,
            start + Mcap.MESSAGE_HEAD_BYTES,
            (int) body - Mcap.MESSAGE_HEAD_BYTES);
      } else if (learn && (op == Mcap.SCHEMA || op == Mcap.CHANNEL)) {
        limits.checkHeader(file, chunk.position(), body);
        describe(op, chunk.position(), new McapRecord(bytes, start, (int) body));
      }
      at = start + (int) body;
    }
  }

  @Override
  long walkIndex(Chunk chunk, FileWindow through, MessageSink sink) throws IOException {
    long at = chunk.dataPosition() + chunk.storedBytes();
    while (at < file.size() && through.byteAt(at) == Mcap.MESSAGE_INDEX) {
      int length = limits.checkHeader(file, at, through.longAt(at + 1));
      int start = through.at(at + Mcap.RECORD_HEAD_BYTES, length);
      McapRecord record = new McapRecord(through.array(), start, length);
      int channel = in(at, record::u16);
      McapRecord entries = in(at, record::array);
      while (entries.remaining() > 0) {
        long timeNanos = in(at, entries::u64);
        long offset = in(at, entries::u64);
        if (offset > chunk.bytes()) {
          throw file.damaged(at, "The index tells of a message behind the chunk's end");
        }
        sink.message(channel, timeNanos, (int) offset, -1, 0);
      }
      at += Mcap.RECORD_HEAD_BYTES + (long) length;
    }
    return at;
  }

  @Override
  byte[] readMessage(Chunk chunk, FileWindow through, int connection, long timeNanos, int offset)
      throws IOException {
    long end = chunk.dataPosition() + chunk.storedBytes();
    long at = chunk.dataPosition() + offset;
    int head = Mcap.RECORD_HEAD_BYTES + Mcap.MESSAGE_HEAD_BYTES;
    if (end - at >= head) {
      int start = through.at(at, head);
      byte[] bytes = through.array();
      long data = GrowingBytes.longAt(bytes, start + 1) - Mcap.MESSAGE_HEAD_BYTES;
      int body = start + Mcap.RECORD_HEAD_BYTES;
      if (bytes[start] == Mcap.MESSAGE
          && GrowingBytes.unsignedShortAt(bytes, body) == connection
          && GrowingBytes.longAt(bytes, body + Short.BYTES + Integer.BYTES) == timeNanos
          && data >= 0
          && data <= end - at - head) {
        return file.read(at + head, (int) data);
      }
    }
    throw file.damaged(at, "The index tells of a message here, but there is none");
  }

  private void describe(int op, long position, McapRecord record) throws IOException {
    if (op == Mcap.SCHEMA) {
      int id = in(position, record::u16);
      String name = in(position, record::string);
      String encoding = in(position, record::string);
      String text = in(position, record::string);
      schemas.putIfAbsent(
          id, new Schema(name, encoding, encoding.equals(Mcap.SCHEMA_ENCODING) ? text : ""));
      return;
    }
    int id = in(position, record::u16);
    int schemaId = in(position, record::u16);
    String topic = in(position, record::string);
    String encoding = in(position, record::string);
    Map<String, String> fields = in(position, record::strings);
    Schema schema = schemas.get(schemaId);
    if (schema == null && schemaId != 0) {
      // A summary may leave out what the data section has.
      lacking = true;
    }
    String why = whyPassedOver(topic, encoding, schemaId, schema);
    if (!why.isEmpty()) {
      passOver(id, topic.isEmpty() ? "channel " + id : topic, why);
      checkConnections(position);
      return;
    }
    String md5 = fields.getOrDefault("md5sum", "").toLowerCase(Locale.ROOT);
    learn(
        position,
        id,
        new BagConnection(
            topic,
            schema.name(),
            md5.matches("[0-9a-f]{32}") ? md5 : md5(schema),
            schema.definition(),
            fields.getOrDefault("callerid", ""),
            fields.getOrDefault("latching", "").equals("1")));
  }

  private static String whyPassedOver(String topic, String encoding, int schemaId, Schema schema) {
    String is = "it is no ROS 1 channel (" + encoding;
    if (schema == null) {
      return schemaId == 0
          ? is + ", without a schema)"
          : is + "), and its schema " + schemaId + " is not in the file";
    }
    if (!(encoding.equals(Mcap.MESSAGE_ENCODING)
        && schema.encoding().equals(Mcap.SCHEMA_ENCODING))) {
      return is + ", " + schema.encoding() + ", " + schema.name() + ")";
    }
    if (topic.isEmpty()) {
      return "its topic has no name";
    }
    return schema.name().isEmpty() ? "its type has no name" : "";
  }

  /** The md5 by the definition; empty where that is missing or malformed. */
  private static String md5(Schema schema) {
    try {
      return MessageDefinition.ofFullText(schema.name(), schema.definition()).md5();
    } catch (DefinitionException e) {
      return "";
    }
  }

  /** Reads the kind of a record and finds its body, which must be there. */
  private int wholeHead(long at) throws IOException {
    int op = head(at);
    if (!file.holds(bodyPosition, bodyBytes)) {
      throw file.damaged(at, "The file ends within this record; " + BagReader.RECOVER);
    }
    return op;
  }

  private int head(long at) throws IOException {
    int start = window.at(at, Mcap.RECORD_HEAD_BYTES);
    bodyBytes = GrowingBytes.longAt(window.array(), start + 1);
    bodyPosition = at + Mcap.RECORD_HEAD_BYTES;
    if (bodyBytes < 0) {
      throw file.damaged(at, "A record announces " + Long.toUnsignedString(bodyBytes) + " bytes");
    }
    return window.array()[start];
  }

  /** The body of the record that was looked at last. */
  private McapRecord body() throws IOException {
    int length = limits.checkHeader(file, bodyPosition, bodyBytes);
    int start = window.at(bodyPosition, length);
    return new McapRecord(window.array(), start, length);
  }

  private interface Field<T> {
    T get() throws IOException;
  }

  /** A field with the place in the message where it is wrong. */
  private <T> T in(long position, Field<T> field) throws BagFormatException {
    try {
      return field.get();
    } catch (IOException e) {
      throw new BagFormatException(
          file.path() + ", near byte " + position + ": " + e.getMessage(), e);
    }
  }
}

package dev.cobot.ros.bag;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads rosbag's format 2.0. */
final class RosbagFile extends BagFile {
  private static final int LENGTHS_BYTES = 2 * Integer.BYTES;
  private static final int CHUNK_INFO_ENTRY_BYTES = 2 * Integer.BYTES;

  /** The smallest record of a connection or a chunk, so that a count cannot promise more. */
  private static final int MIN_RECORD_BYTES = 16;

  private static final Pattern OTHER_VERSION = Pattern.compile("#ROS(?:BAG|RECORD) V([0-9.]+)");

  private final RosbagHeader header = new RosbagHeader();

  /** Where the data of the record stands that was read last, and how long it is. */
  private long dataPosition;

  private long dataBytes;

  private RosbagFile(FileBytes file, BagLimits limits) {
    super(file, limits);
  }

  /** Opens a bag; {@code scan} passes its index over. */
  static RosbagFile open(FileBytes file, BagLimits limits, boolean scan) throws IOException {
    RosbagFile bag = new RosbagFile(file, limits);
    long first = Rosbag.MAGIC.length();
    bag.record(bag.window, bag.header, first);
    bag.require(first, Rosbag.BAG_HEADER);
    if (!bag.header.encryptor().isEmpty()) {
      throw file.damaged(first, "It is encrypted by " + bag.header.encryptor());
    }
    long indexPosition = bag.get(first, bag.header::indexPosition);
    long behind = bag.dataPosition + bag.dataBytes;
    long connectionCount = bag.get(first, bag.header::connectionCount);
    long chunkCount = bag.get(first, bag.header::chunkCount);
    boolean empty = indexPosition == file.size() && connectionCount == 0 && chunkCount == 0;
    if (!scan && indexPosition >= behind && (indexPosition < file.size() || empty)) {
      bag.readIndex(indexPosition, connectionCount, chunkCount);
      bag.isIndexed();
    } else {
      bag.scan(behind);
    }
    return bag;
  }

  @Override
  BagFormat format() {
    return BagFormat.ROSBAG2_0;
  }

  static boolean recognises(byte[] start) {
    return new String(start, US_ASCII).startsWith(Rosbag.MAGIC);
  }

  /** The version of a rosbag of another format than this one reads, or empty. */
  static String otherVersion(byte[] start) {
    Matcher other = OTHER_VERSION.matcher(new String(start, US_ASCII));
    return other.lookingAt() && !recognises(start) ? other.group(1) : "";
  }

  private void readIndex(long from, long connectionCount, long chunkCount) throws IOException {
    long room = (file.size() - from) / MIN_RECORD_BYTES;
    if (connectionCount > room || chunkCount > room) {
      throw file.damaged(
          from,
          "Its index announces "
              + connectionCount
              + " connections and "
              + chunkCount
              + " chunks, more than fit; "
              + BagReader.RECOVER);
    }
    long at = from;
    for (long i = 0; i < connectionCount; i++) {
      record(window, header, at);
      require(at, Rosbag.CONNECTION);
      int id = get(at, header::connection);
      int length = limits.checkHeader(file, at, dataBytes);
      int data = window.at(dataPosition, length);
      learn(at, id, connection(at, header.topic(), window.array(), data, length));
      at = dataPosition + dataBytes;
    }
    for (long i = 0; i < chunkCount; i++) {
      record(window, header, at);
      require(at, Rosbag.CHUNK_INFO);
      long chunkPosition = get(at, header::chunkPosition);
      long startNanos = get(at, header::startNanos);
      long endNanos = get(at, header::endNanos);
      long count = get(at, header::count);
      if (count * CHUNK_INFO_ENTRY_BYTES != dataBytes) {
        throw file.damaged(at, "A chunk's list of connections has another length than its count");
      }
      int length = limits.checkHeader(file, at, dataBytes);
      int data = window.at(dataPosition, length);
      int[] ids = new int[(int) count];
      for (int k = 0; k < ids.length; k++) {
        int entry = data + k * CHUNK_INFO_ENTRY_BYTES;
        ids[k] = GrowingBytes.intAt(window.array(), entry);
        count(
            ids[k],
            Integer.toUnsignedLong(GrowingBytes.intAt(window.array(), entry + Integer.BYTES)));
      }
      at = dataPosition + dataBytes;
      chunkPositions(chunkPosition, startNanos, endNanos, ids);
    }
    // The records of the chunks stand elsewhere: after the index, to read that in one go.
    for (int i = 0; i < chunks().size(); i++) {
      Chunk info = chunks().get(i);
      record(window, header, info.position());
      require(info.position(), Rosbag.CHUNK);
      Chunk found = chunk(info.position(), false);
      chunks()
          .set(
              i,
              new Chunk(
                  found.position(),
                  found.dataPosition(),
                  found.storedBytes(),
                  found.bytes(),
                  found.compression(),
                  0,
                  false,
                  info.startNanos(),
                  info.endNanos(),
                  info.connections(),
                  found.dataPosition() + found.storedBytes()));
    }
  }

  private void chunkPositions(long position, long startNanos, long endNanos, int[] ids)
      throws BagFormatException {
    for (int id : ids) {
      if (!connections().containsKey(id)) {
        throw file.damaged(position, "A chunk has messages of an unknown connection " + id);
      }
    }
    add(new Chunk(position, 0, 0, 0, BagCompression.NONE, 0, false, startNanos, endNanos, ids, -1));
  }

  private void scan(long from) throws IOException {
    long at = from;
    try {
      while (at < file.size()) {
        long start = at;
        recordHeader(window, header, at);
        boolean cut = !file.holds(dataPosition, dataBytes);
        switch (header.op()) {
          case Rosbag.CHUNK -> at = scanChunk(at, cut);
          case Rosbag.MESSAGE, Rosbag.CONNECTION -> at = scanRun(at);
          default -> at = dataPosition + dataBytes;
        }
        if (at > file.size() || (cut && at == start)) {
          stopAt(start, "the file ends within a record");
          return;
        }
        if (cut) {
          stopAt(at, "the file ends within a chunk");
          return;
        }
      }
    } catch (BagFormatException e) {
      stopAt(at, e.getMessage());
    }
  }

  private long scanChunk(long at, boolean cut) throws IOException {
    if (dataBytes == 0 && get(at, header::size) == 0) {
      // A recorder that was killed: the lengths of its last chunk were still to be written.
      if (chunk(at, false).compression() == BagCompression.NONE) {
        return dataPosition;
      }
      dataBytes = Math.min(file.size() - dataPosition, limits.chunkBytes());
      Chunk open = chunk(at, true);
      long end = dataPosition + dataBytes;
      try {
        return addScanned(
            new Chunk(
                at,
                open.dataPosition(),
                open.storedBytes(),
                limits.chunkBytes(),
                open.compression(),
                0,
                true,
                0,
                0,
                new int[0],
                -1));
      } catch (BagFormatException e) {
        skipDamaged(e);
        return end;
      }
    }
    if (cut) {
      dataBytes = file.size() - dataPosition;
    }
    Chunk found = chunk(at, cut);
    long end = dataPosition + dataBytes;
    try {
      return addScanned(found);
    } catch (BagFormatException e) {
      skipDamaged(e);
      return end;
    }
  }

  /** Takes messages that stand outside of a chunk for one. */
  private long scanRun(long from) throws IOException {
    long at = from;
    while (at - from < RUN_BYTES && at < file.size()) {
      try {
        recordHeader(window, header, at);
      } catch (BagFormatException e) {
        break;
      }
      if (!(header.op() == Rosbag.MESSAGE || header.op() == Rosbag.CONNECTION)
          || !file.holds(dataPosition, dataBytes)) {
        break;
      }
      at = dataPosition + dataBytes;
    }
    int bytes = limits.checkChunk(file, from, at - from);
    if (bytes > 0) {
      addRun(from, bytes);
    }
    return at;
  }

  /** The chunk whose record was read last. */
  private Chunk chunk(long at, boolean partial) throws IOException {
    String name = get(at, header::compression);
    BagCompression compression = BagCompression.named(BagFormat.ROSBAG2_0, name);
    if (compression == null) {
      throw file.damaged(
          at, "A chunk has the compression '" + name + "', known are none, bz2, lz4");
    }
    int stored = limits.checkChunk(file, at, dataBytes);
    int bytes = limits.checkChunk(file, at, get(at, header::size));
    if (compression == BagCompression.NONE && stored != bytes && !partial) {
      throw file.damaged(
          at, "An uncompressed chunk has " + stored + " bytes and announces " + bytes);
    }
    return new Chunk(
        at, dataPosition, stored, bytes, compression, 0, partial, 0, 0, new int[0], -1);
  }

  @Override
  void walk(Chunk chunk, GrowingBytes content, boolean learn, MessageSink sink) throws IOException {
    byte[] bytes = content.array();
    int length = content.size();
    RosbagHeader inner = new RosbagHeader();
    int at = 0;
    while (at < length) {
      int headerBytes = length - at < LENGTHS_BYTES ? -1 : GrowingBytes.intAt(bytes, at);
      boolean whole = headerBytes >= 0 && headerBytes <= length - at - LENGTHS_BYTES;
      int data = at + LENGTHS_BYTES + headerBytes;
      int messageBytes = whole ? GrowingBytes.intAt(bytes, data - Integer.BYTES) : -1;
      if (!(messageBytes >= 0 && messageBytes <= length - data)) {
        if (chunk.partial()) {
          return;
        }
        throw file.damaged(
            chunk.position(), "A record at " + at + " reaches over the end of the chunk");
      }
      try {
        inner.parse(bytes, at + Integer.BYTES, headerBytes);
        if (inner.op() == Rosbag.MESSAGE) {
          sink.message(inner.connection(), inner.timeNanos(), at, data, messageBytes);
        } else if (learn && inner.op() == Rosbag.CONNECTION) {
          limits.checkHeader(file, chunk.position(), messageBytes);
          learn(
              chunk.position(),
              inner.connection(),
              connection(chunk.position(), inner.topic(), bytes, data, messageBytes));
        }
      } catch (BagFormatException e) {
        throw e;
      } catch (IOException e) {
        throw new BagFormatException(
            file.path() + ", the chunk at byte " + chunk.position() + ": " + e.getMessage(), e);
      }
      at = data + messageBytes;
    }
  }

  @Override
  long walkIndex(Chunk chunk, FileWindow through, MessageSink sink) throws IOException {
    long at = chunk.dataPosition() + chunk.storedBytes();
    RosbagHeader entry = new RosbagHeader();
    while (at < file.size()) {
      int headerBytes = limits.checkHeader(file, at, through.intAt(at));
      int offset = through.at(at + Integer.BYTES, headerBytes);
      parse(entry, at, through.array(), offset, headerBytes);
      if (entry.op() != Rosbag.INDEX) {
        break;
      }
      if (get(at, entry::version) != 1) {
        throw file.damaged(at, "An index has a version other than 1");
      }
      long data = at + LENGTHS_BYTES + headerBytes;
      int bytes = limits.checkHeader(file, at, through.intAt(data - Integer.BYTES));
      if (get(at, entry::count) * Rosbag.INDEX_ENTRY_BYTES != bytes) {
        throw file.damaged(at, "An index has another length than its count");
      }
      int connection = get(at, entry::connection);
      int index = through.at(data, bytes);
      byte[] array = through.array();
      for (int i = index; i < index + bytes; i += Rosbag.INDEX_ENTRY_BYTES) {
        sink.message(
            connection,
            RosbagHeader.nanosAt(array, i),
            GrowingBytes.intAt(array, i + Long.BYTES),
            -1,
            0);
      }
      at = data + bytes;
    }
    return at;
  }

  @Override
  byte[] readMessage(Chunk chunk, FileWindow through, int connection, long timeNanos, int offset)
      throws IOException {
    long end = chunk.dataPosition() + chunk.storedBytes();
    long at = chunk.dataPosition() + Integer.toUnsignedLong(offset);
    if (end - at >= LENGTHS_BYTES) {
      int headerBytes = through.intAt(at);
      long data = at + LENGTHS_BYTES + headerBytes;
      if (headerBytes >= 0 && data <= end) {
        int start = through.at(at + Integer.BYTES, headerBytes);
        RosbagHeader found = new RosbagHeader();
        parse(found, at, through.array(), start, headerBytes);
        int bytes = through.intAt(data - Integer.BYTES);
        if (found.op() == Rosbag.MESSAGE
            && get(at, found::connection) == connection
            && get(at, found::timeNanos) == timeNanos
            && bytes >= 0
            && bytes <= end - data) {
          return file.read(data, bytes);
        }
      }
    }
    throw file.damaged(at, "The index tells of a message here, but there is none");
  }

  /**
   * A connection by its record.
   *
   * @param kept the topic in the record's header, where its messages are kept now; the connection
   *     header in the data tells where they once came from, or nothing
   */
  private BagConnection connection(long position, String kept, byte[] bytes, int offset, int length)
      throws BagFormatException {
    try {
      Map<String, String> fields = RosbagHeader.texts(bytes, offset, length);
      String topic = kept.isEmpty() ? fields.getOrDefault("topic", "") : kept;
      if (topic.isEmpty()) {
        throw new IOException("a connection has no topic");
      }
      if (fields.getOrDefault("type", "").isEmpty()) {
        throw new IOException("the connection of " + topic + " has no type");
      }
      String md5 = fields.getOrDefault("md5sum", "").toLowerCase(Locale.ROOT);
      return new BagConnection(
          topic,
          fields.get("type"),
          md5.matches("[0-9a-f]{32}") ? md5 : "",
          fields.getOrDefault("message_definition", ""),
          fields.getOrDefault("callerid", ""),
          fields.getOrDefault("latching", "").equals("1"));
    } catch (IOException e) {
      throw new BagFormatException(
          file.path() + ", near byte " + position + ": " + e.getMessage(), e);
    }
  }

  /** Reads the header of a record and finds its data, which must be there. */
  private void record(FileWindow through, RosbagHeader into, long at) throws IOException {
    recordHeader(through, into, at);
    if (!file.holds(dataPosition, dataBytes)) {
      throw file.damaged(at, "The file ends within this record; " + BagReader.RECOVER);
    }
  }

  private void recordHeader(FileWindow through, RosbagHeader into, long at) throws IOException {
    int headerBytes = limits.checkHeader(file, at, Integer.toUnsignedLong(through.intAt(at)));
    int offset = through.at(at + Integer.BYTES, headerBytes);
    parse(into, at, through.array(), offset, headerBytes);
    dataPosition = at + LENGTHS_BYTES + headerBytes;
    dataBytes = Integer.toUnsignedLong(through.intAt(dataPosition - Integer.BYTES));
  }

  private void parse(RosbagHeader into, long at, byte[] bytes, int offset, int length)
      throws BagFormatException {
    try {
      into.parse(bytes, offset, length);
    } catch (IOException e) {
      throw new BagFormatException(file.path() + ", byte " + at + ": " + e.getMessage(), e);
    }
  }

  private void require(long at, int op) throws BagFormatException {
    if (header.op() != op) {
      throw file.damaged(
          at,
          "A record of kind "
              + header.op()
              + " stands where "
              + op
              + " must; "
              + BagReader.RECOVER);
    }
  }

  private interface Field<T> {
    T get() throws IOException;
  }

  /** A field of the header with the place in the message where it is missing. */
  private <T> T get(long at, Field<T> field) throws BagFormatException {
    try {
      return field.get();
    } catch (IOException e) {
      throw new BagFormatException(file.path() + ", byte " + at + ": " + e.getMessage(), e);
    }
  }
}

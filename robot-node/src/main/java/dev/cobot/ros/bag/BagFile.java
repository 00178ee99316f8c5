package dev.cobot.ros.bag;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What an open bag has, whatever its format. Filled by one thread when the file is opened, after
 * that only read.
 */
abstract sealed class BagFile implements Closeable permits RosbagFile, McapFile {
  /** How long a stretch of messages that stand outside of chunks is taken for one chunk. */
  static final int RUN_BYTES = 1 << 20;

  private static final int READ_AHEAD_BYTES = 64 << 10;

  final FileBytes file;
  final BagLimits limits;
  final FileWindow window;

  private final Map<Integer, BagConnection> connections = new TreeMap<>();
  private final Map<Integer, UnreadMessages> passedOver = new TreeMap<>();
  private final Map<Integer, Long> counts = new TreeMap<>();
  private final List<Chunk> chunks = new ArrayList<>();
  private boolean indexed;
  private String damage;
  private long damagePosition;
  private int damagedChunks;

  BagFile(FileBytes file, BagLimits limits) {
    this.file = file;
    this.limits = limits;
    window = new FileWindow(file, READ_AHEAD_BYTES);
  }

  /** The connections by their number in the file; those of other encodings than ros1 are not. */
  final Map<Integer, BagConnection> connections() {
    return connections;
  }

  /** Whether a connection or channel of that number was told of, to be read or not. */
  final boolean isKnown(int id) {
    return connections.containsKey(id) || passedOver.containsKey(id);
  }

  /** Keeps that a connection or channel is not read, and why. */
  final void passOver(int id, String topic, String why) {
    passedOver.putIfAbsent(id, new UnreadMessages(topic, 0, why));
  }

  /** What has messages that are not read. */
  final List<UnreadMessages> unread() {
    List<UnreadMessages> unread = new ArrayList<>();
    counts.forEach(
        (id, count) -> {
          if (count > 0 && !connections.containsKey(id)) {
            UnreadMessages told =
                passedOver.getOrDefault(
                    id,
                    new UnreadMessages(
                        "connection " + id, 0, "nothing in the file describes them"));
            unread.add(new UnreadMessages(told.topic(), count, told.why()));
          }
        });
    return unread;
  }

  /** The messages of each connection, those that are not read included. */
  final Map<Integer, Long> counts() {
    return counts;
  }

  /** In the order of the file. */
  final List<Chunk> chunks() {
    return chunks;
  }

  /** Whether the file was closed properly, so that its own summary was used. */
  final boolean indexed() {
    return indexed;
  }

  /** Why reading stopped before the end, or null. */
  final String damage() {
    return damage;
  }

  /** Bytes at the end that belong to no whole record. */
  final long lostBytes() {
    return damage == null ? 0 : file.size() - damagePosition;
  }

  abstract BagFormat format();

  /** Attachments that the file has beside its messages. */
  long attachments() {
    return 0;
  }

  /** Named lists that the file has beside its messages. */
  Map<String, Map<String, String>> metadata() {
    return Map.of();
  }

  /**
   * Tells the messages of a chunk.
   *
   * @param learn whether to take in the connections that it describes; only while opening
   */
  abstract void walk(Chunk chunk, GrowingBytes content, boolean learn, MessageSink sink)
      throws IOException;

  /**
   * Tells the messages that the chunk's own index has, without their bytes.
   *
   * @return the position behind the index
   */
  abstract long walkIndex(Chunk chunk, FileWindow through, MessageSink sink) throws IOException;

  /** Reads one message of an uncompressed chunk that the index told of. */
  abstract byte[] readMessage(
      Chunk chunk, FileWindow through, int connection, long timeNanos, int offset)
      throws IOException;

  final void isIndexed() {
    indexed = true;
  }

  final void stopAt(long position, String why) {
    damage = damage == null ? why : damage;
    damagePosition = position;
  }

  /** Passes over a chunk whose content is damaged; the file goes on behind it. */
  final void skipDamaged(BagFormatException why) {
    damagedChunks++;
    if (damage == null) {
      damage = why.getMessage();
      damagePosition = file.size();
    }
  }

  /** How many chunks a scan passed over. */
  final int damagedChunks() {
    return damagedChunks;
  }

  final void add(Chunk chunk) throws BagFormatException {
    if (chunks.size() == limits.chunks()) {
      throw file.damaged(
          chunk.position(), "It has more chunks than the limit of " + limits.chunks());
    }
    chunks.add(chunk);
  }

  final void count(int connection, long messages) {
    counts.merge(connection, messages, Long::sum);
  }

  final void learn(long position, int id, BagConnection connection) throws BagFormatException {
    BagConnection known = connections.putIfAbsent(id, connection);
    if (known != null && !known.equals(connection)) {
      throw file.damaged(
          position,
          "Connection "
              + id
              + " is "
              + connection.topic()
              + " and before was "
              + known.topic()
              + ", or differs in type or caller");
    }
    checkConnections(position);
  }

  final void checkConnections(long position) throws BagFormatException {
    if (connections.size() + passedOver.size() > limits.connections()) {
      throw file.damaged(
          position, "It has more connections than the limit of " + limits.connections());
    }
  }

  /** The content of a chunk, checked against its checksum where it has one. */
  final GrowingBytes load(Chunk chunk) throws IOException {
    limits.checkChunk(file, chunk.position(), chunk.storedBytes());
    limits.checkChunk(file, chunk.position(), chunk.bytes());
    byte[] stored = file.read(chunk.dataPosition(), chunk.storedBytes());
    GrowingBytes content;
    try {
      content =
          chunk.compression() == BagCompression.NONE
              ? new GrowingBytes(stored)
              : Decompression.decompress(
                  chunk.compression(), stored, 0, stored.length, chunk.bytes(), chunk.partial());
    } catch (IOException e) {
      throw new BagFormatException(
          file.path() + ", the chunk at byte " + chunk.position() + ": " + e.getMessage(), e);
    }
    if (chunk.crc() != 0 && !chunk.partial()) {
      CRC32 crc = new CRC32();
      crc.update(content.array(), 0, content.size());
      if ((int) crc.getValue() != chunk.crc()) {
        throw file.damaged(chunk.position(), "The checksum of the chunk does not fit");
      }
    }
    return content;
  }

  /**
   * Adds a chunk that a scan came upon, after a look at its index or, without one that can be
   * trusted, at its messages.
   *
   * @return the position behind it and its index
   */
  final long addScanned(Chunk chunk) throws IOException {
    long end = chunk.dataPosition() + chunk.storedBytes();
    if (!chunk.partial()) {
      ChunkSurvey survey = new ChunkSurvey();
      long behind;
      try {
        behind = walkIndex(chunk, window, survey);
      } catch (BagFormatException e) {
        // A cut index: the messages themselves tell.
        behind = end;
      }
      // An index at the very end may lack connections that were still to be written.
      if (behind > end
          && behind < file.size()
          && survey.counts().keySet().stream().allMatch(this::isKnown)) {
        addSurveyed(chunk, survey, end);
        return behind;
      }
    }
    addWalked(chunk);
    return end;
  }

  /** Adds messages that stand outside of a chunk, without an index behind them, as one. */
  final void addRun(long position, int bytes) throws IOException {
    addWalked(
        new Chunk(
            position, position, bytes, bytes, BagCompression.NONE, 0, true, 0, 0, new int[0], -1));
  }

  private void addWalked(Chunk chunk) throws IOException {
    ChunkSurvey survey = new ChunkSurvey();
    walk(chunk, load(chunk), true, survey);
    addSurveyed(chunk, survey, -1);
  }

  private void addSurveyed(Chunk chunk, ChunkSurvey survey, long indexPosition)
      throws BagFormatException {
    survey.counts().forEach(this::count);
    if (!survey.isEmpty()) {
      add(chunk.surveyed(survey, indexPosition));
    }
  }

  @Override
  public final void close() throws IOException {
    file.close();
  }
}

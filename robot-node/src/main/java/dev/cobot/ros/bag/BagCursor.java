package dev.cobot.ros.bag;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Goes through the messages of a bag in the order of their receive time; those of the same time
 * come in the order of the file. Chunks are read as they are needed and forgotten. For one thread;
 * of no use once its reader is closed.
 */
public final class BagCursor {
  private static final int READ_AHEAD_BYTES = 4 << 10;

  /** The messages that a query wants, by their connection's number. */
  interface Wanted {
    boolean test(int connection, long timeNanos);
  }

  private final BagFile bag;
  private final BagQuery query;
  private final Map<Integer, BagConnection> selected = new HashMap<>();
  private final FileWindow window;
  private final Deque<Chunk> pending;
  private final PriorityQueue<OpenChunk> open =
      new PriorityQueue<>(
          Comparator.comparingLong(OpenChunk::timeNanos)
              .thenComparingLong(chunk -> chunk.chunk().position()));

  /** Contents of open chunks, least recently used first. */
  private final Map<OpenChunk, GrowingBytes> contents = new LinkedHashMap<>(16, 0.75f, true);

  private long heldBytes;
  private OpenChunk current;

  BagCursor(BagFile bag, BagQuery query) {
    this.bag = bag;
    this.query = query;
    bag.connections()
        .forEach(
            (id, connection) -> {
              if (query.wants(connection)) {
                selected.put(id, connection);
              }
            });
    window = new FileWindow(bag.file, READ_AHEAD_BYTES);
    List<Chunk> wanted =
        bag.chunks().stream()
            .filter(
                chunk ->
                    chunk.endNanos() >= query.startNanos()
                        && chunk.startNanos() <= query.endNanos()
                        && Arrays.stream(chunk.connections()).anyMatch(selected::containsKey))
            .sorted(Comparator.comparingLong(Chunk::startNanos).thenComparingLong(Chunk::position))
            .toList();
    pending = new ArrayDeque<>(wanted);
  }

  /**
   * The next message, or null behind the last.
   *
   * @throws BagFormatException where the file is damaged; the cursor cannot go on
   */
  public BagMessage next() throws IOException {
    advance();
    if (current == null) {
      return null;
    }
    BagConnection connection = selected.get(current.connection());
    return new BagMessage(connection, current.timeNanos(), data());
  }

  private void advance() throws IOException {
    if (current != null) {
      current.advance();
      offer(current);
      current = null;
    }
    while (!pending.isEmpty()
        && (open.isEmpty() || pending.peek().startNanos() <= open.peek().timeNanos())) {
      offer(begin(pending.poll()));
    }
    current = open.poll();
  }

  private void offer(OpenChunk chunk) {
    if (chunk.hasNext()) {
      open.add(chunk);
    } else {
      forget(chunk);
    }
  }

  private OpenChunk begin(Chunk chunk) throws IOException {
    OpenChunk opened = new OpenChunk(chunk, this::wants);
    if (readsSingly(chunk)) {
      bag.walkIndex(chunk, window, opened);
    } else {
      bag.walk(chunk, content(opened), false, opened);
    }
    opened.sort();
    return opened;
  }

  private boolean wants(int connection, long timeNanos) {
    return query.wants(timeNanos) && selected.containsKey(connection);
  }

  /** Whether the index leads to a part of an uncompressed chunk, so that the rest is not read. */
  private boolean readsSingly(Chunk chunk) {
    boolean whole =
        chunk.startNanos() >= query.startNanos()
            && chunk.endNanos() <= query.endNanos()
            && Arrays.stream(chunk.connections()).allMatch(selected::containsKey);
    return !whole
        && chunk.compression() == BagCompression.NONE
        && !chunk.partial()
        && chunk.indexPosition() >= 0;
  }

  private byte[] data() throws IOException {
    if (current.dataOffset() < 0) {
      return bag.readMessage(
          current.chunk(), window, current.connection(), current.timeNanos(), current.offset());
    }
    int from = current.dataOffset();
    return Arrays.copyOfRange(content(current).array(), from, from + current.length());
  }

  private GrowingBytes content(OpenChunk chunk) throws IOException {
    GrowingBytes content = contents.get(chunk);
    if (content == null) {
      makeRoom(chunk.chunk().bytes());
      content = bag.load(chunk.chunk());
      contents.put(chunk, content);
      heldBytes += content.size();
    }
    return content;
  }

  private void makeRoom(int bytes) {
    var oldest = contents.entrySet().iterator();
    while (oldest.hasNext() && heldBytes + bytes > bag.limits.cacheBytes()) {
      heldBytes -= oldest.next().getValue().size();
      oldest.remove();
    }
  }

  private void forget(OpenChunk chunk) {
    GrowingBytes content = contents.remove(chunk);
    if (content != null) {
      heldBytes -= content.size();
    }
  }
}

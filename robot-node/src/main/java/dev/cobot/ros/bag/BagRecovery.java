package dev.cobot.ros.bag;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * What could be saved of a damaged bag.
 *
 * @param messages that are in the new bag
 * @param chunks that they were in
 * @param damagedChunks that were passed over
 * @param damage what the first thing wrong was, or empty
 * @param unread what is in the bag and not read, so not in the new one
 */
public record BagRecovery(
    long messages, int chunks, int damagedChunks, String damage, List<UnreadMessages> unread) {
  /**
   * Writes every complete message of a bag that was not closed, was cut or is damaged into a new
   * one, in the order of the file. Where the file's index can be read, damage between its chunks
   * costs those chunks alone; without it, damage to a record's length costs what is behind.
   *
   * @param from the bag, {@code .active} or not; it stays as it is
   * @param to the new bag; closed by the caller
   */
  public static BagRecovery recover(Path from, BagWriter to) throws IOException {
    return recover(from, BagLimits.DEFAULT, to);
  }

  public static BagRecovery recover(Path from, BagLimits limits, BagWriter to) throws IOException {
    try (BagReader reader = open(from, limits)) {
      return new Rescue(reader.bag(), to).run();
    }
  }

  /** Opens a bag, without a look at its index where that is damaged. */
  public static BagReader open(Path from) throws IOException {
    return open(from, BagLimits.DEFAULT);
  }

  private static BagReader open(Path from, BagLimits limits) throws IOException {
    try {
      return BagReader.open(from, limits);
    } catch (BagFormatException e) {
      return BagReader.scan(from, limits);
    }
  }

  private static final class Rescue {
    private final BagFile bag;
    private final BagWriter to;
    private long messages;
    private int damagedChunks;
    private String damage;

    Rescue(BagFile bag, BagWriter to) {
      this.bag = bag;
      this.to = to;
      damagedChunks = bag.damagedChunks();
      damage = bag.damage() == null ? "" : bag.damage();
    }

    BagRecovery run() throws IOException {
      int whole = 0;
      for (Chunk chunk : bag.chunks()) {
        GrowingBytes content;
        try {
          content = bag.load(chunk);
          bag.walk(chunk, content, false, (id, time, offset, data, length) -> {});
        } catch (BagFormatException e) {
          damagedChunks++;
          damage = damage.isEmpty() ? e.getMessage() : damage;
          continue;
        }
        bag.walk(
            chunk,
            content,
            false,
            (id, time, offset, data, length) -> copy(content, id, time, data, length));
        whole++;
      }
      return new BagRecovery(messages, whole, damagedChunks, damage, bag.unread());
    }

    private void copy(GrowingBytes content, int id, long timeNanos, int data, int length)
        throws IOException {
      BagConnection connection = bag.connections().get(id);
      if (connection == null) {
        // Told by what is unread.
        return;
      }
      to.write(connection, timeNanos, ByteBuffer.wrap(content.array(), data, length));
      messages++;
    }
  }
}

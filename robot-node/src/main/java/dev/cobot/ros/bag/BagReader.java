package dev.cobot.ros.bag;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a bag of either format; which it is the file itself tells. A bag that was closed is read by
 * its index. One that was not, or has none, is scanned when it is opened; what could not be read
 * then is told by {@link BagInfo#damage}.
 *
 * <p>May be used by several threads, with a cursor each.
 */
public final class BagReader implements AutoCloseable {
  static final String RECOVER = "use BagRecovery (cobot ros bag recover)";

  private static final int MAGIC_BYTES = 16;

  private final BagFile bag;

  private BagReader(BagFile bag) {
    this.bag = bag;
  }

  public static BagReader open(Path file) throws IOException {
    return open(file, BagLimits.DEFAULT);
  }

  /**
   * Opens a bag.
   *
   * @throws BagFormatException if it is none, or its index is damaged, or a limit is exceeded
   */
  public static BagReader open(Path file, BagLimits limits) throws IOException {
    return open(file, limits, false);
  }

  /** Opens a bag without a look at its index. */
  static BagReader scan(Path file, BagLimits limits) throws IOException {
    return open(file, limits, true);
  }

  private static BagReader open(Path file, BagLimits limits, boolean scan) throws IOException {
    FileBytes bytes = FileBytes.open(file);
    boolean done = false;
    try {
      byte[] start = bytes.read(0, (int) Math.min(MAGIC_BYTES, bytes.size()));
      BagFile bag;
      if (RosbagFile.recognises(start)) {
        bag = RosbagFile.open(bytes, limits, scan);
      } else if (McapFile.recognises(start)) {
        bag = McapFile.open(bytes, limits, scan);
      } else if (!RosbagFile.otherVersion(start).isEmpty()) {
        throw bytes.damaged(
            0,
            "It is a bag of the format "
                + RosbagFile.otherVersion(start)
                + ", which is not read; 2.0 is. Stock ROS makes one of it:"
                + " rosbag filter OLD.bag NEW.bag True");
      } else if (start.length == 0) {
        throw bytes.damaged(0, "It is empty: not one byte was written or copied");
      } else {
        throw bytes.damaged(0, "It begins neither as a rosbag 2.0 nor as an MCAP file");
      }
      done = true;
      return new BagReader(bag);
    } finally {
      if (!done) {
        bytes.close();
      }
    }
  }

  public BagFormat format() {
    return bag.format();
  }

  public List<BagConnection> connections() {
    return bag.connections().values().stream().distinct().toList();
  }

  /** What the bag holds, without a look at its messages. */
  public BagInfo info() {
    return BagInfo.of(bag);
  }

  /** What is in the bag and not read; {@link #read} passes it over. */
  public List<UnreadMessages> unread() {
    return bag.unread();
  }

  /** The messages that the query wants. */
  public BagCursor read(BagQuery query) {
    return new BagCursor(bag, query);
  }

  BagFile bag() {
    return bag;
  }

  @Override
  public void close() throws IOException {
    bag.close();
  }
}

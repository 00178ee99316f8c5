package dev.cobot.ros.bag;

/** What rosbag's format 2.0 fixes. */
final class Rosbag {
  static final String MAGIC = "#ROSBAG V2.0\n";

  /**
   * The bag header and its padding, without their two lengths, so that it can be written anew in
   * its place. {@code rosbag reindex} looks for the first chunk behind exactly so many.
   */
  static final int BAG_HEADER_BYTES = 4096;

  /** Seconds, nanoseconds, offset. */
  static final int INDEX_ENTRY_BYTES = 12;

  static final int MESSAGE = 2;
  static final int BAG_HEADER = 3;
  static final int INDEX = 4;
  static final int CHUNK = 5;
  static final int CHUNK_INFO = 6;
  static final int CONNECTION = 7;

  private Rosbag() {}
}

package dev.cobot.ros.bag;

/** What rosbag's format 2.0 fixes. */
final class Rosbag {
  static final String MAGIC = "#ROSBAG V2.0\n";

  /** The bag header with its padding, so that it can be written anew in its place. */
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

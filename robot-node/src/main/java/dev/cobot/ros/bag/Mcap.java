package dev.cobot.ros.bag;

/** What MCAP's version 0 fixes. */
final class Mcap {
  private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};

  static final int MAGIC_BYTES = 8;

  /** Kind and length of a record. */
  static final int RECORD_HEAD_BYTES = 1 + Long.BYTES;

  /** A message before its data: channel, sequence, log time, publish time. */
  static final int MESSAGE_HEAD_BYTES = Short.BYTES + Integer.BYTES + 2 * Long.BYTES;

  static final int FOOTER_BYTES = 2 * Long.BYTES + Integer.BYTES;
  static final int INDEX_ENTRY_BYTES = 2 * Long.BYTES;

  static final String PROFILE = "ros1";
  static final String MESSAGE_ENCODING = "ros1";
  static final String SCHEMA_ENCODING = "ros1msg";

  static final int HEADER = 0x01;
  static final int FOOTER = 0x02;
  static final int SCHEMA = 0x03;
  static final int CHANNEL = 0x04;
  static final int MESSAGE = 0x05;
  static final int CHUNK = 0x06;
  static final int MESSAGE_INDEX = 0x07;
  static final int CHUNK_INDEX = 0x08;
  static final int ATTACHMENT = 0x09;
  static final int STATISTICS = 0x0B;
  static final int METADATA = 0x0C;
  static final int METADATA_INDEX = 0x0D;
  static final int SUMMARY_OFFSET = 0x0E;
  static final int DATA_END = 0x0F;

  private Mcap() {}

  static byte[] magic() {
    return MAGIC.clone();
  }
}

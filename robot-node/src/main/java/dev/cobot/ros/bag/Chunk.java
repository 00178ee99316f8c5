package dev.cobot.ros.bag;

/**
 * A stretch of a file that holds messages.
 *
 * @param position of its record
 * @param dataPosition of its stored bytes
 * @param storedBytes as they stand in the file
 * @param bytes of its content
 * @param compression of the stored bytes
 * @param crc of the content, 0 for none
 * @param partial whether the file ends, or a record is damaged, within it
 * @param startNanos earliest receive time in it
 * @param endNanos latest receive time in it
 * @param connections of its messages
 * @param indexPosition where its index records stand, or -1
 */
record Chunk(
    long position,
    long dataPosition,
    int storedBytes,
    int bytes,
    BagCompression compression,
    int crc,
    boolean partial,
    long startNanos,
    long endNanos,
    int[] connections,
    long indexPosition) {
  /** The same with what a look at its messages or its index told. */
  Chunk surveyed(ChunkSurvey survey, long index) {
    return new Chunk(
        position,
        dataPosition,
        storedBytes,
        bytes,
        compression,
        crc,
        partial,
        survey.startNanos(),
        survey.endNanos(),
        survey.connections(),
        index);
  }
}

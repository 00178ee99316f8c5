package dev.cobot.ros.bag;

/**
 * What a reader believes a file. Nothing larger is allocated; a file that asks for more is refused
 * with a {@link BagFormatException} that names the limit.
 *
 * @param chunkBytes of one chunk, as stored and decompressed, so of one message too
 * @param headerBytes of one record that describes: a record's header, a connection with its
 *     definition, the index of one connection in one chunk
 * @param connections in one file
 * @param chunks in one file
 * @param cacheBytes of decompressed chunks that one cursor holds while they overlap in time; at
 *     least one chunk is held
 */
public record BagLimits(
    int chunkBytes, int headerBytes, int connections, int chunks, long cacheBytes) {
  /** 256 MiB a chunk, 16 MiB a description, 65,536 connections, 16 million chunks, 128 MiB held. */
  public static final BagLimits DEFAULT =
      new BagLimits(256 << 20, 16 << 20, 1 << 16, 1 << 24, 128L << 20);

  public BagLimits {
    if (!(chunkBytes > 0 && headerBytes > 0 && connections > 0 && chunks > 0 && cacheBytes > 0)) {
      throw new IllegalArgumentException("BagLimits: every limit must be > 0");
    }
  }

  int checkChunk(FileBytes file, long position, long bytes) throws BagFormatException {
    return check(file, position, "A chunk", bytes, chunkBytes);
  }

  int checkHeader(FileBytes file, long position, long bytes) throws BagFormatException {
    return check(file, position, "A record header or description", bytes, headerBytes);
  }

  private static int check(FileBytes file, long position, String what, long bytes, int allowed)
      throws BagFormatException {
    if (!(bytes >= 0 && bytes <= allowed)) {
      throw file.damaged(
          position,
          what + " announces " + Long.toUnsignedString(bytes) + " bytes, the limit is " + allowed);
    }
    return (int) bytes;
  }
}

package dev.cobot.ros.bag;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a bag is written.
 *
 * @param format of the file
 * @param compression of its chunks; bz2 is rosbag's, zstd MCAP's alone
 * @param chunkBytes a chunk ends with the message that makes it at least so long; a writer that is
 *     killed loses the messages of the chunk that it was filling
 * @param metadata named key-value lists that stand in the file as they are; MCAP alone has them
 */
public record BagOptions(
    BagFormat format,
    BagCompression compression,
    int chunkBytes,
    Map<String, Map<String, String>> metadata) {
  private static final int MAX_CHUNK_BYTES = 64 << 20;

  public BagOptions {
    if (!compression.fits(format)) {
      throw new IllegalArgumentException(
          "BagOptions: " + format + " has no compression " + compression);
    }
    if (!(chunkBytes >= 1 && chunkBytes <= MAX_CHUNK_BYTES)) {
      throw new IllegalArgumentException(
          "BagOptions: chunkBytes is "
              + chunkBytes
              + ", must be in [1, "
              + MAX_CHUNK_BYTES
              + "]; rosbag's own is 768 KiB");
    }
    if (format != BagFormat.MCAP && !metadata.isEmpty()) {
      throw new IllegalArgumentException("BagOptions: " + format + " has no place for metadata");
    }
    metadata = Map.copyOf(metadata);
  }

  /** Uncompressed, chunks of 768 KiB as rosbag's. */
  public static BagOptions of(BagFormat format) {
    return new BagOptions(format, BagCompression.NONE, 768 << 10, Map.of());
  }

  public BagOptions compressed(BagCompression with) {
    return new BagOptions(format, with, chunkBytes, metadata);
  }

  public BagOptions chunkBytes(int bytes) {
    return new BagOptions(format, compression, bytes, metadata);
  }

  public BagOptions metadata(String name, Map<String, String> values) {
    Map<String, Map<String, String>> all = new TreeMap<>(metadata);
    all.put(name, Map.copyOf(values));
    return new BagOptions(format, compression, chunkBytes, all);
  }
}

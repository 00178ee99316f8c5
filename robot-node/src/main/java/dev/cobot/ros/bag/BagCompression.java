package dev.cobot.ros.bag;

import java.util.Locale;
import java.util.Set;

/** How the chunks of a bag are compressed. */
public enum BagCompression {
  NONE(Set.of(BagFormat.ROSBAG2_0, BagFormat.MCAP)),
  BZ2(Set.of(BagFormat.ROSBAG2_0)),
  LZ4(Set.of(BagFormat.ROSBAG2_0, BagFormat.MCAP)),
  ZSTD(Set.of(BagFormat.MCAP));

  private final Set<BagFormat> formats;

  BagCompression(Set<BagFormat> formats) {
    this.formats = formats;
  }

  public boolean fits(BagFormat format) {
    return formats.contains(format);
  }

  /** The name within a file: rosbag says "none" where MCAP says nothing. */
  String nameIn(BagFormat format) {
    return this == NONE && format == BagFormat.MCAP ? "" : name().toLowerCase(Locale.ROOT);
  }

  /** The compression of that name, or null where the format has none such. */
  static BagCompression named(BagFormat format, String name) {
    for (BagCompression compression : values()) {
      if (compression.fits(format) && compression.nameIn(format).equals(name)) {
        return compression;
      }
    }
    return null;
  }
}

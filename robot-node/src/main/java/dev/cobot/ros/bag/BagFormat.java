package dev.cobot.ros.bag;

import java.nio.file.Path;

/** The two kinds of files that this package writes and reads. */
public enum BagFormat {
  /** rosbag's format 2.0, that of {@code rosbag record} and {@code rosbag play}. */
  ROSBAG2_0(".bag"),
  /** MCAP version 0 with the profile {@code ros1}. */
  MCAP(".mcap");

  private final String suffix;

  BagFormat(String suffix) {
    this.suffix = suffix;
  }

  /** How the names of such files end. */
  public String suffix() {
    return suffix;
  }

  /** The format that a file's name asks for; {@code .active} at its end is passed over. */
  public static BagFormat ofName(Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(BagWriter.ACTIVE_SUFFIX)) {
      name = name.substring(0, name.length() - BagWriter.ACTIVE_SUFFIX.length());
    }
    for (BagFormat format : values()) {
      if (name.endsWith(format.suffix)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "The name " + file.getFileName() + " tells no format; it must end in .bag or .mcap");
  }
}

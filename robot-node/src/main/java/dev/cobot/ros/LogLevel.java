package dev.cobot.ros;

import dev.cobot.ros.message.Log;
import java.util.Locale;

/** Severity of a line on {@code /rosout}. */
public enum LogLevel {
  DEBUG(Log.DEBUG),
  INFO(Log.INFO),
  WARN(Log.WARN),
  ERROR(Log.ERROR),
  FATAL(Log.FATAL);

  private final byte code;

  LogLevel(byte code) {
    this.code = code;
  }

  byte code() {
    return code;
  }

  /** The name that ROS gives it, in lower case. */
  String rosName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The level of a name that ROS uses, in any case.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public static LogLevel of(String name) {
    for (LogLevel level : values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "'" + name + "' is no log level; there are debug, info, warn, error and fatal");
  }
}

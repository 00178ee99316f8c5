package dev.cobot.ros;

import dev.cobot.ros.message.Log;

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
}

package dev.cobot.ros;

import java.util.Map;

/**
 * The loggers of the logging library in use, so that {@code ~set_logger_level} reaches them. slf4j
 * has no way to set a level: whoever brings the library provides this as a service ({@code
 * META-INF/services/dev.cobot.ros.LoggerLevels}).
 */
public interface LoggerLevels {
  /** The loggers that have a level of their own, by name. */
  Map<String, LogLevel> levels();

  /** Sets the level of a logger, known or not. */
  void setLevel(String logger, LogLevel level);
}

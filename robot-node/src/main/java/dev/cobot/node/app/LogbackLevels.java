package dev.cobot.node.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.cobot.ros.LogLevel;
import dev.cobot.ros.LoggerLevels;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Lets {@code ~set_logger_level} set the levels of logback. */
public final class LogbackLevels implements LoggerLevels {
  private static LoggerContext context() {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      return context;
    }
    throw new IllegalStateException(
        "slf4j logs to " + factory.getClass().getName() + ", not to logback");
  }

  @Override
  public Map<String, LogLevel> levels() {
    Map<String, LogLevel> levels = new TreeMap<>();
    for (Logger logger : context().getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(logger.getName(), of(logger.getLevel()));
      }
    }
    return levels;
  }

  private static LogLevel of(Level level) {
    if (level.toInt() <= Level.DEBUG_INT) {
      return LogLevel.DEBUG;
    } else if (level.toInt() <= Level.INFO_INT) {
      return LogLevel.INFO;
    } else if (level.toInt() <= Level.WARN_INT) {
      return LogLevel.WARN;
    }
    return level.toInt() <= Level.ERROR_INT ? LogLevel.ERROR : LogLevel.FATAL;
  }

  @Override
  public void setLevel(String logger, LogLevel level) {
    context()
        .getLogger(logger)
        .setLevel(
            switch (level) {
              case DEBUG -> Level.DEBUG;
              case INFO -> Level.INFO;
              case WARN -> Level.WARN;
              case ERROR -> Level.ERROR;
              // slf4j has no FATAL: such lines are errors, and nothing else is left.
              case FATAL -> Level.ERROR;
            });
  }
}

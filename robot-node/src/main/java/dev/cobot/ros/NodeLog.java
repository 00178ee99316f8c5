package dev.cobot.ros;

import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Log;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a node: lines at or above its level go to slf4j, under the logger {@code ros.<node
 * name>}, and to {@code /rosout} with the place in the code that wrote them.
 */
public final class NodeLog {
  private final ConnectedNode node;
  private final Supplier<Publisher<Log>> rosout;
  private final Logger logger;
  private final Optional<LoggerLevels> others = ServiceLoader.load(LoggerLevels.class).findFirst();
  private volatile LogLevel level = LogLevel.INFO;

  NodeLog(ConnectedNode node, Supplier<Publisher<Log>> rosout) {
    this.node = node;
    this.rosout = rosout;
    this.logger = LoggerFactory.getLogger("ros" + node.name().replace('/', '.'));
  }

  public void debug(Object message) {
    write(LogLevel.DEBUG, message, null);
  }

  public void debug(Object message, Throwable error) {
    write(LogLevel.DEBUG, message, error);
  }

  public void info(Object message) {
    write(LogLevel.INFO, message, null);
  }

  public void info(Object message, Throwable error) {
    write(LogLevel.INFO, message, error);
  }

  public void warn(Object message) {
    write(LogLevel.WARN, message, null);
  }

  public void warn(Object message, Throwable error) {
    write(LogLevel.WARN, message, error);
  }

  public void error(Object message) {
    write(LogLevel.ERROR, message, null);
  }

  public void error(Object message, Throwable error) {
    write(LogLevel.ERROR, message, error);
  }

  public void fatal(Object message) {
    write(LogLevel.FATAL, message, null);
  }

  public void fatal(Object message, Throwable error) {
    write(LogLevel.FATAL, message, error);
  }

  /** Writes a line of that level. */
  public void log(LogLevel lineLevel, Object message) {
    write(lineLevel, message, null);
  }

  public boolean isEnabled(LogLevel lineLevel) {
    return lineLevel.compareTo(level) >= 0;
  }

  public boolean isDebugEnabled() {
    return isEnabled(LogLevel.DEBUG);
  }

  public boolean isInfoEnabled() {
    return isEnabled(LogLevel.INFO);
  }

  /** The level from which on lines are written. */
  public LogLevel getLevel() {
    return level;
  }

  public void setLevel(LogLevel newLevel) {
    level = newLevel;
    others.ifPresent(library -> library.setLevel(logger.getName(), newLevel));
  }

  /** All loggers that {@code ~get_loggers} tells of. */
  Map<String, LogLevel> loggers() {
    Map<String, LogLevel> all = new TreeMap<>();
    others.ifPresent(library -> all.putAll(library.levels()));
    all.put(logger.getName(), level);
    return all;
  }

  /** What {@code ~set_logger_level} asks for; {@code ros} is the node's own logger, too. */
  void setLevel(String name, LogLevel newLevel) {
    if (name.equals("ros") || name.equals(logger.getName())) {
      setLevel(newLevel);
    } else if (others.isPresent()) {
      others.get().setLevel(name, newLevel);
    } else {
      throw new IllegalArgumentException(
          "Node "
              + node.name()
              + " can set the level of "
              + logger.getName()
              + " only: no LoggerLevels of its logging library is on the class path");
    }
  }

  private void write(LogLevel lineLevel, Object message, Throwable error) {
    if (!isEnabled(lineLevel)) {
      return;
    }
    String text = String.valueOf(message);
    switch (lineLevel) {
      case DEBUG -> logger.debug(text, error);
      case INFO -> logger.info(text, error);
      case WARN -> logger.warn(text, error);
      default -> logger.error(text, error);
    }
    Optional<StackWalker.StackFrame> place =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(frame -> !frame.getClassName().equals(NodeLog.class.getName()))
                        .findFirst());
    rosout
        .get()
        .publish(
            new Log(
                new Header(0, node.getCurrentTime(), ""),
                lineLevel.code(),
                node.name(),
                error == null ? text : text + "\n" + stackTrace(error),
                place.map(StackWalker.StackFrame::getFileName).orElse(""),
                place.map(frame -> frame.getClassName() + "." + frame.getMethodName()).orElse(""),
                place.map(StackWalker.StackFrame::getLineNumber).orElse(0),
                node.publishedTopics()));
  }

  private static String stackTrace(Throwable error) {
    StringWriter out = new StringWriter();
    error.printStackTrace(new PrintWriter(out));
    return out.toString();
  }
}

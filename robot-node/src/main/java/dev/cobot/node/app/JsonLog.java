package dev.cobot.node.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The log as one JSON object a line: {@code time} (ISO 8601, UTC), {@code level}, {@code logger},
 * {@code thread}, {@code message}, within a command its id as {@code command}, of an exception
 * {@code exception}, its stack as text.
 */
public final class JsonLog extends EncoderBase<ILoggingEvent> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Under this name the id of the command that a thread works for is known to the log. */
  private static final String COMMAND = "command";

  private final ThrowableProxyConverter stack = new ThrowableProxyConverter();

  private JsonLog() {}

  /** Says for which command this thread works; null for none. */
  static void of(String commandId) {
    if (commandId == null) {
      MDC.remove(COMMAND);
    } else {
      MDC.put(COMMAND, commandId);
    }
  }

  /**
   * Writes the log to standard error so from now on, whatever was configured, and what happens to
   * commands with it; exceptions that end a thread too.
   */
  public static void begin() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new IllegalStateException("logs are not written by logback");
    }
    JsonLog encoder = new JsonLog();
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("json");
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(console);
    context.getLogger("dev.cobot").setLevel(Level.INFO);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> LoggerFactory.getLogger(JsonLog.class).error("A thread has ended", e));
  }

  /** Takes lines for people into the log, without the program's name before them. */
  public static final class Notices extends PrintWriter {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("dev.cobot");

    public Notices() {
      super(
          new StringWriter() {
            @Override
            public void flush() {
              String text = toString();
              int end = text.lastIndexOf('\n') + 1;
              getBuffer().delete(0, end);
              text.substring(0, end).lines().forEach(line -> LOG.info("{}", unnamed(line)));
            }
          },
          true);
    }

    private static String unnamed(String line) {
      return line.replaceFirst("^cobot: ", "");
    }

    /**
     * Takes in the sentence with which a verb ends.
     *
     * @param cause whose stack is of use, or null
     */
    public void error(String sentence, Throwable cause) {
      LOG.error("{}", unnamed(sentence), cause);
    }
  }

  @Override
  public void start() {
    stack.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
    line.put("level", event.getLevel().toString());
    line.put("logger", event.getLoggerName());
    line.put("thread", event.getThreadName());
    line.put("message", event.getFormattedMessage());
    String command = event.getMDCPropertyMap().get(COMMAND);
    if (command != null) {
      line.put("command", command);
    }
    if (event.getThrowableProxy() != null) {
      line.put("exception", stack.convert(event));
    }
    try {
      return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }
}

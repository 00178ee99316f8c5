package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.ConsoleAppender;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogbackSetupTest {
  private static final String FILE = "logback.configurationFile";

  private final LoggerContext context = new LoggerContext();

  private Configurator.ExecutionStatus configure(String file) {
    String before = System.getProperty(FILE);
    try {
      if (file == null) {
        System.clearProperty(FILE);
      } else {
        System.setProperty(FILE, file);
      }
      Configurator found = ServiceLoader.load(Configurator.class).findFirst().orElseThrow();
      return assertInstanceOf(LogbackSetup.class, found).configure(context);
    } finally {
      if (before == null) {
        System.clearProperty(FILE);
      } else {
        System.setProperty(FILE, before);
      }
    }
  }

  @Test
  void warningsGoToStandardErrorAndTheEnginesAreQuiet() {
    assertEquals(Configurator.ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY, configure(null));
    assertTrue(context.getLogger("dev.cobot").isWarnEnabled());
    assertFalse(context.getLogger("dev.cobot").isInfoEnabled());
    assertFalse(context.getLogger("ai.djl.engine").isWarnEnabled());
    ConsoleAppender<?> console =
        assertInstanceOf(
            ConsoleAppender.class,
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr"));
    assertEquals("System.err", console.getTarget());
    assertTrue(console.isStarted());
  }

  @Test
  void aFileThatIsNamedCountsInstead() {
    assertEquals(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY, configure("own.xml"));
    var appenders = context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    assertFalse(appenders.hasNext());
  }
}

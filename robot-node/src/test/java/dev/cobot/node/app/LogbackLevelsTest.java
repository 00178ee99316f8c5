package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.LogLevel;
import dev.cobot.ros.LoggerLevels;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetLoggerLevelRequest;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(120)
class LogbackLevelsTest {
  @Test
  void aServiceCallChangesTheLevelOfALogger() {
    Logger logger = LoggerFactory.getLogger("dev.cobot.node.app.LogbackLevelsTest");
    assertFalse(logger.isDebugEnabled());
    try (RosCore core = RosCore.newPrivate()) {
      core.start();
      try (ConnectedNode node =
          ConnectedNode.connect(NodeConfiguration.newPrivate(core.getUri()).setNodeName("n"))) {
        node.newServiceClient("~set_logger_level", ServiceType.SET_LOGGER_LEVEL)
            .callAndWait(
                new SetLoggerLevelRequest(logger.getName(), "debug"), Duration.ofSeconds(60));
        assertTrue(logger.isDebugEnabled());
        LoggerLevels levels = ServiceLoader.load(LoggerLevels.class).findFirst().orElseThrow();
        assertEquals(LogLevel.DEBUG, levels.levels().get(logger.getName()));
        levels.setLevel(logger.getName(), LogLevel.ERROR);
        assertFalse(logger.isWarnEnabled());
      }
    }
  }
}

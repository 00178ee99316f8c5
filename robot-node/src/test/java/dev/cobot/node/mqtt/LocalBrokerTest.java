package dev.cobot.node.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.web.AccessToken;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds whatever broker the build has. */
class LocalBrokerTest {
  private final AccessToken cell = AccessToken.random();
  private final AccessToken operator = AccessToken.random();
  private final BrokerAccess access =
      new BrokerAccess(new MqttTopics("plant", "arm"), "arm", cell, "mes", operator);

  @Test
  void aBuildWithoutItSaysHowToGetOne() throws Exception {
    MqttProfile profile =
        ProfileReader.read(
                ProjectHome.resolve("launch/profiles/default.yaml"),
                List.of("mqtt.broker=embedded"))
            .mqtt();
    ClassLoader whole = Thread.currentThread().getContextClassLoader();
    // Sees no class of this build, so that no broker is found in any.
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      String said = assertThrows(IOException.class, () -> LocalBroker.start(profile)).getMessage();
      assertTrue(said.contains("COBOT_BUILD=-Pbroker launch/cobot"), said);
    } finally {
      Thread.currentThread().setContextClassLoader(whole);
    }
  }

  @Test
  void twoAccountsComeInEachWithItsPassword() {
    assertTrue(access.isKnown("arm", cell.secret()));
    assertTrue(access.isKnown("mes", operator.secret()));
    assertFalse(access.isKnown("arm", operator.secret()));
    assertFalse(access.isKnown("mes", ""));
    assertFalse(access.isKnown("mes", null));
    assertFalse(access.isKnown("", ""));
    assertFalse(access.isKnown(null, null));
  }

  @Test
  void theCellTellsAndTheOperatorCommands() {
    String of = "cobot/v1/plant/arm/";
    for (String told : List.of("connection", "factsheet", "state", "result", "response/mes")) {
      assertTrue(access.mayPublish("arm", of + told), told);
      assertFalse(access.mayPublish("mes", of + told), told);
      assertFalse(access.mayRead("arm", of + told), told);
      assertTrue(access.mayRead("mes", of + told), told);
    }
    assertTrue(access.mayPublish("mes", of + "command"));
    assertFalse(access.mayPublish("arm", of + "command"));
    assertTrue(access.mayRead("arm", of + "command"));
    assertTrue(access.mayRead("mes", "cobot/v1/+/+/state"));
    for (String other : List.of("#", "+/v1/plant/arm/state", "$sys/x", "activemq.management")) {
      assertFalse(access.mayRead("mes", other), other);
      assertFalse(access.mayRead("arm", other), other);
      assertFalse(access.mayPublish("mes", other), other);
      assertFalse(access.mayPublish("arm", other), other);
    }
    assertFalse(access.mayPublish("mes", "cobot/v1/plant/other/command"));
    assertFalse(access.mayRead("guest", of + "state") || access.mayPublish("guest", of + "state"));
    assertEquals("(hidden)", operator.toString());
  }
}

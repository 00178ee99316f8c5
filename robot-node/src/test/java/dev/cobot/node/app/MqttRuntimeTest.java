package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.mqtt.MosquittoBroker;
import dev.cobot.node.mqtt.MosquittoClient;
import dev.cobot.node.mqtt.Schemas;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.message.DiagnosticArray;
import dev.cobot.ros.message.DiagnosticStatus;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runtime with the simulated cell and a scripted mind, commanded over Debian's Mosquitto. */
@Timeout(300)
class MqttRuntimeTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private static CobotRuntime start(MqttProfile mqtt) throws Exception {
    Profile profile =
        ProfileReader.read(
            ProjectHome.resolve("launch/profiles/default.yaml"),
            List.of(
                "sim.imageWidthPixels=64",
                "sim.realTimeFactor=0.5",
                "mqtt=" + JSON.writeValueAsString(mqtt)));
    CobotRuntime runtime =
        CobotRuntime.start(
            new RuntimeConfig(
                profile, ProjectHome.resolve(profile.world()), null, 0, List.of(), List.of()),
            new ScriptedMind(World.load(ProjectHome.resolve(profile.world()))));
    assertEquals(Optional.empty(), runtime.node().awaitCell(60));
    return runtime;
  }

  private static JsonNode next(MosquittoClient watcher, String topic, Predicate<JsonNode> wanted)
      throws Exception {
    JsonNode[] found = new JsonNode[1];
    watcher.await(
        line -> {
          int space = line.indexOf(' ');
          String name = line.substring(line.lastIndexOf('/', space) + 1, space);
          assertEquals("", Schemas.faults(name, line.substring(space + 1)), line);
          try {
            found[0] = JSON.readTree(line.substring(space + 1));
          } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(line, e);
          }
          return name.equals(topic) && wanted.test(found[0]);
        });
    return found[0];
  }

  private static Predicate<JsonNode> result(String id, String outcome) {
    return r ->
        r.path("commandId").asText().equals(id) && r.path("outcome").asText().equals(outcome);
  }

  private static String command(String id, String text) {
    return JSON.createObjectNode()
        .put("id", id)
        .put("text", text)
        .put("expires", System.currentTimeMillis() / 1000 + 60)
        .toString();
  }

  @Test
  void commandsMoveTheSimulatedArmAndWordsStopIt() throws Exception {
    try (MosquittoBroker broker = MosquittoBroker.start(folder);
        MosquittoClient watcher =
            broker.client(
                "mosquitto_sub", "watcher", "-q", "1", "-v", "-t", "cobot/v1/plant/cell1/#")) {
      try (CobotRuntime runtime = start(broker.profile("cell1"))) {
        assertEquals(Optional.empty(), runtime.awaitMqtt(60));
        next(watcher, "factsheet", f -> f.path("skills").get(0).path("name").asText() != null);
        next(watcher, "state", s -> s.path("mode").asText().equals("idle"));
        assertSaidInDiagnostics(runtime);

        broker.command("cell1", command("a", "turn"));
        next(watcher, "result", result("a", "accepted"));
        next(
            watcher,
            "state",
            s ->
                s.path("mode").asText().equals("acting")
                    && s.path("command").path("id").asText().equals("a"));
        next(watcher, "result", result("a", "done"));

        broker.command("cell1", command("b", "turn and wait"));
        next(watcher, "state", s -> s.path("mode").asText().equals("acting"));
        broker.command("cell1", command("c", "turn"));
        assertEquals(
            "BUSY", next(watcher, "result", result("c", "refused")).path("reason").asText());
        broker.command("cell1", command("stop", "no, stop"));
        assertEquals(
            "CANCELLED", next(watcher, "result", result("b", "failed")).path("reason").asText());
        next(watcher, "result", result("stop", "done"));
        broker.command("cell1", command("c", "turn"));
        next(watcher, "result", result("c", "done"));

        broker.command("cell1", command("d", "turn and wait"));
        next(watcher, "result", result("d", "accepted"));
      }
      assertEquals(
          "INTERRUPTED", next(watcher, "result", result("d", "failed")).path("reason").asText());
      next(watcher, "connection", c -> c.path("connection").asText().equals("OFFLINE"));
    }
  }

  private static void assertSaidInDiagnostics(CobotRuntime runtime) throws Exception {
    BlockingQueue<DiagnosticArray> said = new LinkedBlockingQueue<>();
    try (ConnectedNode user =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(runtime.masterUri()).setNodeName("user"))) {
      user.newSubscriber(Topics.DIAGNOSTICS, DiagnosticArray.class)
          .addMessageListener(said::add, 10);
      while (true) {
        DiagnosticArray newest = said.poll(60, TimeUnit.SECONDS);
        assertTrue(newest != null, "no diagnostics came");
        DiagnosticStatus mqtt = newest.status().get(newest.status().size() - 1);
        assertEquals("cobot: mqtt", mqtt.name());
        if (mqtt.level() == DiagnosticStatus.OK) {
          return;
        }
      }
    }
  }
}

package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.action.skill.Outcome;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.message.DiagnosticArray;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerRequest;
import dev.cobot.sim2real.world.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Master, simulated cell and node in one process, with a scripted mind, over real sockets. */
@Timeout(300)
class CobotRuntimeTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final BlockingQueue<StringMessage> states = new LinkedBlockingQueue<>();
  private CobotRuntime runtime;
  private ConnectedNode user;
  private Publisher<StringMessage> commands;

  @BeforeEach
  void start() throws Exception {
    Profile profile =
        ProfileReader.read(
            ProjectHome.resolve("launch/profiles/default.yaml"),
            List.of("sim.imageWidthPixels=64", "sim.realTimeFactor=0.5"));
    runtime =
        CobotRuntime.start(
            new RuntimeConfig(
                profile, ProjectHome.resolve(profile.world()), null, 0, List.of(), List.of()),
            new ScriptedMind(World.load(ProjectHome.resolve(profile.world()))));
    assertEquals(Optional.empty(), runtime.node().awaitCell(60));
    user =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(runtime.masterUri()).setNodeName("user"));
    user.newSubscriber(Topics.STATE, StringMessage.class).addMessageListener(states::add, 100);
    commands = user.newPublisher(Topics.COMMAND, StringMessage.class, PublisherOptions.queue(10));
    assertTrue(commands.awaitSubscriber(Duration.ofSeconds(60)));
  }

  @AfterEach
  void stop() {
    if (user != null) {
      user.close();
    }
    runtime.close();
  }

  private JsonNode endOf(String id) throws Exception {
    while (true) {
      StringMessage message = states.poll(60, TimeUnit.SECONDS);
      assertTrue(message != null, "no state came");
      JsonNode state = JSON.readTree(message.data());
      if (state.path("commandId").asText().equals(id) && state.path("outcome").isTextual()) {
        return state;
      }
    }
  }

  private void say(String id, String text) {
    commands.publish(
        new StringMessage(JSON.createObjectNode().put("id", id).put("text", text).toString()));
  }

  @Test
  void aCommandMovesTheSimulatedArm() throws Exception {
    CommandReport report = runtime.node().submit(Command.of("turn")).get(120, TimeUnit.SECONDS);
    assertEquals(Outcome.Kind.DONE, report.outcome().kind(), report.outcome().detail());
    assertTrue(report.motionSeconds() > 0.2);
    assertFalse(report.peerLost());
  }

  @Test
  void commandsStopAndResetComeOverRos() throws Exception {
    say("a", "stare");
    while (!states.take().data().contains("looking")) {
      // The command has not begun yet.
    }
    assertTrue(
        user.newServiceClient(Topics.STOP, ServiceType.TRIGGER)
            .callAndWait(new TriggerRequest(), Duration.ofSeconds(60))
            .success());
    JsonNode end = endOf("a");
    assertEquals("GATE", end.path("reason").asText());
    say("b", "turn");
    assertEquals("refused", endOf("b").path("outcome").asText());
    assertTrue(
        user.newServiceClient(Topics.RESET, ServiceType.TRIGGER)
            .callAndWait(new TriggerRequest(), Duration.ofSeconds(60))
            .success());
    states.clear();
    commands.publish(new StringMessage("{broken"));
    commands.publish(new StringMessage("z".repeat(5000)));
    assertTrue(endOf("null").path("detail").asText().contains("no JSON"));
    assertTrue(endOf("null").path("detail").asText().contains("at most"));
    say("c", "turn");
    assertEquals("done", endOf("c").path("outcome").asText());
  }

  @Test
  void aResetOfTheCellDropsTheCommandAndTheNextOneWorks() throws Exception {
    BlockingQueue<StringMessage> explanations = new LinkedBlockingQueue<>();
    user.newSubscriber(Topics.EXPLAIN, StringMessage.class)
        .addMessageListener(explanations::add, 100);
    for (String text : List.of("stare", "turn")) {
      explanations.clear();
      say(text, text);
      if (text.equals("turn")) { // only what moves is explained
        assertTrue(explanations.poll(60, TimeUnit.SECONDS) != null, "it moves");
      } else {
        TimeUnit.MILLISECONDS.sleep(500);
      }
      assertTrue(
          user.newServiceClient("/cell/reset", ServiceType.TRIGGER)
              .callAndWait(new TriggerRequest(), Duration.ofSeconds(60))
              .success());
      JsonNode end = endOf(text);
      assertEquals("failed", end.path("outcome").asText(), end.toString());
      assertTrue(end.path("detail").asText().contains("the cell was reset"), end.toString());
      say(text + " again", "turn");
      JsonNode again = endOf(text + " again");
      assertEquals("done", again.path("outcome").asText(), again.toString());
    }
  }

  @Test
  void aMasterThatGoesAwayEndsTheService() throws Exception {
    RosCore master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Profile profile =
        ProfileReader.read(
            ProjectHome.resolve("launch/profiles/default.yaml"),
            List.of("ros.masterTimeoutSeconds=0.5"));
    try (CobotRuntime served =
        CobotRuntime.start(
            new RuntimeConfig(
                profile,
                ProjectHome.resolve(profile.world()),
                master.getUri(),
                0,
                List.of(),
                List.of()),
            new ScriptedMind(World.load(ProjectHome.resolve(profile.world()))))) {
      assertTrue(served.node().awaitCell(0.1).orElseThrow().contains("/joint_states"));
      master.close();
      assertTrue(served.awaitEnd().orElseThrow().contains("" + master.getUri()));
    } finally {
      master.close();
    }
  }

  @Test
  void diagnosticsTellHowThePartsAre() throws Exception {
    BlockingQueue<DiagnosticArray> diagnostics = new LinkedBlockingQueue<>();
    user.newSubscriber(Topics.DIAGNOSTICS, DiagnosticArray.class)
        .addMessageListener(diagnostics::add, 10);
    DiagnosticArray newest = diagnostics.poll(60, TimeUnit.SECONDS);
    assertEquals(
        List.of("cobot: joints", "cobot: camera", "cobot: gate", "cobot: loop"),
        newest.status().stream().map(s -> s.name()).toList());
  }

  @Test
  void theRuntimeNeverReadsTheGroundTruth() throws Exception {
    String question =
        "<?xml version=\"1.0\"?><methodCall><methodName>getSystemState</methodName><params><param>"
            + "<value><string>/judge</string></value></param></params></methodCall>";
    String answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(runtime.masterUri())
                    .POST(HttpRequest.BodyPublishers.ofString(question))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    assertTrue(answer.contains(CameraTopics.of("camera").image()), answer);
    // Once: the cell publishes it. A subscriber would bring the name a second time.
    assertEquals(2, answer.split(Topics.GROUND_TRUTH, -1).length, answer);
    // Without a task nobody publishes these; a subscriber would bring their names.
    assertFalse(answer.contains(Topics.VERDICT), answer);
    assertFalse(answer.contains(Topics.PROMPT), answer);
  }
}

package dev.cobot.node.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.event.PartHealth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bridge beside Debian's Mosquitto and its clients, with the shipped configuration, script and
 * access rules. Each test has a cell of its own.
 */
@Timeout(240)
class MosquittoInteropTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String EXPIRES = "message-expiry-interval";

  @TempDir private static Path folder;
  private static MosquittoBroker broker;
  private MosquittoClient watcher;

  @BeforeAll
  static void start() throws Exception {
    broker = MosquittoBroker.start(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @AfterEach
  void stopWatching() throws Exception {
    if (watcher != null) {
      watcher.close();
    }
  }

  /** Watches one cell from here on, also while the broker is away. */
  private void watch(String cell) throws Exception {
    watcher =
        broker.client(
            "mosquitto_sub",
            "watcher",
            "-c",
            "-i",
            "watcher-of-" + cell,
            "-x",
            "600",
            "-q",
            "1",
            "-v",
            "-t",
            "cobot/v1/plant/" + cell + "/#");
  }

  /** Returns the next payload of a topic that is wanted; every one is held against its schema. */
  private JsonNode next(String topic, Predicate<JsonNode> wanted) throws Exception {
    AtomicReference<JsonNode> found = new AtomicReference<>();
    watcher.await(
        line -> {
          int space = line.indexOf(' ');
          if (!line.startsWith("cobot/v1/")) {
            return false; // what mosquitto_sub says of a broker that is away
          }
          String name = line.substring(line.lastIndexOf('/', space) + 1, space);
          String payload = line.substring(space + 1);
          assertEquals("", Schemas.faults(name, payload), () -> name + ": " + payload);
          found.set(read(payload));
          return name.equals(topic) && wanted.test(found.get());
        });
    return found.get();
  }

  private static JsonNode read(String payload) {
    try {
      return JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      throw new AssertionError(payload, e);
    }
  }

  private JsonNode result(String id, String outcome) throws Exception {
    return next(
        "result",
        r -> r.path("commandId").asText().equals(id) && r.path("outcome").asText().equals(outcome));
  }

  private void awaitOnline() throws Exception {
    next("connection", c -> c.path("connection").asText().equals("ONLINE"));
    next("state", s -> true); // said after the subscription
  }

  private static PartHealth awaitHealth(BridgedDesk cell, Predicate<PartHealth> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!wanted.test(cell.bridge.health().orElseThrow())) {
      assertTrue(System.nanoTime() < deadline, "" + cell.bridge.health());
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return cell.bridge.health().orElseThrow();
  }

  @Test
  void aCommandIsCarriedOutOnceAndItsResultComes() throws Exception {
    watch("cell1");
    try (BridgedDesk cell = new BridgedDesk(broker.profile("cell1"))) {
      awaitOnline();
      broker.command("cell1", BridgedDesk.payload("a", "turn"));
      String accepted = result("a", "accepted").path("resultId").asText();
      JsonNode done = result("a", "done");
      assertFalse(done.path("resultId").asText().equals(accepted));
      next("state", s -> s.path("lastResult").path("commandId").asText().equals("a"));
      broker.command("cell1", BridgedDesk.payload("a", "turn"));
      assertEquals(done, result("a", "done"));
      assertEquals(1, cell.carriedOut.size());
      assertTrue(cell.bridge.health().orElseThrow().isWell());
      try (MosquittoClient late =
          broker.client(
              "mosquitto_sub", "watcher", "-C", "3", "-v", "-t", "cobot/v1/plant/cell1/#")) {
        for (String retained : List.of("connection", "factsheet", "state")) {
          late.await(line -> line.contains("cell1/" + retained + " {"));
        }
      }
    }
    next("connection", c -> c.path("connection").asText().equals("OFFLINE"));
    try (BridgedDesk again = new BridgedDesk(broker.profile("cell1"))) {
      awaitOnline();
      broker.command("cell1", BridgedDesk.payload("a", "turn"));
      result("a", "done");
      assertEquals(List.of(), again.carriedOut);
    }
  }

  @Test
  void aCertificateIsEnoughToComeIn() throws Exception {
    MqttProfile account = broker.profile("cell2");
    MqttProfile certificate =
        new MqttProfile(
            "mqtts://127.0.0.1:" + broker.certificatePort(),
            "plant",
            "cell2",
            "",
            "",
            account.caFile(),
            broker.files().resolve("cell2.crt").toString(),
            broker.files().resolve("cell2.key").toString(),
            false,
            account.store(),
            600);
    watch("cell2");
    try (BridgedDesk cell = new BridgedDesk(certificate)) {
      awaitOnline();
      broker.command("cell2", BridgedDesk.payload("a", "turn"));
      result("a", "done");
      assertTrue(cell.bridge.health().orElseThrow().isWell());
    }
  }

  @Test
  void whoIsNotKnownStaysOutAndIsTold() throws Exception {
    MqttProfile good = broker.profile("cell3");
    Path wrong = folder.resolve("wrong.password");
    Files.writeString(wrong, "guessed\n");
    try (BridgedDesk cell =
        new BridgedDesk(
            new MqttProfile(
                good.broker(),
                "plant",
                "cell3",
                "cell3",
                wrong.toString(),
                good.caFile(),
                "",
                "",
                false,
                good.store(),
                600))) {
      PartHealth health = awaitHealth(cell, h -> h.message().contains("reason code"));
      assertFalse(health.isWell());
      assertTrue(health.message().contains("135") || health.message().contains("134"));
    }
    // The broker's certificate is for 127.0.0.1 alone.
    assertRefusesTheBroker(good, "mqtts://localhost:" + broker.port(), good.caFile());
    // And nobody whom the JDK trusts has signed it.
    assertRefusesTheBroker(good, good.broker(), "");
  }

  private static void assertRefusesTheBroker(MqttProfile good, String uri, String caFile)
      throws Exception {
    try (BridgedDesk cell =
        new BridgedDesk(
            new MqttProfile(
                uri,
                "plant",
                "cell3",
                "cell3",
                good.passwordFile(),
                caFile,
                "",
                "",
                false,
                good.store(),
                600))) {
      PartHealth health = awaitHealth(cell, h -> h.message().contains("cannot connect"));
      assertTrue(
          health.message().matches(".*(No name matching|PKIX|certification path|certificate).*"),
          health.message());
    }
  }

  /** Paho completes a publish that the broker denies without a word. */
  @Test
  void aDeniedTopicIsSeenAndItsResultsWaitUntilItIsAllowed() throws Exception {
    String allowed = Files.readString(broker.acl());
    Files.writeString(broker.acl(), allowed.replace("pattern write cobot/v1/plant/%u/result", ""));
    broker.reload();
    watch("cell4");
    try (BridgedDesk cell = new BridgedDesk(broker.profile("cell4"))) {
      awaitOnline();
      broker.command("cell4", BridgedDesk.payload("a", "turn"));
      PartHealth health = awaitHealth(cell, h -> h.message().contains("cell4/result"));
      assertTrue(health.message().contains("135"), health.message());
      assertFalse(health.isWell());
      next(
          "state",
          s ->
              s.path("mqtt").path("problem").asText().contains("not authorized")
                  && s.path("mqtt").path("waitingMessages").asInt() == 2);
      Files.writeString(broker.acl(), allowed);
      broker.reload();
      result("a", "done");
      awaitHealth(cell, h -> h.isWell() && h.values().get("waiting messages").equals("0"));
    } finally {
      Files.writeString(broker.acl(), allowed);
      broker.reload();
    }
  }

  @Test
  void whatMustNotRunIsRefusedByName() throws Exception {
    watch("cell5");
    broker.command("cell5", BridgedDesk.payload("old", "turn"), "-r");
    try (BridgedDesk cell = new BridgedDesk(broker.profile("cell5"))) {
      // Not for the state: what is retained may be refused before it is told.
      next("connection", c -> c.path("connection").asText().equals("ONLINE"));
      assertEquals("RETAINED", result("old", "refused").path("reason").asText());
      long now = System.currentTimeMillis() / 1000;
      broker.command("cell5", "{\"id\":\"late\",\"text\":\"turn\",\"expires\":" + (now - 1) + "}");
      assertEquals("EXPIRED", result("late", "refused").path("reason").asText());
      broker.command("cell5", "{\"id\":\"ever\",\"text\":\"turn\"}");
      assertTrue(result("ever", "refused").path("detail").asText().contains("expiry interval"));
      broker.command("cell5", BridgedDesk.payload("kept", "turn"), "-r");
      assertEquals("RETAINED", result("kept", "refused").path("reason").asText());
      broker.command("cell5", "turn left");
      assertEquals(
          "MALFORMED", next("result", r -> r.path("commandId").isNull()).path("reason").asText());
      broker.command("cell5", "{\"id\":7,\"text\":\"turn\"}");
      next("result", r -> r.path("detail").asText().contains("'id' as a string, got NUMBER"));
      broker.command("cell5", BridgedDesk.payload("large", "x".repeat(100_000)));
      next("result", r -> r.path("detail").asText().contains("allowed are 4096"));
      broker.command(
          "cell5",
          BridgedDesk.payload("astray", "turn"),
          "-D",
          "publish",
          "response-topic",
          "cobot/v1/plant/cell1/command");
      assertTrue(
          result("astray", "refused").path("detail").asText().contains("response topic must"));
      broker.command("cell5", BridgedDesk.payload("b", "busy"));
      assertEquals("BUSY", result("b", "refused").path("reason").asText());
      assertEquals(List.of(), cell.carriedOut);

      broker.command("cell5", BridgedDesk.payload("b", "turn"));
      result("b", "done"); // after BUSY an id is free again
      broker.command("cell5", BridgedDesk.payload("b", "turn back"));
      assertEquals("ID_TAKEN", result("b", "refused").path("reason").asText());
      assertEquals(1, cell.carriedOut.size());
    }
  }

  @Test
  void aQuestionIsAskedAndTheIssuerIsAnsweredWhereItWants() throws Exception {
    watch("cell6");
    try (BridgedDesk cell = new BridgedDesk(broker.profile("cell6"));
        MosquittoClient issuer =
            broker.client(
                "mosquitto_sub",
                "controller",
                "-q",
                "1",
                "-F",
                "%D %p",
                "-t",
                "cobot/v1/plant/cell6/response/+")) {
      awaitOnline();
      broker.command(
          "cell6",
          "{\"id\":\"q\",\"text\":\"which\",\"issuer\":\"mes\"}",
          "-D",
          "publish",
          EXPIRES,
          "30",
          "-D",
          "publish",
          "response-topic",
          "cobot/v1/plant/cell6/response/mes",
          "-D",
          "publish",
          "correlation-data",
          "order-17");
      JsonNode asked = result("q", "refused");
      assertEquals("Which one?", asked.path("question").asText());
      assertEquals("mes", asked.path("issuer").asText());
      next("state", s -> s.path("lastResult").path("question").asText().equals("Which one?"));
      String answer = issuer.await(line -> line.contains("Which one?"));
      assertTrue(answer.startsWith("order-17 {"), answer);
      broker.command("cell6", BridgedDesk.payload("r", "the red one"));
      result("r", "done");
      assertEquals(2, cell.carriedOut.size());
    }
  }

  @Test
  void aResultOutlivesARestartOfTheBrokerInMidTask() throws Exception {
    watch("cell2");
    try (BridgedDesk cell = new BridgedDesk(broker.profile("cell2"))) {
      awaitOnline();
      broker.command("cell2", BridgedDesk.payload("l", "long"));
      result("l", "accepted");
      broker.stop();
      PartHealth away = awaitHealth(cell, h -> h.values().get("waiting messages").equals("1"));
      assertFalse(away.isWell());
      broker.restart();
      result("l", "done");
      assertEquals(1, cell.carriedOut.size());
    }
  }
}

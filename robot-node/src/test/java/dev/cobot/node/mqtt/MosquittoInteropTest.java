package dev.cobot.node.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bridge beside Debian's Mosquitto and its clients, with the shipped configuration. */
@Timeout(240)
class MosquittoInteropTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;
  private MosquittoBroker broker;
  private MosquittoClient watcher;

  @BeforeEach
  void start() throws Exception {
    broker = MosquittoBroker.start(folder);
    watcher = broker.client("mosquitto_sub", "watcher", "-q", "1", "-v", "-t", "cobot/v1/plant/#");
  }

  @AfterEach
  void stop() throws Exception {
    watcher.close();
    broker.close();
  }

  /** Returns the next payload of a topic that is wanted; every one is held against its schema. */
  private JsonNode next(String topic, Predicate<JsonNode> wanted) throws Exception {
    String[] found = new String[1];
    watcher.await(
        line -> {
          int space = line.indexOf(' ');
          String name = line.substring(line.lastIndexOf('/', space) + 1, space);
          String payload = line.substring(space + 1);
          assertEquals("", Schemas.faults(name, payload), () -> name + ": " + payload);
          found[0] = payload;
          return name.equals(topic) && wanted.test(read(payload));
        });
    return read(found[0]);
  }

  private static JsonNode read(String payload) {
    try {
      return JSON.readTree(payload);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(payload, e);
    }
  }

  private JsonNode result(String id, String outcome) throws Exception {
    return next(
        "result",
        r -> r.path("commandId").asText().equals(id) && r.path("outcome").asText().equals(outcome));
  }

  private static void awaitTrue(java.util.function.BooleanSupplier wanted, String what)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!wanted.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, what);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void aCommandIsCarriedOutAndItsResultComesEnd() throws Exception {
    try (BridgedDesk cell = new BridgedDesk(broker.profile("cell1"))) {
      assertEquals("ONLINE", next("connection", c -> true).path("connection").asText());
      next("factsheet", f -> f.path("robot").path("joints").size() == 6);
      next("state", s -> s.path("mode").asText().equals("idle"));
      broker.command("cell1", BridgedDesk.payload("a", "turn"));
      String accepted = result("a", "accepted").path("resultId").asText();
      JsonNode done = result("a", "done");
      assertFalse(done.path("resultId").asText().equals(accepted));
      next("state", s -> s.path("lastResult").path("commandId").asText().equals("a"));
      broker.command("cell1", BridgedDesk.payload("a", "turn"));
      assertEquals(done, result("a", "done"));
      assertEquals(1, cell.carriedOut.size());
      assertTrue(cell.bridge.health().orElseThrow().isWell());
    }
    assertEquals("OFFLINE", next("connection", c -> true).path("connection").asText());
  }
}

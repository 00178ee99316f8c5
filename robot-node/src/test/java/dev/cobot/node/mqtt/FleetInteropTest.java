package dev.cobot.node.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.Cobot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code cobot fleet} before cells at Debian's Mosquitto, with the shipped accounts and rules. */
@Timeout(120)
class FleetInteropTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path folder;
  private static MosquittoBroker broker;
  private StringWriter out;
  private StringWriter err;

  @BeforeAll
  static void start() throws Exception {
    broker = MosquittoBroker.start(folder);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void forget() {
    out = new StringWriter();
    err = new StringWriter();
  }

  private int cobot(List<String> verb, String user, String... more) {
    List<String> all = new ArrayList<>(verb);
    all.addAll(
        List.of(
            "--mqtt",
            "mqtts://127.0.0.1:" + broker.port(),
            "--mqtt-ca",
            broker.files().resolve("ca.crt").toString(),
            "--mqtt-user",
            user,
            "--mqtt-password-file",
            broker.files().resolve(user + ".password").toString()));
    all.addAll(List.of(more));
    forget();
    return Cobot.execute(
        all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private JsonNode fleet(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("--json", "--wait", "1.5"));
    all.addAll(List.of(more));
    assertEquals(0, cobot(List.of("fleet"), "watcher", all.toArray(String[]::new)), err::toString);
    return JSON.readTree(out.toString());
  }

  private int say(String user, String cell, String text) {
    return cobot(List.of("fleet", "say"), user, "--site", "plant", "--cell", cell, text);
  }

  private static JsonNode cell(JsonNode fleet, String name) {
    for (JsonNode cell : fleet.path("cells")) {
      if (cell.path("cell").asText().equals(name)) {
        return cell;
      }
    }
    throw new AssertionError(name + " is not in " + fleet);
  }

  @Test
  void cellsAreSeenCommandedAndMissedWhenTheyGo() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(broker.port());
        BridgedDesk first = new BridgedDesk(broker.profile("cell1"));
        BridgedDesk second = new BridgedDesk(broker.profile("cell2", proxy.port()))) {
      assertEquals(Optional.empty(), first.bridge.awaitConnected(60));
      assertEquals(Optional.empty(), second.bridge.awaitConnected(60));
      JsonNode seen = fleet();
      assertEquals(2, seen.path("counts").path("live").asInt(), seen::toString);
      assertEquals("idle", cell(seen, "cell1").path("mode").asText());
      assertEquals("test", cell(seen, "cell1").path("software").asText());
      assertEquals(8, cell(seen, "cell1").path("policy").asText().length());
      assertTrue(cell(seen, "cell1").path("calibrationGap").isNull());
      assertTrue(cell(seen, "cell1").path("stateAgeSeconds").asDouble() < 5);

      assertEquals(0, say("controller", "cell1", "turn"), err::toString);
      assertEquals("done: done", out.toString().strip());
      assertEquals(4, say("controller", "cell1", "which"), err::toString);
      assertTrue(out.toString().contains("refused (AMBIGUOUS): there are two\nWhich one?"));
      assertEquals(2, first.carriedOut.size());
      assertEquals(5, say("watcher", "cell1", "turn"));
      assertTrue(err.toString().contains("not authorized"), err::toString);
      assertEquals(5, say("controller", "cell9", "turn"));
      assertTrue(err.toString().contains("no cell listens"), err::toString);
      assertEquals(2, first.carriedOut.size());

      JsonNode after = fleet("--match", "CELL1");
      assertEquals(1, after.path("cells").size());
      assertEquals("AMBIGUOUS", cell(after, "cell1").path("last").path("reason").asText());

      proxy.cut();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      String standing = "";
      while (!standing.equals("lost")) {
        assertTrue(System.nanoTime() < deadline, standing);
        standing = cell(fleet(), "cell2").path("standing").asText();
      }
    }
    assertEquals("offline", cell(fleet("--sort", "standing"), "cell1").path("standing").asText());
    assertEquals(0, cobot(List.of("fleet"), "watcher", "--once", "--wait", "0.5"));
    assertTrue(out.toString().contains("OFFLINE"), out::toString);
    assertTrue(out.toString().contains("was idle"), out::toString);
  }

  @Test
  void whoIsNotKnownIsToldWhy() throws Exception {
    assertEquals(
        5,
        Cobot.execute(
            new String[] {"fleet", "--json", "--mqtt", "mqtt://127.0.0.1:1"},
            new PrintWriter(out, true),
            new PrintWriter(err, true)));
    assertTrue(err.toString().contains("cannot connect to mqtt://127.0.0.1:1"), err::toString);
    forget();
    assertEquals(
        2,
        Cobot.execute(
            new String[] {"fleet"}, new PrintWriter(out, true), new PrintWriter(err, true)));
    assertTrue(err.toString().contains("--mqtt is missing"), err::toString);
    assertEquals(3, cobot(List.of("fleet"), "watcher", "--site", "a/b"));
    assertTrue(err.toString().contains("--site: got 'a/b'"), err::toString);
    assertEquals(
        3, cobot(List.of("fleet"), "watcher", "--mqtt-clear-text", "--mqtt-key", "nothing.pem"));
    assertTrue(err.toString().contains("--mqtt-certificate"), err::toString);
  }
}

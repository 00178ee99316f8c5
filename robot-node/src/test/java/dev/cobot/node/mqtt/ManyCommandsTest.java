package dev.cobot.node.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.MqttProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many commands, while the broker is restarted, the runtime killed and the network cut: each is
 * carried out once at most and has one result. Properties: {@code cobot.mqtt.commands} says how
 * many.
 */
@Timeout(300)
class ManyCommandsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int COUNT = Integer.getInteger("cobot.mqtt.commands", 300);

  @TempDir private Path folder;
  private final Map<String, Set<String>> ends = new HashMap<>();
  private final Map<String, Set<String>> begins = new HashMap<>();
  private final Set<String> done = new HashSet<>();
  private final Set<String> interrupted = new HashSet<>();
  private final AtomicInteger wills = new AtomicInteger();
  private int repetitions;

  private void take(MosquittoClient watcher) throws Exception {
    for (String line = watcher.poll(); line != null; line = watcher.poll()) {
      if (!line.startsWith("{")) {
        continue; // what mosquitto_sub says of a broker that is away
      }
      JsonNode message = JSON.readTree(line);
      if (message.has("connection")) {
        wills.addAndGet(message.path("connection").asText().equals("CONNECTION_BROKEN") ? 1 : 0);
        continue;
      }
      assertEquals("", Schemas.faults("result", line), line);
      String id = message.path("commandId").asText();
      String outcome = message.path("outcome").asText();
      Set<String> known =
          (outcome.equals("accepted") ? begins : ends).computeIfAbsent(id, k -> new HashSet<>());
      repetitions += known.add(message.path("resultId").asText()) ? 0 : 1;
      if (outcome.equals("done")) {
        done.add(id);
      } else if (!outcome.equals("accepted")) {
        assertEquals("INTERRUPTED", message.path("reason").asText(), line);
        interrupted.add(id);
      }
    }
  }

  @Test
  void noResultIsLostAndNoneIsDoubled() throws Exception {
    Path carriedOut = folder.resolve("carried-out");
    Files.createFile(carriedOut);
    try (MosquittoBroker broker = MosquittoBroker.start(folder);
        CuttingProxy proxy = new CuttingProxy(broker.port());
        MosquittoClient watcher =
            broker.client(
                "mosquitto_sub",
                "watcher",
                "-c",
                "-i",
                "many",
                "-x",
                "600",
                "-q",
                "1",
                "-t",
                "cobot/v1/plant/+/result",
                "-t",
                "cobot/v1/plant/+/connection");
        IssuingClient issuer = new IssuingClient(broker, "cell1", COUNT)) {
      MqttProfile profile = broker.profile("cell1", proxy.port());
      Process cell = ScriptedCell.start(profile, carriedOut);
      List<String> faults =
          new ArrayList<>(
              List.of(
                  "cut", "kill", "restart", "cut", "kill", "restart", "cut", "restart", "kill"));
      int every = COUNT / (faults.size() + 1);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(200);
      issuer.start();
      while (ends.size() < COUNT) {
        assertTrue(
            System.nanoTime() < deadline,
            () ->
                "only "
                    + ends.size()
                    + " results; "
                    + log(folder.resolve("cell.log"))
                    + log(folder.resolve("mosquitto.log")));
        assertTrue(cell.isAlive(), () -> log(folder.resolve("cell.log")));
        take(watcher);
        if (!faults.isEmpty() && ends.size() >= COUNT - every * faults.size()) {
          switch (faults.remove(0)) {
            case "cut" -> {
              proxy.cut();
              TimeUnit.MILLISECONDS.sleep(300);
              proxy.mend();
            }
            case "kill" -> {
              cell.destroyForcibly().waitFor();
              cell = ScriptedCell.start(profile, carriedOut);
            }
            default -> broker.restart();
          }
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
      TimeUnit.SECONDS.sleep(1); // what is still repeated
      take(watcher);
      cell.destroy();
      cell.waitFor();
    }
    assertEquals(
        List.of(),
        Files.readAllLines(carriedOut).stream()
            .filter(id -> !done.contains(id) && !interrupted.contains(id))
            .toList());
    List<String> runs = Files.readAllLines(carriedOut);
    assertEquals(runs.size(), new HashSet<>(runs).size(), "a command ran twice");
    assertTrue(runs.containsAll(done), "a command is done that did not run");
    assertEquals(COUNT, ends.size());
    assertTrue(ends.values().stream().allMatch(of -> of.size() == 1), "two ends of one command");
    assertTrue(begins.values().stream().allMatch(of -> of.size() == 1), "two begins");
    assertTrue(wills.get() > 0, "nobody told that the connection was broken");
    System.out.printf(
        "%d commands: %d done, %d interrupted, %d ran; 0 lost, 0 doubled; %d repetitions with a"
            + " known resultId%n",
        COUNT, done.size(), interrupted.size(), runs.size(), repetitions);
  }

  private static String log(Path file) {
    try {
      String text = Files.readString(file);
      return text.substring(Math.max(0, text.length() - 3000));
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}

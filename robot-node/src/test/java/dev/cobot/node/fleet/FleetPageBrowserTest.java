package dev.cobot.node.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.Listening;
import dev.cobot.node.dashboard.Chromium;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fleet's page in Debian's Chromium; what cells told is made up here. */
@Timeout(120)
class FleetPageBrowserTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path HOME = Path.of(System.getProperty("cobot.home"));
  private static final Path AXE =
      HOME.resolve("robot-node/target/axe-interop/node_modules/axe-core/axe.min.js");
  private static final Path SHOTS = HOME.resolve("robot-node/target/fleet");
  private static final int[][] SIZES = {{1280, 800}, {768, 1024}};
  private static final long EPOCH = System.currentTimeMillis();
  private static final String REFUSED =
      "{\"version\":1,\"resultId\":\"%s\",\"commandId\":\"%s\",\"text\":\"pick the green cube\","
          + "\"outcome\":\"%s\",\"reason\":%s,\"detail\":\"%s\",\"question\":null}";

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static long nowMillis;
  private static volatile Optional<String> problem = Optional.empty();
  private static final FleetMemory memory =
      new FleetMemory(() -> nowMillis * 1_000_000, () -> EPOCH + nowMillis);
  private static FleetPage page;

  @BeforeAll
  static void start() throws Exception {
    assertTrue(Files.exists(AXE), AXE + " is missing; run launch/test, which installs it with npm");
    fill();
    page = page("127.0.0.1");
    chromium = Chromium.start(folder);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    page.close();
  }

  private static FleetPage page(String address) throws IOException {
    return FleetPage.start(
        new Listening(0, address, List.of()),
        () -> FleetDocument.of(memory.snapshot(), "mqtts://broker.plant.example:8883", problem));
  }

  private static void take(String cell, String topic, String payload) {
    memory.take("cobot/v1/plant/" + cell + "/" + topic, payload.getBytes(UTF_8), false);
  }

  /** Twelve cells, of each standing some. */
  private static void fill() {
    nowMillis = -40_000;
    for (int i = 1; i <= 12; i++) {
      String cell = "cell%02d".formatted(i);
      nowMillis = i == 3 ? -40_000 : i == 4 ? -12_000 : -100 * i;
      take(
          cell,
          "factsheet",
          "{\"version\":1,\"software\":{\"cobot\":\"0.1.0\"},\"models\":{\"policy\":\"3fa2b1c0de\"}}");
      if (i != 6) {
        take(cell, "connection", FleetMemoryTest.connection(i == 5 ? "OFFLINE" : "ONLINE"));
      }
      String more =
          switch (i) {
            case 2 ->
                ",\"command\":{\"id\":\"a\",\"text\":\"put the red cube in the left bowl\","
                    + "\"phase\":\"grasp and carry\"}";
            case 7 ->
                ",\"safety\":{\"gateStop\":\"joint 2 is within 0.05 rad of its limit\","
                    + "\"stops\":1,\"clips\":0}";
            case 8 ->
                ",\"mqtt\":{\"problem\":\"cannot publish on cobot/v1/plant/cell08/result: not"
                    + " authorized\"}";
            case 9, 10 ->
                ",\"calibrationGap\":{\"session\":\"s\",\"camera\":\"camera\",\"time\":\""
                    + Instant.ofEpochMilli(EPOCH - 86_400_000L * i)
                    + "\",\"pictures\":20,\"medianMeters\":0.00"
                    + (i == 9 ? 62 : 48)
                    + ",\"earlierMedianMeters\":"
                    + (i == 9 ? "0.0051" : "null")
                    + "}";
            default -> "";
          };
      take(
          cell,
          "state",
          FleetMemoryTest.state(EPOCH + nowMillis, more)
              .replace("idle", i == 2 ? "acting" : i == 7 ? "stopped" : "idle"));
    }
    nowMillis = 0;
    take(
        "cell01",
        "result",
        REFUSED.formatted("r1", "a", "refused", "\"ABSENT\"", "I see no green cube here"));
    take(
        "cell11",
        "result",
        REFUSED.formatted("r2", "b", "failed", "\"CELL_FAULT\"", "the gripper does not open"));
    take("cell12", "result", REFUSED.formatted("r3", "c", "done", "null", "it is in the bowl"));
    memory.take("cobot/v1/plant/cell01/nothing", new byte[0], false);
  }

  private static Chromium.Page open(String language, int[] size) {
    Chromium.Page opened = chromium.open(page.link(), language, size[0], size[1]);
    opened.await("document.querySelectorAll('#rows tr').length === 12");
    return opened;
  }

  private static String names(Chromium.Page opened) {
    return opened
        .evaluate(
            "[...document.querySelectorAll('#rows th')].map(e =>"
                + " e.firstChild.textContent.slice(-2)).join(' ')")
        .asText();
  }

  @Test
  void cellsAreCountedChosenAndSortedByTheKeyboardAlone() {
    Chromium.Page opened = open("en-GB,en", SIZES[0]);
    assertEquals(
        "8 live|1 stale|1 lost|1 offline|1 unknown|1 live, gate stopped",
        opened
            .evaluate(
                "[...document.querySelectorAll('#counts li')].map(e => e.firstChild.textContent + '"
                    + " ' + e.lastChild.textContent).join('|')")
            .asText());
    assertEquals("01 02 03 04 05 06 07 08 09 10 11 12", names(opened));
    String whole = opened.text("main");
    for (String shown :
        List.of(
            "moves, grasp and carry: put the red cube in the left bowl",
            "was: idle",
            "stopped: joint 2",
            "Problem: cannot publish on",
            "6.2 mm (+1.1), 9 d ago",
            "4.8 mm, 10 d ago",
            "refused (not there) I see no green cube here",
            "failed (fault of the cell) the gripper does not open")) {
      assertTrue(whole.contains(shown), () -> shown + " is not in " + whole);
    }
    assertTrue(opened.text("#rejected").contains("were not taken: 1."));
    Set<String> reached = new HashSet<>();
    for (int i = 0; i < 14 && !reached.contains("recent"); i++) {
      opened.press("Tab");
      String id = opened.evaluate("document.activeElement.id").asText();
      reached.add(id);
      if (id.equals("match")) {
        opened.type("CELL1");
        opened.await("document.querySelectorAll('#rows tr').length === 3");
        opened.evaluate(
            "(() => { const m = document.getElementById('match'); m.value = '';"
                + " m.dispatchEvent(new Event('input')); })()");
      } else if (id.equals("by-standing")) {
        opened.press("Enter");
        opened.await("document.querySelector('#rows th').textContent.includes('cell03')");
        assertEquals("03 04 06 07", names(opened).substring(0, 11));
        assertEquals("by-standing", opened.evaluate("document.activeElement.id").asText());
      }
    }
    assertTrue(
        reached.containsAll(
            List.of("language", "match", "standing", "by-cell", "by-drift", "recent")),
        reached::toString);
    opened.evaluate(
        "(() => { const s = document.getElementById('standing'); s.value = 'lost';"
            + " s.dispatchEvent(new Event('input')); })()");
    opened.await("document.querySelectorAll('#rows tr').length === 1");
    assertEquals(List.of(), opened.faults());
    opened.close();
  }

  @Test
  void whatIsOldIsSaidToBeOld() throws Exception {
    Chromium.Page opened = open("en-GB,en", SIZES[0]);
    assertTrue(opened.evaluate("document.getElementById('broken').hidden").asBoolean());
    problem = Optional.of("the connection is lost");
    opened.await("!document.getElementById('broken').hidden");
    assertTrue(opened.text("#broken").contains("The broker: the connection is lost"));
    opened.await("document.querySelectorAll('.standing.live').length === 0");
    opened.screenshot(SHOTS.resolve("broken.png"));
    problem = Optional.empty();
    opened.await("document.getElementById('broken').hidden");
    opened.close();
  }

  @Test
  void axeFindsNoSeriousFaultAndEveryViewIsPhotographed() throws IOException {
    for (String language : List.of("en-GB,en", "de-DE,de")) {
      for (int[] size : SIZES) {
        Chromium.Page opened = open(language, size);
        String name = "fleet-%dx%d-%s".formatted(size[0], size[1], language.substring(0, 2));
        opened.screenshot(SHOTS.resolve(name + ".png"));
        assertFalse(
            opened.evaluate("document.documentElement.scrollWidth > innerWidth").asBoolean(),
            name + " is wider than the window");
        // Colours do not depend on the language, nor roles and names on the size.
        if (size == SIZES[0] && language.startsWith("en")) {
          opened.evaluate(Files.readString(AXE));
          judge(opened, name);
          opened.dark(true);
          opened.screenshot(SHOTS.resolve(name + "-dark.png"));
          judge(opened, name + " in the dark");
        } else if (size == SIZES[1] && language.startsWith("de")) {
          opened.evaluate(Files.readString(AXE));
          judge(opened, name);
        }
        assertEquals(List.of(), opened.faults());
        opened.close();
      }
    }
  }

  private static void judge(Chromium.Page opened, String name) {
    JsonNode faults =
        opened.evaluate(
            "axe.run().then(r => r.violations.filter(v => ['serious',"
                + " 'critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes.map(n => n.html"
                + " + ' ' + n.failureSummary).join('; ')))");
    assertEquals("[]", faults.toString(), name);
  }

  @Test
  void fromAnotherMachineLookingTakesTheToken() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    try (FleetPage open = page("0.0.0.0")) {
      String link = open.link();
      String token = link.replaceFirst("^.*#token=([^ ]+).*$", "$1");
      URI fleet =
          URI.create(link.replaceFirst("0.0.0.0", "127.0.0.1").replaceFirst("#.*", "fleet.json"));
      assertEquals(401, status(client, HttpRequest.newBuilder(fleet)));
      assertEquals(
          401, status(client, HttpRequest.newBuilder(fleet).header("Authorization", "Bearer no")));
      assertEquals(
          200,
          status(client, HttpRequest.newBuilder(fleet).header("Authorization", "Bearer " + token)));
    }
    URI here = URI.create(page.link() + "fleet.json");
    assertEquals(200, status(client, HttpRequest.newBuilder(here)));
    int posted =
        status(
            client, HttpRequest.newBuilder(here).POST(HttpRequest.BodyPublishers.ofString("{}")));
    assertTrue(posted >= 400, "a POST is answered " + posted);
  }

  private static int status(HttpClient client, HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void everyLanguageHasTheSameWords() throws IOException {
    List<Set<String>> keys = new ArrayList<>();
    for (String language : List.of("en", "de")) {
      Set<String> names = new TreeSet<>();
      try (InputStream in = FleetPage.class.getResourceAsStream("words." + language + ".json")) {
        JSON.readTree(in).fieldNames().forEachRemaining(names::add);
      }
      keys.add(names);
    }
    assertEquals(keys.get(0), keys.get(1));
  }
}

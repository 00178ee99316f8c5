package dev.cobot.node.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FleetMemoryTest {
  private static final long EPOCH = 1_800_000_000_000L;
  private long nowMillis = 0;
  private final FleetMemory memory =
      new FleetMemory(() -> nowMillis * 1_000_000, () -> EPOCH + nowMillis);

  static String connection(String word) {
    return "{\"version\":1,\"time\":\"2027-01-15T08:00:00Z\",\"bootId\":\"b\",\"connection\":\""
        + word
        + "\"}";
  }

  /** A state of a runtime whose clock agrees, with more fields. */
  static String state(long epochMillis, String more) {
    return "{\"version\":1,\"bootId\":\"b\",\"time\":\""
        + Instant.ofEpochMilli(epochMillis)
        + "\",\"mode\":\"idle\""
        + more
        + "}";
  }

  private void take(String cell, String topic, String payload, boolean isRetained) {
    memory.take("cobot/v1/plant/" + cell + "/" + topic, payload.getBytes(UTF_8), isRetained);
  }

  private void say(String cell) {
    take(cell, "state", state(EPOCH + nowMillis, ""), false);
  }

  private CellRow row() {
    assertEquals(1, memory.snapshot().cells().size());
    return memory.snapshot().cells().get(0);
  }

  @Test
  void aCellThatFallsSilentIsNotShownAsHealthy() {
    take("cell1", "connection", connection("ONLINE"), true);
    assertEquals(CellStanding.STALE, row().standing()); // it has not been heard
    say("cell1");
    assertEquals(CellStanding.LIVE, row().standing());
    nowMillis += 5_000;
    assertEquals(CellStanding.LIVE, row().standing());
    nowMillis += 1;
    assertEquals(CellStanding.STALE, row().standing());
    nowMillis += 25_000;
    assertEquals(CellStanding.LOST, row().standing());
    assertEquals(30.001, row().ageSeconds(), 1e-9);
    say("cell1");
    assertEquals(CellStanding.LIVE, row().standing());
    take("cell1", "connection", connection("CONNECTION_BROKEN"), false);
    assertEquals(CellStanding.LOST, row().standing());
    take("cell1", "connection", connection("OFFLINE"), false);
    assertEquals(CellStanding.OFFLINE, row().standing());
    take("cell1", "connection", connection("PERFECT"), false);
    assertEquals(CellStanding.UNKNOWN, row().standing());
  }

  @Test
  void aStateAloneDoesNotSayThatACellIsThere() {
    say("cell1");
    assertEquals(CellStanding.UNKNOWN, row().standing());
  }

  @Test
  void whatTheBrokerHasKeptIsAsOldAsItSays() {
    take("cell1", "connection", connection("ONLINE"), true);
    take("cell1", "state", state(EPOCH - 20_000, ""), true);
    assertEquals(20, row().ageSeconds(), 1e-9);
    assertEquals(CellStanding.STALE, row().standing());
    take("cell1", "state", "{\"version\":1,\"mode\":\"idle\"}", true);
    assertFalse(row().standing() == CellStanding.LIVE);
  }

  /** A bridge between brokers tells what it has kept again, as if it were said now. */
  @Test
  void whatIsToldAgainIsNoSignOfLife() {
    take("cell1", "connection", connection("ONLINE"), true);
    say("cell1");
    String told = state(EPOCH + nowMillis, "");
    nowMillis += 8_000;
    take("cell1", "state", told, false);
    assertEquals(8, row().ageSeconds(), 1e-9);
    assertEquals(CellStanding.STALE, row().standing());
  }

  @Test
  void aClockThatDiffersIsTold() {
    take("cell1", "state", state(EPOCH - 90_000, ""), false);
    assertEquals("its clock is 90 s behind this one", row().problem());
    say("cell1");
    assertNull(row().problem());
  }

  @Test
  void theLastEndIsTheNewestOfStateAndResult() {
    String end =
        ",\"lastResult\":{\"commandId\":\"a\",\"text\":\"turn\",\"outcome\":\"refused\","
            + "\"reason\":\"ABSENT\",\"detail\":\"I see no cube\",\"question\":null}";
    take("cell1", "state", state(EPOCH, end), false);
    assertEquals("ABSENT", row().last().reason());
    String result =
        "{\"version\":1,\"resultId\":\"%s\",\"commandId\":\"%s\",\"text\":\"turn\","
            + "\"outcome\":\"%s\",\"reason\":null,\"detail\":\"x\"}";
    take("cell1", "result", result.formatted("r1", "b", "accepted"), false);
    assertEquals("a", row().last().commandId());
    take("cell1", "result", result.formatted("r2", "b", "done"), false);
    take("cell1", "result", result.formatted("r2", "b", "done"), false);
    assertEquals("b", row().last().commandId());
    nowMillis += 1000;
    take("cell1", "state", state(EPOCH + 1000, end), false);
    assertEquals("b", row().last().commandId()); // the state tells its older one again
    assertEquals(1, memory.snapshot().recent().size());
  }

  @Test
  void driftIsUnknownUnlessACalibrationSaysIt() {
    say("cell1");
    assertNull(row().gap());
    assertEquals("unknown", FleetTable.drift(row().gap()));
    String gap =
        ",\"calibrationGap\":{\"session\":\"s\",\"camera\":\"camera\",\"time\":\"%s\","
            + "\"pictures\":9,\"medianMeters\":0.0062,\"earlierMedianMeters\":%s}";
    String day = Instant.ofEpochMilli(EPOCH - 3 * 86_400_000L).toString();
    take("cell1", "state", state(EPOCH, gap.formatted(day, "0.005")), false);
    assertEquals("6.2 mm (+1.2), 3 d", FleetTable.drift(row().gap()));
    take("cell1", "state", state(EPOCH, gap.formatted(day, "null")), false);
    assertEquals("6.2 mm, 3 d", FleetTable.drift(row().gap()));
    take("cell1", "state", state(EPOCH, gap.formatted("soon", "-1e9")), false);
    assertEquals("6.2 mm", FleetTable.drift(row().gap()));
  }

  @Test
  void aCellIsTakenOutByClearingWhatIsRetained() {
    take("cell1", "connection", connection("OFFLINE"), true);
    take("cell1", "connection", "", false);
    assertEquals(List.of(), memory.snapshot().cells());
    assertEquals(0, memory.snapshot().rejected());
  }

  @Test
  void thereIsRoomForSoManyCellsAndTheRestIsCounted() {
    for (int i = 0; i < FleetMemory.MAX_CELLS + 10; i++) {
      say("cell" + i);
    }
    say("cell0");
    FleetSnapshot fleet = memory.snapshot();
    assertEquals(FleetMemory.MAX_CELLS, fleet.cells().size());
    assertEquals(10, fleet.unseenCells());
    assertTrue(fleet.lastRejection().contains("no room"), fleet.lastRejection());
  }

  @Test
  void whatIsNoneOfACellIsRefusedByName() {
    for (String topic :
        List.of(
            "cobot/v1/plant/cell1/command",
            "cobot/v1/plant/cell1/state/more",
            "cobot/v1/plant/" + "x".repeat(65) + "/state",
            "cobot/v1/plant/a b/state",
            "cobot/v2/plant/cell1/state")) {
      memory.take(topic, state(EPOCH, "").getBytes(UTF_8), false);
    }
    assertEquals(5, memory.snapshot().rejected());
    take("cell1", "state", "x".repeat(CellPayload.MAX_BYTES + 1), false);
    assertTrue(memory.snapshot().lastRejection().contains("allowed are 65536"));
    take("cell1", "state", "{\"version\":2}", false);
    assertTrue(memory.snapshot().lastRejection().contains("newer Cobot"));
    assertEquals(List.of(), memory.snapshot().cells());
  }

  /** Nothing throws, nothing grows, and what is shown is one line that a terminal can take. */
  @Test
  void damagedDocumentsAreCountedAndShowNoHarm() {
    SplittableRandom random = new SplittableRandom(5);
    int count = Integer.getInteger("cobot.fuzz.fleet", 20_000);
    int taken = 0;
    for (int i = 0; i < count; i++) {
      long rejected = memory.snapshot().rejected();
      nowMillis += random.nextInt(3) == 0 ? 1 : 0;
      String[] topics = {"connection", "factsheet", "state", "state", "result", "command", "+", ""};
      memory.take(
          "cobot/v1/s"
              + random.nextInt(2)
              + "/c"
              + random.nextInt(5)
              + "/"
              + topics[random.nextInt(topics.length)],
          damaged(random),
          random.nextInt(5) == 0);
      taken += memory.snapshot().rejected() == rejected ? 1 : 0;
      if (i % 50 == 0) {
        check();
      }
    }
    check();
    assertTrue(taken > count / 20 && taken < count * 9 / 10, "taken: " + taken);
  }

  private void check() {
    FleetSnapshot fleet = memory.snapshot();
    assertTrue(fleet.cells().size() <= 10 && fleet.recent().size() <= FleetMemory.MAX_RECENT);
    List<String> lines =
        new FleetTable(100, false).lines(fleet, "b", java.util.Optional.empty(), 99);
    for (String line : lines) {
      assertTrue(line.codePointCount(0, line.length()) <= 100, line);
      assertTrue(line.codePoints().noneMatch(FleetMemoryTest::isOdd), line);
    }
    String document = FleetDocument.of(fleet, "b", java.util.Optional.empty()).toString();
    assertTrue(
        document.length() < 100_000 && document.codePoints().noneMatch(FleetMemoryTest::isOdd));
  }

  private static boolean isOdd(int c) {
    return Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.SURROGATE;
  }

  private static byte[] damaged(SplittableRandom random) {
    String[] values = {
      "\"idle\"",
      "\"ONLINE\"",
      "\"done\"",
      "7",
      "null",
      "true",
      "[]",
      "{\"text\":\"a\"}",
      "\"\"",
      "1e999",
      "-1",
      "\"\\u001b[2J\"",
      "\"\\ud800\"",
      "\"\\u202eabc\"",
      "\"a\\nb\\u0000\"",
      "\"" + "x".repeat(900) + "\"",
      "\"2027-01-15T08:00:00Z\"",
      "NaN",
      "[".repeat(40),
      "1" + "0".repeat(60),
      "{\"outcome\":\"refused\",\"detail\":\"\\u001b[2J\\u0007\\u009b31m\"}",
      "{\"medianMeters\":1e-400,\"time\":\"+1000000000-12-31T23:59:59Z\"}"
    };
    String[] names = {
      "time", "bootId", "connection", "mode", "command", "lastResult", "safety", "mqtt",
      "calibrationGap", "software", "models", "resultId", "outcome", "detail", "text", "version"
    };
    StringBuilder json = new StringBuilder("{");
    if (random.nextInt(8) > 0) {
      json.append("\"version\":1");
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      json.append(json.length() > 1 ? "," : "")
          .append('"')
          .append(names[random.nextInt(names.length)])
          .append("\":")
          .append(values[random.nextInt(values.length)]);
    }
    byte[] bytes = json.append('}').toString().getBytes(UTF_8);
    for (int flips = random.nextInt(2) == 0 ? 0 : random.nextInt(1, 4); flips > 0; flips--) {
      if (random.nextInt(3) == 0) {
        bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 3));
      } else {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
    }
    return bytes;
  }
}

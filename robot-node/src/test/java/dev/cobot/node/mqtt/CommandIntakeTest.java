package dev.cobot.node.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.action.skill.Outcome;
import dev.cobot.node.event.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandIntakeTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final MqttTopics TOPICS = new MqttTopics("plant", "cell1");

  @TempDir private Path folder;
  private long nowMillis = 1_800_000_000_000L;
  private boolean hasRoom = true;
  private final List<Command> offered = new ArrayList<>();
  private final Set<String> pending = new HashSet<>();
  private final MqttDesk desk =
      new MqttDesk() {
        @Override
        public boolean offer(Command command) {
          return hasRoom && offered.add(command);
        }

        @Override
        public long nowNanos() {
          return 5_000_000_000L;
        }
      };
  private Outbox outbox;
  private CommandLedger ledger;
  private CommandIntake intake;

  @BeforeEach
  void open() throws IOException {
    outbox = Outbox.open(folder.resolve("outbox.sqlite"));
    ledger = new CommandLedger(TOPICS, new Documents(() -> nowMillis), outbox);
    intake = new CommandIntake(TOPICS, ledger, desk, pending, () -> nowMillis);
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  private void take(String payload, Long expirySeconds) throws IOException {
    intake.take(
        new CommandIntake.Arrival(payload.getBytes(UTF_8), false, expirySeconds, null, null));
  }

  private static String payload(String id, String text) {
    return JSON.createObjectNode().put("id", id).put("text", text).toString();
  }

  /** Takes what waits for the broker. */
  private List<JsonNode> results() throws IOException {
    List<JsonNode> results = new ArrayList<>();
    List<Outbox.Message> waiting = outbox.oldest(1000);
    for (Outbox.Message message : waiting) {
      String payload = new String(message.payload(), UTF_8);
      assertEquals("", Schemas.faults("result", payload), payload);
      results.add(JSON.readTree(payload));
    }
    outbox.delete(waiting);
    return results;
  }

  private String reason() throws IOException {
    List<JsonNode> results = results();
    assertEquals(1, results.size());
    return results.get(0).path("reason").asText();
  }

  private void end(String id, String text) throws IOException {
    ledger.ended(
        ScriptedDesk.report(new Command(id, text, Long.MAX_VALUE), Outcome.done("turned")));
    pending.remove(id);
  }

  @Test
  void theEarlierOfTwoExpiriesCounts() throws IOException {
    take("{\"id\":\"a\",\"text\":\" turn \",\"expires\":1800000003}", 60L);
    take("{\"id\":\"b\",\"text\":\"turn\",\"expires\":1800000060.5}", 2L);
    assertEquals("turn", offered.get(0).text());
    assertEquals(8_000_000_000L, offered.get(0).expiresNanos());
    assertEquals(7_000_000_000L, offered.get(1).expiresNanos());
    assertEquals(Set.of("a", "b"), pending);
  }

  @Test
  void whatHasExpiredNeverRunsAndIsNotTakenUpLater() throws IOException {
    take("{\"id\":\"a\",\"text\":\"turn\",\"expires\":1800000000}", 60L);
    assertEquals("EXPIRED", reason());
    take(payload("b", "turn"), 0L);
    assertEquals("EXPIRED", reason());
    take(payload("a", "turn"), 60L);
    assertEquals("EXPIRED", reason());
    take(payload("c", "turn"), null);
    assertEquals("MALFORMED", reason());
    assertEquals(List.of(), offered);
    assertEquals(Set.of(), pending);
  }

  @Test
  void theSameIdGetsTheSameAnswerAlsoAfterARestart() throws IOException {
    take(payload("a", "turn"), 60L);
    take(payload("a", "turn"), 60L);
    assertEquals(List.of(), results()); // its one answer is still to come
    end("a", "turn");
    JsonNode answer = results().get(0);
    take(payload("a", "turn"), 60L);
    assertEquals(List.of(answer), results());
    close();
    open();
    ledger.interrupted("the runtime was ended");
    take(payload("a", "turn"), 60L);
    assertEquals(List.of(answer), results());
    take(payload("a", "turn back"), 60L);
    assertEquals("ID_TAKEN", reason());
    assertEquals(1, offered.size());
  }

  @Test
  void whatARestartInterruptsIsAnsweredAndNotTakenUpAgain() throws IOException {
    take(payload("a", "turn"), 60L);
    close();
    open();
    ledger.interrupted("the runtime was ended");
    JsonNode answer = results().get(0);
    assertEquals("failed", answer.path("outcome").asText());
    assertEquals("INTERRUPTED", answer.path("reason").asText());
    take(payload("a", "turn"), 60L);
    assertEquals(List.of(answer), results());
    assertEquals(1, offered.size());
  }

  @Test
  void aFullDeskIsBusyAndTheIdFreeAgain() throws IOException {
    hasRoom = false;
    take(payload("a", "turn"), 60L);
    assertEquals("BUSY", reason());
    assertEquals(Set.of(), pending);
    hasRoom = true;
    take(payload("a", "turn"), 60L);
    assertEquals(1, offered.size());
  }

  @Test
  void aResultGoesToTheIssuersTopicTooButOnlyBelowTheCell() throws IOException {
    intake.take(
        new CommandIntake.Arrival(
            payload("a", "turn").getBytes(UTF_8),
            false,
            60L,
            "cobot/v1/plant/cell1/response/mes",
            new byte[] {7}));
    end("a", "turn");
    List<Outbox.Message> messages = outbox.oldest(9);
    assertEquals(
        List.of("cobot/v1/plant/cell1/result", "cobot/v1/plant/cell1/response/mes"),
        messages.stream().map(Outbox.Message::topic).toList());
    assertTrue(Arrays.equals(new byte[] {7}, messages.get(1).correlation()));
    results();
    for (String elsewhere :
        List.of(
            "cobot/v1/plant/cell2/command",
            "cobot/v1/plant/cell1/response/",
            "cobot/v1/plant/cell1/response/#",
            "cobot/v1/plant/cell1/response/\ud800",
            "cobot/v1/plant/cell1/response/" + "x".repeat(300))) {
      intake.take(
          new CommandIntake.Arrival(
              payload("b", "turn").getBytes(UTF_8), false, 60L, elsewhere, null));
      assertEquals("MALFORMED", reason(), elsewhere);
    }
    intake.take(
        new CommandIntake.Arrival(
            payload("c", "turn").getBytes(UTF_8), false, 60L, null, new byte[300]));
    assertEquals("MALFORMED", reason());
    assertEquals(1, offered.size());
  }

  @Test
  void aRetainedCommandIsRefusedAndItsClearingPassedOver() throws IOException {
    intake.take(
        new CommandIntake.Arrival(payload("a", "turn").getBytes(UTF_8), true, 60L, null, null));
    assertEquals("RETAINED", reason());
    intake.take(new CommandIntake.Arrival(new byte[0], true, null, null, null));
    assertEquals(List.of(), results());
    assertEquals(List.of(), offered);
  }

  @Test
  void aFloodOfWrongMessagesIsCountedAndNotAnsweredOneByOne() throws IOException {
    for (int i = 0; i < 500; i++) {
      take("{", 60L);
    }
    assertEquals(500, intake.rejected());
    assertEquals(CommandIntake.REPORTS_A_SECOND, results().size());
    nowMillis += 1000;
    take("{", 60L);
    assertEquals(1, results().size());
  }

  /** What the desk gets is what the schema allows; everything else is counted, nothing throws. */
  @Test
  void damagedPayloadsMoveNothing() throws IOException {
    SplittableRandom random = new SplittableRandom(17);
    int count = Integer.getInteger("cobot.fuzz.mqtt", 100_000);
    int taken = 0;
    for (int i = 0; i < count; i++) {
      byte[] payload = damaged(random);
      int before = offered.size();
      long rejectedBefore = intake.rejected();
      nowMillis += i % 20 == 0 ? 1 : 0;
      intake.take(
          new CommandIntake.Arrival(
              payload,
              random.nextInt(50) == 0,
              random.nextInt(4) == 0 ? null : random.nextLong(0, 3),
              random.nextInt(20) == 0 ? text(random) : null,
              random.nextInt(20) == 0 ? new byte[random.nextInt(600)] : null));
      if (offered.size() > before) {
        taken++;
        Command command = offered.get(before);
        String text = new String(payload, UTF_8);
        assertEquals("", Schemas.faults("command", text), text);
        JsonNode node = JSON.readTree(text);
        assertEquals(node.path("id").textValue().strip(), command.id());
        assertEquals(node.path("text").textValue().strip(), command.text());
        assertEquals(before + 1, offered.size());
        end(command.id(), command.text());
      } else if (intake.rejected() > rejectedBefore) {
        assertEquals(rejectedBefore + 1, intake.rejected());
      }
      if (i % 500 == 0) {
        results();
      }
    }
    // Most are damaged beyond use; some are still commands, so that both ways were gone.
    assertTrue(taken > count / 2000 && taken < count / 10, "taken: " + taken);
    assertTrue(intake.rejected() > count / 2, "rejected: " + intake.rejected());
  }

  private static String text(SplittableRandom random) {
    String[] parts = {
      "cobot/v1/plant/cell1/response/a", "+", "#", "\u0000", "\ud800", "x".repeat(300), ""
    };
    return parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)];
  }

  private static byte[] damaged(SplittableRandom random) {
    String[] values = {
      "\"a\"",
      "7",
      "null",
      "true",
      "[]",
      "{\"id\":\"a\"}",
      "\"\"",
      "\" \"",
      "1e999",
      "-1",
      "\"\\u0000\"",
      "\"\\ud800\"",
      "\"" + "x".repeat(600) + "\"",
      "1800000000000",
      "NaN",
      "1e-400",
      "[".repeat(40),
      "1" + "0".repeat(60)
    };
    String[] names = {"id", "text", "issuer", "expires", "id", "text", "ID", "\\ud800", "x"};
    StringBuilder json = new StringBuilder("{");
    boolean whole = random.nextInt(8) == 0;
    if (whole) {
      json.append("\"id\":\"f").append(random.nextInt(1 << 30)).append("\",\"text\":\"turn\"");
    }
    for (int i = random.nextInt(3) - (whole ? 1 : 0); i > 0; i--) {
      json.append(json.length() > 1 ? "," : "")
          .append('"')
          .append(names[random.nextInt(names.length)])
          .append("\":")
          .append(values[random.nextInt(values.length)]);
    }
    byte[] bytes = json.append('}').toString().getBytes(UTF_8);
    for (int flips = random.nextInt(20) == 0 ? 0 : random.nextInt(1, 5); flips > 0; flips--) {
      switch (random.nextInt(4)) {
        case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
        default -> {
          int at = random.nextInt(bytes.length);
          bytes[at] = (byte) (bytes[at] ^ (1 << random.nextInt(8)));
        }
      }
    }
    return random.nextInt(2000) == 0 ? Arrays.copyOf(bytes, 9000) : bytes;
  }
}

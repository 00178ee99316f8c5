package dev.cobot.node.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.action.skill.Outcome;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private static final Command COMMAND = new Command("a", "turn, then wave", Long.MAX_VALUE);

  private static JsonNode ended(List<CommandReport.Part> parts) throws IOException {
    String payload =
        new String(
            new Documents(() -> 0)
                .ended(
                    new Outbox.Taken("a", "turn, then wave", "", null, null),
                    ScriptedDesk.report(COMMAND, Outcome.failed("half of it"), parts)),
            UTF_8);
    assertEquals("", Schemas.faults("result", payload), payload);
    return new JsonMapper().readTree(payload);
  }

  @Test
  void ofSeveralWishesEachIsTold() throws IOException {
    JsonNode parts =
        ended(
                List.of(
                    new CommandReport.Part(
                        "turn", Optional.of(ScriptedDesk.report(COMMAND, Outcome.done("turned")))),
                    new CommandReport.Part("wave", Optional.empty())))
            .path("parts");
    assertEquals("turn", parts.path(0).path("words").asText());
    assertEquals("done", parts.path(0).path("outcome").asText());
    assertEquals("wave", parts.path(1).path("words").asText());
    assertEquals("not begun", parts.path(1).path("outcome").asText());
    assertEquals(2, parts.size());
  }

  @Test
  void ofOneWishThereAreNoParts() throws IOException {
    assertFalse(ended(List.of()).has("parts"));
  }
}

package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.Role;
import dev.cobot.node.app.TickTimes;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunAccountTest {
  private static ObjectAttributes object(String id, ObjectKind kind, ColorRgb color) {
    return new ObjectAttributes(
        id,
        kind,
        new Vector3(0.012, -0.06, 0.02),
        0.3,
        color,
        new Vector3(0.04, 0.04, 0.04),
        0.97,
        new ObjectAttributes.Uncertainty(
            new Vector3(0.003, 0.002, 0.001), 0.05, new Vector3(0.02, 0.02, 0.02)));
  }

  private static CommandReport report(Outcome.Kind kind, Refusal.Reason reason, String question) {
    String detail = "the red cube is in the white bowl";
    Refusal refusal = reason == null ? null : new Refusal(reason, "test", detail, question);
    return new CommandReport(
        "id-1",
        "pick the red cube and place it in the bowl",
        new Outcome(kind, refusal, detail),
        "pick the red cube, place it in the bowl",
        List.of(
            object("cube-1", ObjectKind.CUBE, new ColorRgb(0.8, 0.1, 0.1)),
            object("bowl-2", ObjectKind.BOWL, new ColorRgb(0.9, 0.9, 0.9))),
        List.of(),
        Map.of(Role.TARGET, "cube-1", Role.DESTINATION, "bowl-2"),
        Map.of("vision", 0.5, "language", 0.3, "body", 0.2),
        Map.of(
            Role.TARGET, Map.of("cube-1", 0.97, "bowl-2", 0.01, "none", 0.02),
            Role.DESTINATION, Map.of("cube-1", 0.01, "bowl-2", 0.95, "none", 0.04)),
        Map.of("cube-1", 0.8, "bowl-2", 4.25),
        List.of(new CommandReport.Phase("look", 0.4), new CommandReport.Phase("reach", 2.5)),
        0,
        3,
        List.of("tool speed 0.310 -> 0.250 m/s"),
        System.nanoTime(),
        7.5,
        8.5,
        false,
        null,
        null,
        List.of());
  }

  @Test
  void theAccountIsShortAndSaysEverything() {
    StringWriter text = new StringWriter();
    RunAccount.print(
        new PrintWriter(text),
        report(Outcome.Kind.DONE, null, null),
        new TickTimes(),
        3.2,
        "runs/x/run.json");
    String account = text.toString();
    assertTrue(account.lines().count() <= 13, account);
    for (String part :
        List.of(
            "heard     \"pick the red cube",
            "red cube",
            "(  12,  -60,  20) mm, +/- (3, 2, 1)",
            "attended  cube-1 with 0.97, to go to bowl-2 with 0.95",
            "body 0.20, language 0.30, vision 0.50",
            "look 0.4 s, reach 2.5 s",
            "3 releases slowed or clipped (such as tool speed 0.310 -> 0.250 m/s)",
            "outcome   done: the red cube is in the white bowl",
            "3.2 s from the start to the first motion, 7.5 s of motion",
            "written   runs/x/run.json")) {
      assertTrue(account.contains(part), () -> "'" + part + "' is not in\n" + account);
    }
  }

  @Test
  void aRefusalTellsReasonAndQuestion() {
    StringWriter text = new StringWriter();
    RunAccount.print(
        new PrintWriter(text),
        report(
            Outcome.Kind.REFUSED,
            Refusal.Reason.AMBIGUOUS,
            "Do you mean the red or the blue cube?"),
        new TickTimes(),
        Double.NaN,
        "runs/x/run.json");
    assertTrue(text.toString().contains("refused (AMBIGUOUS)"), text::toString);
    assertTrue(
        text.toString().contains("surprise  bowl-2 4.3, cube-1 0.8 sigma at most"), text::toString);
    assertTrue(text.toString().contains("Do you mean the red or the blue cube?"), text::toString);
  }

  /** The document has the keys that others rely on. */
  @Test
  void theDocumentHasItsKeys() {
    ObjectNode run =
        RunDocument.of(report(Outcome.Kind.DONE, null, null), new TickTimes(), Double.NaN, 4);
    for (String key :
        List.of(
            "commandId",
            "text",
            "outcome",
            "reason",
            "detail",
            "question",
            "objects",
            "target",
            "attention",
            "surprise",
            "gate",
            "durationSeconds",
            "seed",
            "timing")) {
      assertTrue(run.has(key), key);
    }
    assertTrue(run.path("reason").isNull());
    assertEquals("done", run.path("outcome").asText());
    assertEquals(0.97, run.path("attention").path("object").path("cube-1").asDouble());
    assertEquals(4.25, run.path("surprise").path("bowl-2").asDouble());
    assertEquals(3, run.path("gate").path("clipped").asInt());
    assertEquals("cube", run.path("objects").get(0).path("kind").asText());
    assertEquals(
        0.003,
        run.path("objects").get(0).path("uncertainty").path("positionMeters").get(0).asDouble());
    assertTrue(run.path("timing").path("tickP50Millis").isNull(), "no tick, no number");
  }

  @Test
  void outcomesBecomeExitCodes() {
    assertEquals(0, RunCommand.exitCode(report(Outcome.Kind.DONE, null, null)));
    assertEquals(1, RunCommand.exitCode(report(Outcome.Kind.FAILED, null, null)));
    assertEquals(4, RunCommand.exitCode(report(Outcome.Kind.REFUSED, Refusal.Reason.GATE, null)));
  }
}

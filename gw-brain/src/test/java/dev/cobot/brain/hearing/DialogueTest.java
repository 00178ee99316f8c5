package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which sentence an answer is made into, with a reader of four texts. */
class DialogueTest {
  private static final Reference CUBE = new Reference(ObjectKind.CUBE, null);
  private static final Reference BOWL = new Reference(ObjectKind.BOWL, null);
  private static final String ASKED = "\"cube\" could be the red cube or the green cube";
  private static final String WHICH = "Do you mean the red cube or the green cube?";
  private final Dialogue dialogue = new Dialogue();

  private static CommandReading wish(String text, Reference target, Reference destination) {
    return new CommandReading(
        text,
        new CommandMeaning(
            Optional.of("place_in"), Map.of(Role.TARGET, target, Role.DESTINATION, destination)),
        1,
        Map.of());
  }

  /** Every sentence that begins with "put the" is a wish; "put it in the bowl" lacks its target. */
  private static CommandReading read(String text) {
    if (text.equals("put two things in the bowl")) {
      return new CommandReading(
          text,
          wish(text, CUBE, BOWL).meaning(),
          1,
          Map.of(),
          Optional.of(
              new Objection(
                  Objection.Cause.AMBIGUOUS, Objection.Stage.AT_ONCE, "two wishes", null)));
    }
    if (text.equals("the red cube please")) {
      // Heard as a wish of its own, without certainty and without a destination.
      return new CommandReading(
          text, wish(text, CUBE, Reference.NONE).meaning(), 0.6, Map.of(), Optional.empty());
    }
    if (text.startsWith("put the") && !text.contains("stop")) {
      return wish(text, new Reference(ObjectKind.CUBE, ColorName.RED), BOWL);
    }
    boolean pointsTo = text.equals("put it in the bowl");
    return new CommandReading(
        text,
        pointsTo ? wish(text, Reference.NONE, BOWL).meaning() : CommandMeaning.NONE,
        1,
        Map.of(),
        Optional.of(
            new Objection(Objection.Cause.AMBIGUOUS, Objection.Stage.AT_ONCE, "no wish", null)));
  }

  private String whole(String text, long nowNanos) {
    return dialogue.whole(text, DialogueTest::read, nowNanos);
  }

  @Test
  void withoutAQuestionATextStandsForItself() {
    assertEquals("the red one", whole("the red one", 1));
    dialogue.ended(wish("w", CUBE, BOWL), Optional.empty(), "done", 1);
    assertEquals("the red one", whole("the red one", 2));
  }

  @Test
  void anAnswerTakesThePlaceOfWhatWasAskedFor() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), ASKED, 1);
    assertEquals("put the red one in the bowl", whole("The red one!", 2));
    dialogue.ended(
        wish("w", CUBE, BOWL), Optional.of("Do you mean ...?"), "\"bowl\" could be ...", 1);
    assertEquals("put the cube in the blue one", whole("the blue one", 2));
    dialogue.ended(wish("w", CUBE, Reference.NONE), Optional.of("Where to?"), "you did not say", 1);
    assertEquals("put the cube into the bowl", whole("into the bowl", 2));
  }

  @Test
  void aRefusedSentenceThatNamesItsOwnObjectIsNoAnswer() {
    dialogue.ended(wish("w", CUBE, Reference.NONE), Optional.of("Where to?"), "open", 1);
    assertEquals("put two things in the bowl", whole("put two things in the bowl", 2));
    assertEquals("in the bowl?", whole("in the bowl?", 2), "a question is no answer");
  }

  @Test
  void whatIsHardlyAWishIsAnAnswer() {
    assertEquals("the red cube please", whole("the red cube please", 2));
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), ASKED, 1);
    assertEquals("put the red cube please in the bowl", whole("the red cube please", 2));
  }

  @Test
  void consentTakesWhatWasProposedAndNothingElse() {
    dialogue.ended(
        wish("w", CUBE, BOWL), Optional.of("Do you mean the red cube that I see?"), "why", 1);
    assertEquals("put the red cube in the bowl", whole("Yes, please", 2));
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), ASKED, 1);
    assertEquals("yes", whole("yes", 2), "to one of two things");
  }

  @Test
  void itIsWhatWasSpokenOf() {
    dialogue.ended(wish("w", CUBE, Reference.NONE), Optional.empty(), "done", 1);
    assertEquals("put the cube in the bowl", whole("put it in the bowl", 2));
  }

  @Test
  void aWishAndWhatCompletesNoneStandForThemselves() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), ASKED, 1);
    assertEquals("put the blue cup in the bowl", whole("put the blue cup in the bowl", 2));
    assertEquals("stop", whole("stop", 2), "\"put stop in the bowl\" is no wish");
  }

  @Test
  void afterAMinuteNobodyWaitsForAnAnswer() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), ASKED, 5);
    assertEquals("put the red one in the bowl", whole("the red one", 60_000_000_005L));
    assertEquals("the red one", whole("the red one", 60_000_000_006L));
    assertEquals("the red one", whole("the red one", 4), "the clock was set back");
  }
}

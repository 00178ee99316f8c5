package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.SpatialRelation;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.List;
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
    if (text.endsWith("the same with the blue cube") || text.equals("the blue cube")) {
      // A turn that is heard as a wish of its own, with certainty, and leaves out where to.
      return wish(text, new Reference(ObjectKind.CUBE, ColorName.BLUE), Reference.NONE);
    }
    if (text.equals("pick the blue cube")) {
      return new CommandReading(
          text,
          new CommandMeaning(Optional.of("pick"), Map.of(Role.TARGET, CUBE)),
          1,
          Map.of(),
          Optional.empty());
    }
    boolean pointsTo = text.equals("put it in the bowl") || text.equals("the blue bowl");
    if (text.startsWith("put the") && !text.contains("stop")) {
      return wish(text, new Reference(ObjectKind.CUBE, ColorName.RED), BOWL);
    }
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
    dialogue.ended(wish("w", CUBE, BOWL), Optional.empty(), false, "done", 1);
    assertEquals("the red one", whole("the red one", 2));
  }

  @Test
  void anAnswerTakesThePlaceOfWhatWasAskedFor() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), true, ASKED, 1);
    assertEquals("put the red cube in the bowl", whole("The red one!", 2));
    dialogue.ended(
        wish("w", CUBE, BOWL), Optional.of("Do you mean ...?"), true, "\"bowl\" could be ...", 1);
    assertEquals("put the cube in the blue bowl", whole("the blue one", 2));
    dialogue.ended(
        wish("w", CUBE, Reference.NONE), Optional.of("Where to?"), true, "you did not say", 1);
    assertEquals("put the cube into the bowl", whole("into the bowl", 2));
  }

  @Test
  void aTurnThatIsHeardAsAWishGoesOnAllTheSame() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.empty(), false, "done", 1);
    assertEquals("put the blue cube in the bowl", whole("Now do the same with the blue cube", 2));
    assertEquals("the blue cube", whole("the blue cube", 3)); // it may be anything
    dialogue.ended(wish("w", CUBE, BOWL), Optional.empty(), true, "I see no turquoise cube", 4);
    assertEquals("put the blue cube in the bowl", whole("Yes, the blue cube.", 5));
    assertEquals("pick the blue cube", whole("pick the blue cube", 5)); // another wish
    dialogue.ended(
        wish("w", CUBE, BOWL), Optional.of("Which bowl?"), true, "\"bowl\" could be ...", 5);
    assertEquals("put the cube in the blue bowl", whole("the blue bowl", 6));
    // It tells something, however well it would go into a wish.
    assertEquals("That bowl belonged to Ann.", whole("That bowl belonged to Ann.", 6));
    // Refused, as it leaves out where to.
    assertEquals("put the grey cube in the bowl", whole("and now put the grey cube in, too", 6));
  }

  @Test
  void aRefusedSentenceThatNamesItsOwnObjectIsNoAnswer() {
    dialogue.ended(wish("w", CUBE, Reference.NONE), Optional.of("Where to?"), true, "open", 1);
    assertEquals("put two things in the bowl", whole("put two things in the bowl", 2));
    assertEquals("in the bowl?", whole("in the bowl?", 2), "a question is no answer");
  }

  @Test
  void whatIsHardlyAWishIsAnAnswer() {
    assertEquals("the red cube please", whole("the red cube please", 2));
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), true, ASKED, 1);
    assertEquals("put the red cube in the bowl", whole("the red cube please", 2));
  }

  @Test
  void consentTakesWhatWasProposedAndNothingElse() {
    dialogue.ended(
        wish("w", CUBE, BOWL), Optional.of("Do you mean the red cube that I see?"), true, "why", 1);
    assertEquals("put the red cube in the bowl", whole("Yes, please", 2));
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), true, ASKED, 1);
    assertEquals("yes", whole("yes", 2), "to one of two things");
  }

  @Test
  void itIsWhatWasSpokenOf() {
    dialogue.ended(wish("w", CUBE, Reference.NONE), Optional.empty(), false, "done", 1);
    assertEquals("put the cube in the bowl", whole("put it in the bowl", 2));
  }

  @Test
  void aWishAndWhatCompletesNoneStandForThemselves() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), true, ASKED, 1);
    assertEquals("put the blue cup in the bowl", whole("put the blue cup in the bowl", 2));
    assertEquals("stop", whole("stop", 2), "\"put stop in the bowl\" is no wish");
  }

  @Test
  void afterAMinuteNobodyWaitsForAnAnswer() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), true, ASKED, 5);
    assertEquals("put the red cube in the bowl", whole("the red one", 60_000_000_005L));
    assertEquals("the red one", whole("the red one", 60_000_000_006L));
    assertEquals("the red one", whole("the red one", 4), "the clock was set back");
  }

  @Test
  void aNounThatAnAnswerLeavesOutIsThatOfWhatWasSpokenOf() {
    Reference red = new Reference(ObjectKind.CUBE, ColorName.RED);
    for (String[] answer :
        new String[][] {
          {"the left one", "put the left red cube in the bowl"},
          {"Left.", "put the left red cube in the bowl"},
          {"the one next to the cup", "put the red cube next to the cup in the bowl"},
          {"on the right, please", "put the red cube on the right in the bowl"},
          {"the green one", "put the green cube in the bowl"},
          {"the cup", "put the cup in the bowl"}
        }) {
      dialogue.ended(wish("w", red, BOWL), Optional.of(WHICH), true, ASKED, 1);
      assertEquals(answer[1], whole(answer[0], 2));
    }
  }

  /** What was said of places is said again with what stays as it was. */
  @Test
  void placesAreKept() {
    CommandReading left =
        new CommandReading(
            "w",
            wish("w", CUBE, BOWL).meaning(),
            1,
            Map.of(),
            Map.of(
                Role.TARGET,
                List.of(
                    new SpatialPhrase(SpatialRelation.LEFT, List.of(), 1, "left"),
                    new SpatialPhrase(
                        SpatialRelation.NEXT_TO,
                        List.of(new Reference(ObjectKind.CUP, null)),
                        1,
                        "next to the cup"))),
            Optional.empty());
    dialogue.ended(left, Optional.of("Do you mean ...?"), true, "\"bowl\" could be ...", 1);
    assertEquals("put the left cube next to the cup in the blue bowl", whole("the blue one", 2));
  }

  @Test
  void aCorrectionNeedsNoQuestion() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.empty(), false, "stopped", 1);
    assertEquals("put the green cube in the bowl", whole("no, the green one!", 2));
    assertEquals("put the green cube in the bowl", whole("Sorry, I meant the green one", 2));
    assertEquals("the green one", whole("the green one", 2), "corrects nothing");
    assertEquals("no", whole("no", 2), "leaves nothing");
  }

  /** Other sentences in between change nothing, but that after "stop" nobody waits. */
  @Test
  void theQuestionStaysOpenUntilItIsStopped() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), true, ASKED, 1);
    dialogue.ended(empty(false), Optional.of("What should I do now?"), true, "thanks", 2);
    assertEquals("put the red cube in the bowl", whole("the red one", 3));
    dialogue.ended(empty(true), Optional.empty(), true, "stop", 3);
    assertEquals("the red one", whole("the red one", 4));
    assertEquals("put the cube in the bowl", whole("put it in the bowl", 4), "what was spoken of");
  }

  private static CommandReading empty(boolean stops) {
    return new CommandReading(
        "w",
        CommandMeaning.NONE,
        0.9,
        Map.of(),
        Optional.of(
            new Objection(
                Objection.Cause.NOT_UNDERSTOOD,
                Objection.Stage.AT_ONCE,
                "no",
                null,
                stops ? Objection.Ends.MOTION : Objection.Ends.NOTHING)));
  }

  /** A wish that goes on from the one before leaves out what is the same. */
  @Test
  void whatGoesOnIsCompleted() {
    for (String[] text :
        new String[][] {
          {"now the green one too", "put the green cube in the bowl"},
          {"And the green cube as well.", "put the green cube in the bowl"},
          {"Never mind. Put the cup in the bowl instead.", "put the cup in the bowl"},
          {"thanks for the red cube", "thanks for the red cube"},
          {"the red one is in the bowl too", "the red one is in the bowl too"},
          {"the red one please", "the red one please"},
          {"wait for the red cube", "wait for the red cube"}
        }) {
      dialogue.ended(wish("w", CUBE, BOWL), Optional.empty(), false, "done", 1);
      assertEquals(text[1], whole(text[0], 2));
    }
  }

  private static final Reference RED = new Reference(ObjectKind.CUBE, ColorName.RED);

  /** Said of the one of two that was not spoken of. */
  @Test
  void theOtherOneIsAnyButWhatWasSpokenOf() {
    for (String[] text :
        new String[][] {
          {"The other one too.", "put the cube other than the red cube in the bowl"},
          {"now the other cube", "put the cube other than the red cube in the bowl"},
          {
            "And the other green one as well!",
            "put the green cube other than the red cube in the bowl"
          },
          {"put the other one in the bowl", "put the cube other than the red cube in the bowl"},
          {"I put the other one in the cup", "I put the other one in the cup"}
        }) {
      dialogue.ended(wish("w", RED, BOWL), Optional.empty(), false, "done", 1);
      assertEquals(text[1], whole(text[0], 2));
    }
  }

  /** Within one turn the later word counts, and "the other" is told from the earlier. */
  @Test
  void aTurnPutsItselfRight() {
    for (String[] text :
        new String[][] {
          {"the red one, no, the green one", "put the green cube in the bowl"},
          {
            "The red one. No wait, the other one.",
            "put the cube other than the red cube in the bowl"
          },
          {"there is no red one", "there is no red one"},
          {"the lid, no red one", "the lid, no red one"}
        }) {
      dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), true, ASKED, 1);
      assertEquals(text[1], whole(text[0], 2));
    }
  }

  @Test
  void whatIsExcludedLeavesTheOthers() {
    dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), true, ASKED, 1);
    assertEquals("put the cube other than the red cube in the bowl", whole("Not the red one.", 2));
    dialogue.ended(
        wish("w", RED, BOWL),
        Optional.of("Do you mean the grey bowl or the red bowl?"),
        true,
        "",
        1);
    assertEquals(
        "put the red cube in the bowl other than the red bowl", whole("Not the red one.", 2));
    dialogue.ended(wish("w", CUBE, BOWL), Optional.empty(), false, "done", 1);
    assertEquals("not the red one", whole("not the red one", 2), "nothing was asked");
  }

  /** A word that was not known is told: the wish is what it was, with what the word means. */
  @Test
  void aWordIsExplained() {
    String unknown = "I do not know what \"saucepan\" is; I see a blue bowl";
    for (String text :
        List.of(
            "By saucepan I mean the blue bowl.",
            "a saucepan is the blue bowl",
            "I mean the blue bowl")) {
      dialogue.ended(wish("w", RED, Reference.NONE), Optional.empty(), true, unknown, 1);
      assertEquals("put the red cube in the blue bowl", whole(text, 2), text);
    }
    for (String told : List.of("The saucepan is in the bowl.", "the saucepan is red")) {
      dialogue.ended(wish("w", RED, Reference.NONE), Optional.empty(), true, unknown, 1);
      assertEquals(told, whole(told, 2), "tells of it, and does not say what it is");
    }
    dialogue.ended(wish("w", RED, BOWL), Optional.empty(), true, unknown, 1);
    assertEquals(
        "a lid is the blue bowl", whole("a lid is the blue bowl", 2), "was not asked about");
  }

  @Test
  void theSameIsWishedForAnother() {
    dialogue.ended(wish("w", RED, BOWL), Optional.empty(), false, "done", 1);
    assertEquals("put the green cube in the bowl", whole("Now do the same with the green one.", 2));
  }

  /** What a question or a refused sentence speaks of can be pointed to. */
  @Test
  void itMayHaveBeenSpokenOfInAnySentence() {
    CommandReading asks =
        new CommandReading(
            "Where is the green cube, and where the bowl?",
            CommandMeaning.NONE,
            0.9,
            Map.of(),
            empty(false).objection());
    dialogue.ended(asks, Optional.empty(), true, "a question", 1);
    assertEquals("put the green cube in the bowl", whole("put it in too", 2));
    assertEquals("put the green cube in the bowl", whole("Okay, put it in the bowl then.", 2));
    assertEquals("take it out", whole("take it out", 2));
    assertEquals(
        "put the green cube next to the cup in",
        whole("put it next to the cup in", 2),
        "what else is said is heard too");
    assertEquals("put it in?", whole("put it in?", 2), "asks");
  }

  /** After something that could not be done a phrase alone says what to do instead. */
  @Test
  void whatWasRefusedIsPutRightWithoutAWordOfCorrection() {
    dialogue.ended(wish("w", RED, BOWL), Optional.empty(), true, "I see no red cube", 1);
    assertEquals("put the green cube in the bowl", whole("then the green one", 2));
    dialogue.ended(wish("w", RED, BOWL), Optional.empty(), true, "I see no red cube", 1);
    assertEquals("the green one is nice", whole("the green one is nice", 2));
  }

  @Test
  void anOpenQuestionIsAskedAgain() {
    assertEquals(
        Optional.of(WHICH),
        dialogue.ended(wish("w", CUBE, BOWL), Optional.of(WHICH), true, ASKED, 1));
    assertEquals(
        Optional.of(WHICH), dialogue.ended(empty(false), Optional.empty(), true, "thanks", 2));
    assertEquals(Optional.empty(), dialogue.ended(empty(true), Optional.empty(), true, "stop", 3));
    assertEquals(
        Optional.empty(), dialogue.ended(empty(false), Optional.empty(), true, "thanks", 4));
  }

  /** While the arm moves it stops for these, whether they have a word of stopping or not. */
  @Test
  void aCorrectionIsTold() {
    for (String text :
        List.of(
            "hang on, I meant the one on the right",
            "Wrong one! I wanted the green block.",
            "no, put it in the blue bowl",
            "actually, make it the blue cube")) {
      assertEquals(true, Dialogue.corrects(text), text);
    }
    for (String text :
        List.of("thank you", "what do you see?", "the red one is nice", "no?", "well done")) {
      assertEquals(false, Dialogue.corrects(text), text);
    }
  }

  /** A cube is never a place to put something into. */
  @Test
  void whatIsNoContainerIsNoAnswerToWhereTo() {
    dialogue.ended(
        wish("w", RED, BOWL), Optional.of("Which bowl?"), true, "\"bowl\" could be two", 1);
    assertEquals("put the blue cube in the bowl", whole("Actually, make it the blue cube.", 2));
  }

  /** What tells that something is so is no frame around a wish, whatever is left of it. */
  @Test
  void whatIsToldIsNoWish() {
    for (String text :
        List.of("I see put the red cube in the bowl", "it's put the red cube in the bowl")) {
      dialogue.ended(wish("w", RED, BOWL), Optional.empty(), false, "done", 1);
      assertEquals(text, dialogue.whole(text, DialogueTest::read, 2));
    }
    assertEquals("put the red cube in the bowl", whole("well, put the red cube in the bowl", 2));
  }
}

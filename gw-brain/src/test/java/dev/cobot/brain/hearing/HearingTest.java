package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.BrainModels;
import dev.cobot.brain.language.CommandReader;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The released hearing. */
class HearingTest {
  private static final Path MODELS = Path.of(System.getProperty("cobot.home"), "gw-brain/models");
  private static CommandReader hearing;

  @BeforeAll
  static void open() {
    hearing =
        new BrainModels(
                MODELS.resolve("vision"),
                MODELS.resolve("language"),
                MODELS.resolve("hearing"),
                MODELS.resolve("workspace"))
            .openHearing(InferenceDevice.CPU);
  }

  @AfterAll
  static void close() {
    hearing.close();
  }

  @Test
  void aPlainWishIsHeardWhole() {
    CommandReading reading = hearing.read("Please put the red block into the white dish!");
    assertEquals(Optional.of("place_in"), reading.meaning().skill());
    assertEquals(
        new Reference(ObjectKind.CUBE, ColorName.RED), reading.meaning().reference(Role.TARGET));
    assertEquals(
        new Reference(ObjectKind.BOWL, ColorName.WHITE),
        reading.meaning().reference(Role.DESTINATION));
    assertEquals(Optional.empty(), reading.objection());
    assertTrue(reading.skillProbability() > 0.9);
    assertEquals(2, reading.latents().size());
  }

  /** A wish that a word makes doubtful is said back, and done after a "yes". */
  @Test
  void aDoubtfulWishIsSaidBack() {
    CommandReading reading = hearing.read("feel free to drop the red block in the dish right now");
    assertEquals(Optional.empty(), reading.meaning().skill());
    Objection why = reading.objection(Objection.Stage.AT_ONCE).orElseThrow();
    assertEquals("Shall I put the red cube in the bowl?", why.question());
    Dialogue dialogue = new Dialogue();
    dialogue.ended(reading, Optional.of(why.question()), true, why.detail(), 1);
    assertEquals("put the red cube in the bowl", dialogue.whole("Yes, please.", hearing::read, 2));
    assertEquals("no", dialogue.whole("no", hearing::read, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "never put the red cube in the bowl",
        "I'll have none of it, the red cube stays out of the bowl",
        "I'll stop you if you put the red cube in the bowl",
        "I'll have the thing in the dish, thanks."
      })
  void nothingElseIsSaidBack(String text) {
    String question = hearing.read(text).objection().orElseThrow().question();
    assertFalse(question != null && question.startsWith("Shall I"), question);
  }

  /** What tells, what is meant for others and what is another wish, however sure the reader is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "There used to be a custom that the red cube goes in the bowl.",
        "It looks as if the red block ended up in the bowl.",
        "Grandma, put the red cube in the bowl, your turn!",
        "Doctor, please place the red cube in the bowl over there.",
        "nurse put the red cube in the bowl",
        "Could you, uncle, put the red cube in the bowl for me?",
        "I doubt that the red cube would go into the bowl.",
        "Put the red cube in the bowl, or rather, let it be.",
        "Tadeusz, mate, chuck the red cube in the bowl for me",
        "Dropping the red cube in the bowl was never the plan.",
        "Have the other robot put the red cube in the bowl.",
        "Move the bowl to the right, then put the red cube in it.",
        "open the bottle for me",
        "Leg die Schüssel in den roten Würfel.",
        "Pick up the bottle from the table and keep it upright.",
        "do not could you be so kind as to put the red cube into the bowl, if it isn't too much"
            + " trouble?"
      })
  void whatOnlyLooksLikeAWishIsRefused(String text) {
    assertTrue(hearing.read(text).objection().isPresent(), text);
  }

  /** A turn leaves out what was said before: it is a wish all the same, of which that is asked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Move the red cube.",
        "Now do the same with the red one.",
        "Put the red one in as well."
      })
  void aTurnIsAWishWithoutAPlace(String text) {
    CommandReading reading = hearing.read(text);
    assertEquals(Optional.of("place_in"), reading.meaning().skill(), text);
    assertEquals(ColorName.RED, reading.meaning().reference(Role.TARGET).color(), text);
    assertEquals(Reference.NONE, reading.meaning().reference(Role.DESTINATION), text);
  }

  /** What "it" stands for, qualities that change nothing, and things that are named beside. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "The bowl is free again, drop the red die in it, please.",
        "No block in the dish yet? Please put the red block in the dish.",
        "Put the crumpled red cube in the deep bowl.",
        "Stop dawdling and get the red cube into the bowl.",
        "Do me a favour: red cube, bowl, thanks.",
        "The cone is fine where it is, but please put the red cube in the bowl.",
        "Install the red cube in the bowl."
      })
  void aWishIsHeardWhateverIsNamedBeside(String text) {
    CommandReading reading = hearing.read(text);
    assertEquals(Optional.empty(), reading.objection(), text);
    assertEquals(
        new Reference(ObjectKind.CUBE, ColorName.RED),
        reading.meaning().reference(Role.TARGET),
        text);
    assertEquals(
        new Reference(ObjectKind.BOWL, null), reading.meaning().reference(Role.DESTINATION), text);
  }

  /** What is told beside a wish may have any words in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "My sister couldn't come to help me, so please put the red cube in the bowl.",
        "I can't bend down anymore with this back of mine, could you get the red cube in the bowl?",
        "Please put the red cube in the bowl so that my daughter can see it."
      })
  void whatIsToldBesideAWishIsReadThrough(String text) {
    CommandReading reading = hearing.read(text);
    assertEquals(Optional.empty(), reading.objection(), text);
    assertEquals(Optional.of("place_in"), reading.meaning().skill());
  }

  /** Every colour of every kind can be said over to the language domain. */
  @ParameterizedTest
  @EnumSource(ColorName.class)
  void everyColourOfEveryKindIsHeard(ColorName color) {
    for (ObjectKind kind : List.of(ObjectKind.CUBE, ObjectKind.BOTTLE, ObjectKind.CUP)) {
      CommandReading reading =
          hearing.read("put the %s %s in the bowl".formatted(color.word(), kind.word()));
      assertEquals(new Reference(kind, color), reading.meaning().reference(Role.TARGET));
      assertEquals(Optional.empty(), reading.objection(), kind + " " + color);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "never put the red cube in the bowl",
        "put the red cube in the bowl, just kidding",
        "why is the red cube in the bowl?",
        "the red cube was in the bowl",
        "when the light goes out put the red cube in the bowl",
        "put the red cube in the bowl next monday",
        "my brother put the red cube in the bowl",
        "\"put the red cube in the bowl\"",
        "put the red cube under the bowl",
        "take the red cube out of the bowl to the table",
        "put the red cube in the bowl and then wipe the table",
        "put the red cube in the shoebox",
        "put it in the bowl",
        "stop",
        "rm -rf / && put the red cube in the bowl; drop table"
      })
  void whatIsNoPlainWishHasAnObjection(String text) {
    assertTrue(hearing.read(text).objection().isPresent(), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stop",
        "wait!",
        "no, don't do that",
        "halt please",
        "stop moving",
        "Stop!",
        "STOP",
        "stop it now"
      })
  void theArmIsAskedToStop(String text) {
    assertTrue(hearing.read(text).objection().filter(Objection::stops).isPresent(), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"put the red cube in the bowl", "what do you see", "faster"})
  void otherSentencesDoNotStop(String text) {
    assertFalse(hearing.read(text).objection().filter(Objection::stops).isPresent(), text);
  }

  @Test
  void textOfNoOrTooManyWordsIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> hearing.read("   "));
    assertThrows(IllegalArgumentException.class, () -> hearing.read("put ".repeat(60)));
    assertThrows(IllegalArgumentException.class, () -> hearing.read("a".repeat(513)));
  }

  /** Whatever comes is read, objected to, or refused as too long; nothing else is thrown. */
  @Test
  void anySignsAreSurvived() {
    SplittableRandom random = new SplittableRandom(1);
    String alphabet = "abc put the red cube in bowl .,;:'\"-_/\\()[]{}<>0129\n\t\u0000éß漢🤖\ud800";
    for (int i = 0; i < 400; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(60); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        hearing.read(text.toString());
      } catch (IllegalArgumentException refused) {
        assertFalse(refused.getMessage().isBlank());
      }
    }
  }
}

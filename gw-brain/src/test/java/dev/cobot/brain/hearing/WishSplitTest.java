package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.BrainModels;
import dev.cobot.brain.language.CommandReader;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.Wish;
import dev.cobot.brain.network.InferenceDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentences with several wishes, heard with the released hearing. */
class WishSplitTest {
  private static final Path MODELS = Path.of(System.getProperty("cobot.home"), "gw-brain/models");
  private static final Set<Role> TARGET = Set.of(Role.TARGET);
  private static CommandReader hearing;

  @BeforeAll
  static void open() {
    hearing =
        new BrainModels(
                MODELS.resolve("vision"),
                MODELS.resolve("language"),
                MODELS.resolve("hearing"),
                MODELS.resolve("workspace"))
            .openHearing(
                InferenceDevice.CPU,
                List.of(
                    new SkillRoles("place_in", Set.of(Role.TARGET, Role.DESTINATION)),
                    new SkillRoles("pick", TARGET),
                    new SkillRoles("push", TARGET),
                    new SkillRoles("wipe", TARGET)));
  }

  @AfterAll
  static void close() {
    hearing.close();
  }

  /** Returns a wish as the tables here write it: amount, skill, target and destination. */
  private static String written(Wish wish) {
    List<String> words = new ArrayList<>();
    if (!wish.isForOne()) {
      words.add(wish.amount() == Wish.ALL ? "all" : String.valueOf(wish.amount()));
    }
    words.add(wish.reading().meaning().skill().orElse("-"));
    for (Role role : Role.values()) {
      if (!wish.reading().meaning().reference(role).isNone()) {
        words.add(wish.reading().meaning().reference(role).words());
      }
      wish.reading().places(role).stream().map(SpatialPhrase::words).forEach(words::add);
    }
    wish.reading().objection().ifPresent(o -> words.add(o.cause().name()));
    return String.join(" ", words);
  }

  private static String wishes(String text) {
    return hearing.wishes(text).stream()
        .map(WishSplitTest::written)
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
put the red cube in the bowl, then wipe the table            | place_in red cube bowl; wipe cloth
First put the red cube in the bowl. After that wipe the table. | place_in red cube bowl; wipe cloth
put the red cube in the bowl and wipe the table              | place_in red cube bowl; wipe cloth
could you put the red cube in the bowl and then wipe the table please | place_in red cube bowl; wipe cloth
pick up the red cube, then put it in the bowl, then wipe the table | place_in red cube bowl; wipe cloth
put the red cube in the bowl and the green one too           | place_in red cube bowl; place_in green cube bowl
put the red cube in the bowl and the green one in the cup    | place_in red cube bowl; place_in green cube cup
put the red and the green cube in the bowl                   | place_in red cube bowl; place_in green cube bowl
put the left cube in the bowl and the right cube too         | place_in cube left bowl; place_in cube right bowl
pick up the cup, then put the red cube in the bowl           | pick cup; place_in red cube bowl
push the bowl around the table, then put the red cube in it  | push bowl; place_in red cube bowl
put the red cube in the bowl, the green cube in the cup and the blue cube in the dish \
   | place_in red cube bowl; place_in green cube cup; place_in blue cube bowl
""")
  void aSequenceIsTakenApart(String text, String wishes) {
    assertEquals(wishes, wishes(text), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          put both cubes in the bowl               | 2 place_in cube bowl
          put all the red cubes in the blue bowl   | all place_in red cube blue bowl
          put the cubes in the bowl                | all place_in cube bowl
          put every cube in the bowl               | all place_in cube bowl
          put all three cubes in the bowl          | 3 place_in cube bowl
          put two cubes in the bowl, then wipe the table | 2 place_in cube bowl; wipe cloth
          put both cubes and the bottle in the bowl | 2 place_in cube bowl; place_in bottle bowl
          """)
  void anAmountIsHeard(String text, String wishes) {
    assertEquals(wishes, wishes(text), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
put the red cube in the bowl and hand me the bottle   | place_in red cube bowl; pick bottle UNSUPPORTED
put the red cube in the fridge, then wipe the table   | place_in red cube NOT_UNDERSTOOD; wipe cloth
""")
  void aPartThatCannotBeDoneIsNamed(String text, String wishes) {
    assertEquals(wishes, wishes(text), text);
  }

  /** German as far as the reader is sure of the single wishes. */
  @Test
  void germanIsTakenApart() {
    assertEquals("all place_in cube bowl", wishes("Bitte lege alle Würfel in die Schüssel"));
    assertEquals(
        "place_in red cube bowl; wipe cloth",
        wishes("Bitte leg den roten Würfel in die Schüssel und dann wisch den Tisch"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "put the red cube in the bowl, then don't wipe",
        "put it in the bowl after lunch, then wipe",
        "put the red cube in the bowl after lunch, then wipe the table",
        "put the red cube in the bowl, then wipe the table if it is dirty",
        "if the bowl is empty, put the red cube in it, then wipe the table",
        "put the red cube in the bowl, and when you are done, wipe the table",
        "he said put the red cube in the bowl and then wipe the table",
        "put the red cube in the bowl and then wipe the table, he said",
        "did you put the red cube in the bowl and wipe the table?",
        "I put the red cube in the bowl and wiped the table",
        "never put the red cube in the bowl and wipe the table",
        "put the red cube in the bowl, but not the green one, then wipe the table",
        "put the red cube in the bowl, no, the green one, and wipe the table",
        "put all cubes but the red one in the bowl",
        "put the red cube in the bowl and throw the bottle away",
        "put the red cube in the bowl then wait and then put the green cube in the bowl",
        "tomorrow put the red cube in the bowl and then wipe the table",
        "put the red cube or the green cube in the bowl, then wipe the table",
        "Bitte leg den roten Würfel in die Schüssel, aber nicht den grünen, dann wisch den Tisch"
      })
  void whatForbidsAsksTellsOrHoldsUnderAConditionIsNoListOfWishes(String text) {
    assertEquals("", wishes(text), text);
  }

  /** What is heard as one wish stays one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pick the red cube and place it in the bowl",
        "just pick the cube you have to reach the least for and put it in the grey bowl",
        "starting from the white block, look left: the block you find is for the yellow bowl",
        "first grip the red block. Then carry it to the bowl and let go.",
        "put the red cube in the bowl and then you're done for today",
        "wipe the table"
      })
  void oneWishIsNotTakenApart(String text) {
    assertEquals("", wishes(text), text);
  }

  /** Sentences of many parts, well made or not, come to an end, and never to more than is said. */
  @Test
  void anyTextIsTakenApartOrLeft() {
    SplittableRandom random = new SplittableRandom(3);
    List<String> pieces =
        List.of(
            "put",
            "the",
            "red",
            "cube",
            "in",
            "the bowl",
            ",",
            "then",
            "and",
            "wipe the table",
            "both",
            "all",
            "it",
            ".",
            "first",
            "two",
            "not",
            "one",
            "also",
            "too",
            "cubes",
            ";");
    int taken = 0;
    for (int i = 0; i < 150; i++) {
      StringBuilder text = new StringBuilder("put the red cube in the bowl");
      for (int p = random.nextInt(14); p >= 0; p--) {
        text.append(' ').append(pieces.get(random.nextInt(pieces.size())));
      }
      String said = text.toString();
      List<Wish> wishes = hearing.wishes(said);
      taken += wishes.isEmpty() ? 0 : 1;
      assertTrue(wishes.size() <= 7, said);
      assertTrue(wishes.isEmpty() || !said.contains(" not"), said + wishes);
      for (Wish wish : wishes) {
        assertTrue(
            wish.reading().objection().filter(Objection::stops).isEmpty(), said + wish.said());
      }
    }
    assertTrue(taken > 0, "some are");
  }
}

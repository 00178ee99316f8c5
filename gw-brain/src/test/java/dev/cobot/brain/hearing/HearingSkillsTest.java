package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.BrainModels;
import dev.cobot.brain.language.CommandReader;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Objection.Cause;
import dev.cobot.brain.language.Objection.Stage;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.network.InferenceDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The released hearing of a runtime that picks, pushes and wipes, too. */
class HearingSkillsTest {
  private static final Path MODELS = Path.of(System.getProperty("cobot.home"), "gw-brain/models");
  private static final Set<Role> TARGET = Set.of(Role.TARGET);
  private static final List<SkillRoles> SKILLS =
      List.of(
          new SkillRoles("place_in", Set.of(Role.TARGET, Role.DESTINATION)),
          new SkillRoles("pick", TARGET),
          new SkillRoles("push", TARGET),
          new SkillRoles("wipe", TARGET),
          new SkillRoles("put_down", TARGET),
          new SkillRoles("put_back", TARGET));
  private static final String NEVER = "Never done";

  private static CommandReader hearing;

  @BeforeAll
  static void open() {
    hearing = models().openHearing(InferenceDevice.CPU, SKILLS);
  }

  @AfterAll
  static void close() {
    hearing.close();
  }

  private static BrainModels models() {
    return new BrainModels(
        MODELS.resolve("vision"),
        MODELS.resolve("language"),
        MODELS.resolve("hearing"),
        MODELS.resolve("workspace"));
  }

  /** Returns what is understood as the resources write it; "refused" when the arm stays still. */
  private static String understood(String text) {
    CommandReading reading = hearing.read(text);
    if (reading.meaning().skill().isEmpty() || reading.objection().isPresent()) {
      return "refused";
    }
    List<String> words = new ArrayList<>();
    Reference target = reading.meaning().reference(Role.TARGET);
    String named = target.isNone() ? "" : " " + target.words();
    words.add(reading.meaning().skill().get() + named);
    reading.posture(Role.TARGET).ifPresent(posture -> words.add(posture.word()));
    reading.meaning().turning().ifPresent(t -> words.add(t.name().toLowerCase(Locale.ROOT)));
    for (SpatialPhrase place : reading.places(Role.TARGET)) {
      words.add(
          place.relation().name().toLowerCase(Locale.ROOT)
              + " "
              + (place.anchors().isEmpty() ? "" : place.anchors().get(0).words()));
    }
    if (!reading.meaning().reference(Role.DESTINATION).isNone()) {
      words.add("to the " + reading.meaning().reference(Role.DESTINATION).words());
    }
    return String.join(", ", words);
  }

  private static Objection objection(String text) {
    return hearing.read(text).objection().orElseThrow(() -> new AssertionError(text));
  }

  /** Reads a resource of wordings; returns what is read wrongly, by the part that it stands in. */
  private static Map<String, List<String>> wrong(String resource) throws IOException {
    Map<String, List<String>> wrong = new LinkedHashMap<>();
    String part = "";
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                HearingSkillsTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int bar = line.indexOf('|');
        if (line.startsWith("# ")) {
          part = line.substring(2);
        } else if (bar > 0) {
          String said = line.substring(bar + 1).strip();
          String got = understood(said);
          List<String> misread = wrong.computeIfAbsent(part, any -> new ArrayList<>());
          if (!got.equals(line.substring(0, bar).strip())) {
            misread.add(said + ": " + got);
          }
        }
      }
    }
    return wrong;
  }

  /** At most as many wordings are misread as when they were measured, and none moves the arm. */
  @ParameterizedTest
  @CsvSource({
    "skill-wordings.txt, 8, 4",
    "skill-wordings-held-out.txt, 6, 27",
    "skill-wordings-de.txt, 2, 12"
  })
  void theWordingsOfTheSkillsAreRead(String resource, int parts, int misread) throws IOException {
    Map<String, List<String>> wrong = wrong(resource);
    assertEquals(parts, wrong.size());
    assertEquals(List.of(), wrong.get(NEVER));
    assertTrue(wrong.values().stream().mapToInt(List::size).sum() <= misread, wrong.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"push the bowl around the table", "wipe the table with the cloth"})
  void aSkillThatTheRuntimeDoesNotHaveIsNoWish(String text) {
    try (CommandReader few = models().openHearing(InferenceDevice.CPU)) {
      CommandReading reading = few.read(text);
      assertEquals(Optional.empty(), reading.meaning().skill());
      assertEquals(Cause.UNSUPPORTED, reading.objection(Stage.AT_ONCE).orElseThrow().cause());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "take the blue cup off the pedestal",
        "push the white bowl around the table clockwise",
        "wipe the table"
      })
  void whatIsUnderstoodHasTheLatentsOfThePhrases(String text) {
    CommandReading reading = hearing.read(text);
    String over = "pick the " + reading.meaning().reference(Role.TARGET).words();
    assertArrayEquals(hearing.read(over).latent(Role.TARGET), reading.latent(Role.TARGET));
    assertTrue(reading.skillProbability() > 0.5);
  }

  @Test
  void anUnknownSourceIsNamedBackOnceTheTargetIsFound() {
    Objection fridge = objection("take the green bottle out of the fridge");
    assertEquals(Stage.FOUND, fridge.stage());
    assertEquals(Cause.NOT_UNDERSTOOD, fridge.cause());
    assertTrue(fridge.detail().contains("\"fridge\""), fridge.detail());
    assertEquals("pick green bottle", understood("take the green bottle off the table"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "push the bowl to the left",
        "push the bowl towards the cup",
        "push the bowl across the table",
        "push the table around the bowl",
        "wipe the cup",
        "wipe the table with the cup",
        "wipe the left half of the table"
      })
  void otherPushingAndWipingIsUnsupported(String text) {
    Objection objection = objection(text);
    assertEquals(Cause.UNSUPPORTED, objection.cause());
    assertEquals(Stage.AT_ONCE, objection.stage());
    assertEquals(
        text.startsWith("push") ? Circling.WHAT_IS_DONE : Wiping.WHAT_IS_DONE, objection.detail());
  }

  @Test
  void bothSensesAreAskedAbout() {
    Objection both = objection("push the bowl around the table clockwise and counterclockwise");
    // "and" between the two is a word more than a wish has.
    assertEquals(Cause.UNSUPPORTED, both.cause());
    Objection twice = objection("push the bowl clockwise around the table counterclockwise");
    assertEquals(Cause.AMBIGUOUS, twice.cause());
    assertEquals("Clockwise or counterclockwise?", twice.question());
  }

  @Test
  void aSenseIsHeardForPushingOnly() {
    assertEquals(
        "refused", understood("wipe the table clockwise"), "what cannot be heeded is not done");
    assertEquals(
        Optional.empty(), hearing.read("put the red cube in the bowl").meaning().turning());
  }

  @Test
  void aPostureIsHeardOfWhatIsPlacedToo() {
    assertEquals(
        "place_in bottle, lying, to the bowl", understood("put the lying bottle in the bowl"));
    assertEquals("pick bottle, standing", understood("pick the standing bottle"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
wipe blue cloth | wisch den Tisch mit dem blauen Tuch ab
wipe cloth | den Tisch bitte mit dem Tuch abwischen
push white bowl, counterclockwise | schiebe die weiße Schüssel gegen den Uhrzeigersinn um den Tisch herum
pick bottle, lying, in bowl | nimm die liegende Flasche aus der Schüssel
refused | schieb die Schüssel nach links
refused | wisch die Tasse ab
refused | schieb die Schüssel nicht um den Tisch
refused | nimm die Flasche aus dem Kühlschrank
put_down | stell sie ab
put_down red cup | stell die rote Tasse bitte auf den Tisch
put_down bottle | leg die Flasche hin
put_back | stell sie zurück
put_back cup | bring die Tasse zurück wo sie war
put_back | mach das rückgängig
refused | stell sie nicht ab
refused | hast du sie abgestellt
place_in red cube, to the bowl | leg den roten Würfel in die Schüssel
place_in cube, to the bowl | tu den Würfel in die Schale
""")
  void germanIsHeardToo(String meaning, String text) {
    assertEquals(meaning, understood(text));
  }
}

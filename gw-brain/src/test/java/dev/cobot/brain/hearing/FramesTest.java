package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sentences are whole wishes, whatever the reader says. */
class FramesTest {
  private static final Frames ENGLISH = frames("en");
  private static final Frames GERMAN = frames("de");

  private static Frames frames(String code) {
    Language language = Language.load(code);
    Vocabulary words = new Vocabulary(language, Language.openWords(code));
    return new Frames(language, words, new SpatialWords(language, words));
  }

  private static String slots(Frames frames, String name, String text) {
    return frames
        .match(name, frames.respelt(Frames.wordsOf(text)))
        .map(
            found -> {
              Map<String, String> words = new TreeMap<>();
              found.forEach((slot, phrase) -> words.put(slot, phrase.reference().words()));
              return words.toString();
            })
        .orElse("no such wish");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
take_out | take the green bottle out of the white bowl | {source=white bowl, target=green bottle}
take_out | please, could you take the cup off the pedestal now? | {source=pedestal, target=cup}
take_out | take the cup off the pedestal and hold it | {source=pedestal, target=cup}
push | push the bowl around the table | {target=bowl}
push | push the bowl arround the table | {target=bowl}
wipe | wipe the table | {}
wipe | use the red cloth to clean the whole table | {target=red cloth}
""")
  void aWholeWishHasItsPhrases(String name, String text, String slots) {
    assertEquals(slots, slots(ENGLISH, name, text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
take_out | nimm die grüne Flasche aus der Schüssel heraus | {source=bowl, target=green bottle}
push | schiebe die weiße Schüssel um den Tisch herum | {target=white bowl}
wipe | wisch den Tisch mit dem blauen Tuch ab | {target=blue cloth}
""")
  void germanHasWholeWishesToo(String name, String text, String slots) {
    assertEquals(slots, slots(GERMAN, name, text));
  }

  /** A word more than a wish has makes it another one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "push the bowl half around the table",
        "push the bowl around the table into the cup",
        "push the bowl around the table and wipe it",
        "push the bowl left around the table",
        "push the bowl and the cup around the table",
        "push the bowl around the table with the cup",
        "she pushes the bowl around the table"
      })
  void whatHasAWordMoreIsNone(String text) {
    assertEquals("no such wish", slots(ENGLISH, "push", text));
  }

  @Test
  void takingOutEndsWithTheTarget() {
    for (String more :
        new String[] {"and put it on the table", "and give it to me", "to the cup"}) {
      assertEquals(
          "no such wish",
          slots(ENGLISH, "take_out", "take the cup off the pedestal " + more),
          more);
    }
    assertEquals("no such wish", slots(ENGLISH, "take_out", "get rid of the bottle"));
    assertEquals("no such wish", slots(ENGLISH, "take_out", "empty the bowl"));
  }
}

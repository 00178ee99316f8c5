package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportWordsTest {
  private final Language english = Language.load("en");
  private final ReportWords reports = new ReportWords(english);
  private final Vocabulary words = new Vocabulary(english, Language.openWords("en"));

  private Optional<ReportWords.Found> find(String text) {
    List<String> said = WordSplit.words(WordSplit.fold(text));
    return reports.find(said, words.idiomatic(said), 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "We lowered the red cube into the bowl. | lowered",
        "It seems to me that it goes in the bowl | seems",
        "It looks like the cube is in the bowl | looks like",
        "I was about to ask for the cube in the bowl | about to",
        "Keep the red cube well away from the bowl | keep the red cube well away",
        "Grandpa, put the cube in the bowl | grandpa",
        "Putting the cube in the bowl is out of the question | putting",
        "Let the other robot put the cube in the bowl | other robot",
        "Put the cube in the bowl - never mind | never mind"
      })
  void whatTellsOfSomethingIsFound(String text, String found) {
    assertEquals(Optional.of(found), find(text).map(ReportWords.Found::words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Put the red cube in the bowl",
        "The red cube should be placed in the bowl",
        "I need the cube moved into the bowl",
        "Let's get it dropped in the bowl",
        "Would you mind picking up the cube and putting it in the bowl",
        "How about placing the cube in the bowl",
        "Please keep the bowl where it is easy to reach. Put the cube in it",
        "Never mind the mess, put the cube in the bowl",
        "Put the cube in the bowl, that's all"
      })
  void whatIsWishedForIsNot(String text) {
    assertEquals(Optional.empty(), find(text).filter(ReportWords.Found::isFirm));
    if (!text.startsWith("Please keep")) {
      assertEquals(Optional.empty(), find(text));
    }
  }

  /** Another one who is to do it counts even in a clause beside the wish; a person does not. */
  @Test
  void anotherRobotIsNeverReadThrough() {
    assertEquals(Optional.of(true), find("another robot").map(ReportWords.Found::isFirm));
    assertEquals(Optional.of(false), find("my grandpa is here").map(ReportWords.Found::isFirm));
  }

  @Test
  void aLanguageWithoutSuchWordsFindsNone() {
    ReportWords none = new ReportWords(Language.load("de"));
    List<String> said = WordSplit.words("opa hat den wuerfel in die schale gelegt");
    assertEquals(Optional.empty(), none.find(said, new boolean[said.size()], 0));
  }
}

package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UtteranceTest {
  private static final Language ENGLISH = Language.load("en");

  /** What is left, whether it corrects, whether it goes on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The red one. | the red one | false | false",
        "Oh, sorry, I meant the red one! | the red one | true | false",
        "Good. Now the red one as well, please. | the red one | false | true",
        "Never mind. Put the red cube in the bowl instead | put the red cube in the bowl | true |"
            + " true",
        "okay then, the left-hand one | the left hand one | false | true",
        "the red one, no, the green one | the green one | true | false",
        "the red one, no, the green one, wait, the blue one | the blue one | true | false",
        "Now it's the right one. | the right one | false | false",
        "Fair enough. Now the other one. | the other one | false | true",
        "Hang on, I meant the one on the right | the one on the right | true | false",
        "there is no red one | there is no red one | false | false",
        "no | '' | true | false",
        "Thank you! | '' | false | false"
      })
  void whatOnlyLeadsInOrEndsIsLeftOut(
      String text, String words, boolean isCorrection, boolean goesOn) {
    Utterance said = Utterance.of(text, ENGLISH);
    assertEquals(words, said.text());
    assertEquals(isCorrection, said.isCorrection(), text);
    assertEquals(goesOn, said.goesOn(), text);
  }

  @Test
  void whatIsPutRightIsKept() {
    assertEquals(
        List.of("the", "red", "one"),
        Utterance.of("the red one, no, the green one", ENGLISH).given());
    assertEquals(List.of(), Utterance.of("no, the green one", ENGLISH).given());
    assertEquals(true, Utterance.of("the green one?", ENGLISH).isQuestion());
  }
}

package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanAnswerTest {
  private static final List<String> PLAN = List.of("place_in", "place_in", "wipe");

  @ParameterizedTest
  @ValueSource(strings = {"yes", "Yes, please!", "go ahead", "Do it.", "ja", "Ja, bitte.", "ok"})
  void consentIsToAllOfIt(String text) {
    assertEquals(
        Optional.of(new PlanAnswer.Yes(List.of(0, 1, 2))), PlanAnswer.of(text, PLAN), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "No, thanks.", "never mind", "Nein", "don't", "stop", "Not now!"})
  void aRefusalIsOfAllOfIt(String text) {
    assertEquals(Optional.of(new PlanAnswer.No()), PlanAnswer.of(text, PLAN), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Only the first.                | 0
          yes, but only the second one   | 1
          just the last                  | 2
          without the wiping             | 0 1
          Yes, but not the first one.    | 1 2
          leave out the third            | 0 1
          ohne das Wischen               | 0 1
          """)
  void aPartIsChosenOrLeftOut(String text, String parts) {
    List<Integer> chosen = List.of(parts.split(" ", -1)).stream().map(Integer::valueOf).toList();
    assertEquals(Optional.of(new PlanAnswer.Yes(chosen)), PlanAnswer.of(text, PLAN), text);
  }

  /** What is not understood whole answers nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "only the fourth",
        "only the red one",
        "yes, after lunch",
        "yes if it is clean",
        "yes, but put the green one in first",
        "without the picking",
        "put the red cube in the bowl",
        "she said yes",
        "",
        "only"
      })
  void anythingElseIsNoAnswer(String text) {
    assertEquals(Optional.empty(), PlanAnswer.of(text, PLAN), text);
  }

  @Test
  void whatLeavesNothingIsNoConsent() {
    assertEquals(
        Optional.empty(), PlanAnswer.of("without the wiping", List.of("wipe")), "nothing is left");
  }
}

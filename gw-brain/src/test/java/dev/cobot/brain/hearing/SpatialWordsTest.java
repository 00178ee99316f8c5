package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.SpatialRelation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpatialWordsTest {
  // A vocabulary takes a fifth of a second to load.
  private static final Map<String, SpatialWords> BY_LANGUAGE = new HashMap<>();

  private static SpatialWords.Places find(String language, String words) {
    return BY_LANGUAGE
        .computeIfAbsent(language, SpatialWordsTest::load)
        .find(WordSplit.words(words));
  }

  private static SpatialWords load(String language) {
    Language spoken = Language.load(language);
    return new SpatialWords(spoken, new Vocabulary(spoken, Language.openWords(language)));
  }

  private static String said(SpatialWords.Places places) {
    List<String> said = new ArrayList<>();
    for (SpatialPhrase phrase : places.phrases()) {
      StringBuilder text = new StringBuilder(phrase.relation().name());
      if (phrase.rank() > 1) {
        text.append(' ').append(phrase.rank());
      }
      phrase.anchors().forEach(anchor -> text.append(' ').append(anchor.words()));
      said.add(text.toString());
    }
    places.rest().forEach(word -> said.add("?" + word));
    return String.join(", ", said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | left | LEFT",
        "en | that is on the right | RIGHT",
        "en | second from the left | LEFT 2",
        "en | third from the right hand side | RIGHT 3",
        "en | front left | FRONT, LEFT",
        "en | nearest to you | FRONT",
        "en | closest to the blue bowl | NEAREST_TO blue bowl",
        "en | next to the bowl | NEXT_TO bowl",
        "en | standing right next to that big white bottle | NEXT_TO white bottle",
        "en | to the left of the cup | LEFT_OF cup",
        "en | in front of the red one | IN_FRONT_OF red object",
        "en | between the cup and the green bottle | BETWEEN cup green bottle",
        "en | in the bowl on the left | IN bowl, LEFT",
        "en | behind the fridge | ?behind, ?fridge",
        "en | second | ?second",
        "en | wobbly | ?wobbly",
        "de | linken | LEFT",
        "de | der rechts neben der blauen schussel steht | RIGHT_OF blue bowl",
        "de | zweiten von links | LEFT 2",
        "de | zwischen der tasse und der flasche | BETWEEN cup bottle"
      })
  void theLongestPlaceIsFound(String language, String words, String meaning) {
    assertEquals(meaning, said(find(language, words)));
  }

  /** Every way to say a relation that a language lists is found as that relation. */
  @ParameterizedTest
  @ValueSource(strings = {"en", "de"})
  void everyWayOfEveryRelationIsFound(String language) {
    Language spoken = Language.load(language);
    String cup = spoken.kinds().get("cup").get(0);
    spoken
        .spatial()
        .forEach(
            (relation, ways) -> {
              SpatialRelation means = SpatialRelation.valueOf(relation.toUpperCase(Locale.ROOT));
              for (String way : ways) {
                String words = way.replace("{0}", cup).replace("{1}", cup);
                SpatialWords.Places places = find(language, words);
                assertEquals(
                    List.of(means),
                    places.phrases().stream().map(SpatialPhrase::relation).toList(),
                    words);
                assertEquals(means.anchors(), places.phrases().get(0).anchors().size(), words);
              }
            });
  }
}

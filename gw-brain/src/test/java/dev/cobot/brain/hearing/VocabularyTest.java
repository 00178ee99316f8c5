package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
  private final Vocabulary words = new Vocabulary(Language.load("en"), Language.openWords("en"));

  @Test
  void everyKindThatCommandsNameHasANoun() {
    Language english = Language.load("en");
    for (ObjectKind kind : ObjectKind.values()) {
      assertFalse(english.kinds().getOrDefault(kind.word(), List.of()).isEmpty(), kind.word());
      for (String noun : kind.nouns()) {
        assertEquals(Optional.of(kind), words.kind(noun), noun);
      }
    }
    for (ColorName color : ColorName.values()) {
      assertEquals(Optional.of(color), words.color(color.word()));
    }
  }

  @ParameterizedTest
  @CsvSource({"mug,CUP", "towel,CLOTH", "tins,CYLINDER", "blcok,CUBE", "botle,BOTTLE", "bolw,BOWL"})
  void synonymsPluralsAndTypingErrorsAreHeard(String word, ObjectKind kind) {
    assertEquals(Optional.of(kind), words.kind(word));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fridge", "battle", "bowel", "tube", "cub", "cab", "clock", "lock", "bow", "dash", "wish",
        "cloche", "tablet", "cane", "tin can", "pan", "mud", "cap", "bag"
      })
  void otherWordsAreNeverTakenForAKind(String word) {
    assertEquals(Optional.empty(), words.kind(word));
  }

  @Test
  void noFrequentWordIsTakenForAKindOrAColour() {
    Language english = Language.load("en");
    Language.openWords("en")
        .get("noun")
        .forEach(
            noun -> {
              boolean isKnown = english.kinds().values().stream().anyMatch(n -> n.contains(noun));
              assertEquals(isKnown, words.kind(noun).isPresent(), noun);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "put the redcube in the bluebowl,put the red cube in the blue bowl",
    "the greenone,the greenone",
    "a greenhouse,a greenhouse",
    "the redcubic bowl,the redcubic bowl"
  })
  void aColourThatIsWrittenIntoItsNounIsHeard(String said, String heard) {
    assertEquals(heard, words.respelt(said));
  }

  @Test
  void coloursThatAreNotToldApartHaveANearestOne() {
    assertEquals(Optional.empty(), words.color("maroon"));
    assertEquals(Optional.of(ColorName.RED), words.nearColor("crimson"));
    assertEquals(Optional.of(ColorName.BLUE), words.nearColor("cobalt"));
    assertEquals(Optional.empty(), words.nearColor("transparent"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not",
        "never",
        "don't",
        "wouldn't",
        "dont",
        "nevr",
        "tomorow",
        "if",
        "unless",
        "cancel",
        "yesterday",
        "who",
        "nobody"
      })
  void whatTurnsAWishRoundIsAVeto(String word) {
    assertTrue(words.isVeto(word));
  }

  @ParameterizedTest
  @ValueSource(strings = {"put", "into", "then", "the", "please", "bowl", "them", "note", "we're"})
  void plainWordsAreNone(String word) {
    assertFalse(words.isVeto(word));
  }

  @ParameterizedTest
  @ValueSource(strings = {"onto", "under", "behind", "beside", "over", "outside", "near"})
  void prepositionsOfOtherPlacesAreNotPlain(String word) {
    assertEquals(word.equals("over"), words.isPlain(word), word); // "over into the bowl"
  }

  @Test
  void politeConditionsAreNoConditions() {
    assertArrayEquals(
        new boolean[] {true, true, true, true, true, false, false},
        words.idiomatic(List.of("if", "you", "do", "not", "mind", "put", "if")));
  }

  @ParameterizedTest
  @CsvSource({
    "bowl,bowl,true", "bowl,bowls,true", "bowl,bwol,true", "bowl,bol,true", "bowl,bawl,true",
    "bowl,bowing,false", "bowl,lowb,false", "bowl,bwlo,false", "ab,ba,true", "a,b,true"
  })
  void oneErrorIsForgiven(String word, String as, boolean isMistyped) {
    assertEquals(isMistyped, Vocabulary.isMistyped(word, as));
  }
}

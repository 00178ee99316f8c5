package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordSplitTest {
  @Test
  void wordsKeepTheirApostrophesAndMarksStandAlone() {
    assertEquals(
        List.of("don't", "put", "it", ",", "robot", "!", "10", "cm"),
        WordSplit.words(WordSplit.fold("Don’t put IT, robot! 10cm")));
  }

  @Test
  void accentsAndQuotesArePlain() {
    assertEquals("\"wurfel\" grosse cafe", WordSplit.fold("“Würfel” Größe café"));
  }

  @Test
  void eachWordHasItsFirstToken() {
    List<String> tokens = List.of("[CLS]", "don", "'", "t", "plo", "##nk", "it", ".", "[SEP]");
    assertArrayEquals(
        new int[] {1, 4, 6, 7},
        WordSplit.firstTokens(List.of("don't", "plonk", "it", "."), tokens));
  }

  @Test
  void wordsAfterAnUnreadableOneHaveNone() {
    List<String> tokens = List.of("[CLS]", "put", "[UNK]", "down", "[SEP]");
    assertArrayEquals(
        new int[] {1, -1, -1}, WordSplit.firstTokens(List.of("put", "xy", "down"), tokens));
  }
}

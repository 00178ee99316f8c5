package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.Wording;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SentenceGrammarTest {
  private static final Language ENGLISH = Language.load("en");
  private static final Map<String, List<String>> OPEN = Language.openWords("en");

  private static SentenceGrammar grammar(SentenceGrammar.Split split) {
    return new SentenceGrammar(ENGLISH, OPEN, split);
  }

  @Test
  void everyForceAndIntentAndPartIsDrawn() {
    SentenceGrammar grammar = grammar(SentenceGrammar.Split.TRAIN);
    SplittableRandom random = new SplittableRandom(5);
    Set<Force> forces = EnumSet.noneOf(Force.class);
    Set<Tag> tags = EnumSet.noneOf(Tag.class);
    Map<String, Integer> intents = new TreeMap<>();
    for (int i = 0; i < 4000; i++) {
      LabelledSentence sentence = grammar.draw(random);
      forces.add(sentence.force());
      tags.addAll(sentence.tags());
      intents.merge(sentence.intent(), 1, Integer::sum);
      assertFalse(sentence.text().contains("{"), sentence.text());
    }
    assertEquals(EnumSet.allOf(Force.class), forces);
    assertEquals(EnumSet.allOf(Tag.class), tags);
    assertEquals(Set.copyOf(ENGLISH.intents()), intents.keySet());
  }

  @Test
  void theSameSeedDrawsTheSame() {
    SplittableRandom a = new SplittableRandom(9);
    SplittableRandom b = new SplittableRandom(9);
    for (int i = 0; i < 200; i++) {
      assertEquals(
          grammar(SentenceGrammar.Split.TRAIN).draw(a),
          grammar(SentenceGrammar.Split.TRAIN).draw(b));
    }
  }

  /** In a plain wish without hesitation, target and destination are where they are said. */
  @Test
  void theTagsAreThoseOfTheWords() {
    SentenceGrammar grammar = grammar(SentenceGrammar.Split.TRAIN);
    SplittableRandom random = new SplittableRandom(3);
    Vocabulary words = new Vocabulary(ENGLISH, OPEN);
    int wishes = 0;
    int told = 0;
    for (int i = 0; i < 3000; i++) {
      LabelledSentence sentence = grammar.draw(random);
      List<String> split = WordSplit.words(sentence.text());
      if (!sentence.intent().equals("place_in")) {
        continue;
      }
      wishes++;
      // "The red, into the bowl": a colour may stand for its object.
      List<Tag> tags = sentence.tags();
      assertTrue(
          tags.contains(Tag.TARGET_NOUN) || tags.contains(Tag.TARGET_COLOR), sentence.text());
      assertTrue(
          tags.contains(Tag.DESTINATION_NOUN) || tags.contains(Tag.DESTINATION_COLOR),
          sentence.text());
      for (int w = 0; w < split.size(); w++) {
        String word = split.get(w);
        if (ENGLISH.colors().values().stream().anyMatch(c -> c.contains(word))) {
          told += sentence.tags().get(w) == Tag.FUNCTION ? 1 : 0;
        }
        if (sentence.tags().get(w) == Tag.INTO) {
          assertFalse(words.kind(split.get(w)).isPresent(), sentence.text());
        }
      }
    }
    assertTrue(wishes > 500, wishes + " wishes");
    // "We've got the green light": a colour that is of no object is rare.
    assertTrue(told < wishes / 50, told + " colours that are of nothing");
  }

  @Test
  void aSkillOfAnotherNameBringsItsSentences() {
    Language with =
        ENGLISH.with(
            List.of(
                new Wording(
                    new SkillRoles("juggle", Set.of(Role.TARGET)),
                    List.of("juggle with {T}"),
                    List.of("throw up {T}")),
                new Wording(
                    new SkillRoles("pick", Set.of(Role.TARGET)),
                    List.of("never drawn {T}"),
                    List.of("never drawn {T}"))));
    assertEquals(ENGLISH.intents().size() + 1, with.intents().size());
    SentenceGrammar grammar = new SentenceGrammar(with, OPEN, SentenceGrammar.Split.TRAIN);
    SplittableRandom random = new SplittableRandom(1);
    boolean said = false;
    for (int i = 0; i < 3000; i++) {
      LabelledSentence sentence = grammar.draw(random);
      said |= sentence.intent().equals("juggle");
      assertFalse(sentence.text().contains("never drawn"));
    }
    assertTrue(said);
  }
}

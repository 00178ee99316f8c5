package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.sim2real.scene.ColorName;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What "it" stands for, and what a sentence names twice. */
class AntecedentsTest {
  private static Vocabulary words(Language language, String code) {
    return new Vocabulary(language, Language.openWords(code));
  }

  private static Antecedents of(String code) {
    Language language = Language.load(code);
    return new Antecedents(language, words(language, code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Said of the destination, of the target, and of both.
        "en | the dish is empty . put the cube/tn in it"
            + "| the dish/dn is empty . put the cube/tn in it",
        "en | the red cup is free , drop the dice/tn in there"
            + "| the red/dc cup/dn is free , drop the dice/tn in there",
        "en | see the green cube ? put it/tn in the bowl/dn"
            + "| see the green/tc cube/tn ? put it in the bowl/dn",
        "en | the bowl is clean , put the cube/tn in it/dn"
            + "| the bowl/dn is clean , put the cube/tn in it",
        "de | die schale ist leer , leg den klotz/tn da rein"
            + "| die schale/dn ist leer , leg den klotz/tn da rein",
        // A cube is no container, two containers may each be meant, several are none.
        "en | the cube is ready , put the cone/tn in it"
            + "| the cube is ready , put the cone/tn in it",
        "en | the bowl is by the cup , put the cone/tn in it"
            + "| the bowl is by the cup , put the cone/tn in it",
        "en | the bowls are clean , put the cube/tn in it"
            + "| the bowls are clean , put the cube/tn in it",
        // What is named after the pronoun, or beside one that has its noun, stays beside.
        "en | put the cube/tn in it , and the bowl is mine"
            + "| put the cube/tn in it , and the bowl is mine",
        "en | the cup is mine , put the cube/tn in the bowl/dn , do it"
            + "| the cup is mine , put the cube/tn in the bowl/dn , do it",
        "en | the cup is full , put it/tn in the bowl/dn with the red/tc mark"
            + "| the cup is full , put it/tn in the bowl/dn with the red/tc mark",
      })
  void aPronounStandsForTheOnlyThingThatCanBeMeant(String code, String read, String resolved) {
    assertEquals(resolved, TaggedWords.write(of(code).resolve(TaggedWords.read(read))));
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "4, false", // a cup is neither of them
    "8, false", // nor is a green cube
    "12, true",
  })
  void aThingOfTheWishIsNamedAgain(int word, boolean isAgain) {
    Language english = Language.load("en");
    Vocabulary words = words(english, "en");
    Phrase target = new Phrase();
    target.addColor("red", words);
    target.addNoun("cube", words);
    Phrase destination = new Phrase();
    destination.addNoun("bowl", words);
    List<Reader.Word> said =
        TaggedWords.read("no cube , a cup , a green cube and the red cube there");
    assertEquals(ColorName.RED, target.reference().color());
    assertEquals(
        isAgain,
        new Antecedents(english, words).isNamedAgain(said, word, List.of(target, destination)));
  }
}

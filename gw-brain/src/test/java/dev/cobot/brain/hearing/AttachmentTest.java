package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is attached to the nouns of a reading. */
class AttachmentTest {
  private static final Language ENGLISH = Language.load("en");
  private static final Vocabulary WORDS = new Vocabulary(ENGLISH, Language.openWords("en"));
  private static final Attachment ATTACHMENT =
      new Attachment(ENGLISH, WORDS, new SpatialWords(ENGLISH, WORDS));

  private static String attached(String text) {
    return TaggedWords.write(ATTACHMENT.attach(TaggedWords.read(text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The anchor is no object of the wish.
        "put/a the cube/tn next/tm to/tm the bottle/dn in/i the bowl/dn"
            + "| put/a the cube/tn next/tm to/tm the/tm bottle/tm in/i the bowl/dn",
        "the cube/tn that is behind/tm the blue/tc bowl/tn into/i the red/dc one/dn| the cube/tn"
            + " that/tm is/tm behind/tm the/tm blue/tm bowl/tm into/i the red/dc one/dn",
        "put/a it/tn in/i the bowl/dn on/i the left/c"
            + "| put/a it/tn in/i the bowl/dn on/dm the/dm left/dm",
        // One after the other, and before what it belongs to.
        "the cube/tn on the left next to the cup/c"
            + "| the cube/tn on/tm the/tm left/tm next/tm to/tm the/tm cup/tm",
        "behind the cup/c there is a cube/tn" + "| behind/tm the/tm cup/tm there is a cube/tn",
        "the cube/tn at the front right in/i the bowl/dn"
            + "| the cube/tn at/tm the/tm front/tm right/tm in/i the bowl/dn",
        // What may be where it goes stays so.
        "put/a the cube/tn in/i the bowl/dn | put/a the cube/tn in/i the bowl/dn",
        "put/a the cube/tn in/i the middle/i of/i the bowl/dn"
            + "| put/a the cube/tn in/i the middle/i of/i the bowl/dn",
        "put/a the cube/tn back in/i the bowl/dn | put/a the cube/tn back in/i the bowl/dn",
        "the cube/tn that is in/tm the/tm cup/tm | the cube/tn that/tm is/tm in/tm the/tm cup/tm",
        // Colours.
        "the cube/tn of red/c colour/c | the cube/tn of red/tc colour",
        "the bowl/dn that is blue/c | the bowl/dn that is blue/dc",
        "the red/tm bowl/dn | the red/dc bowl/dn"
      })
  void aPlaceGoesToTheNounBeforeIt(String read, String attached) {
    assertEquals(attached, attached(read));
  }

  @Test
  void oneOfSeveralIsSingledOut() {
    assertTrue(ATTACHMENT.singlesOut(TaggedWords.read("the left one of the two cubes/tn")));
    assertTrue(
        ATTACHMENT.singlesOut(TaggedWords.read("two cubes/tn , the one that is on the right")));
    assertTrue(ATTACHMENT.singlesOut(TaggedWords.read("the red one")));
    assertFalse(ATTACHMENT.singlesOut(TaggedWords.read("two cubes/tn in one bowl/dn")));
    assertFalse(ATTACHMENT.singlesOut(TaggedWords.read("the cubes/tn one by one")));
  }
}

package dev.cobot.node.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.node.speech.SpeechInput.Heard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpokenTalkTest {
  private final SpokenGrammar grammar = SpokenGrammar.english(SkillCatalog.ALL.wordings());
  private long nanos = Long.MAX_VALUE - 5;
  private final List<String> told = new ArrayList<>();
  private final SpokenTalk talk = new SpokenTalk(grammar, told::add, () -> nanos);

  private Optional<String> say(String text) {
    return talk.heard(new Heard(text, 1));
  }

  @Test
  void aWishIsSaidBackAndGoesAfterYes() {
    assertEquals(Optional.empty(), say("put the red cube in the bowl"));
    assertEquals(List.of("I heard: put the red cube in the bowl. Shall I?"), told);
    assertEquals(Optional.of("put the red cube in the bowl"), say("yes"));
    assertEquals(Optional.empty(), say("yes"), "once");
  }

  @Test
  void aYesAfterMoreThanAMinuteIsTooLate() {
    say("wipe the table");
    nanos += 61_000_000_000L;
    assertEquals(Optional.empty(), say("yes"));
  }

  @Test
  void noAndWhatIsNotUnderstoodDoNotMoveIt() {
    say("wipe the table");
    assertEquals(Optional.empty(), say("no"));
    assertEquals(Optional.empty(), say("yes"));
    say("wipe the table");
    assertEquals(Optional.empty(), talk.heard(Heard.NOTHING));
    assertEquals("I did not understand that. Please say it again.", told.get(told.size() - 1));
  }

  @Test
  void aYesThatIsNotSureIsNone() {
    say("wipe the table");
    assertEquals(Optional.empty(), talk.heard(new Heard("yes", 0.5)));
    assertEquals(Optional.of("wipe the table"), say("yes"));
  }

  @Test
  void anotherWishTakesThePlaceOfTheFirst() {
    say("wipe the table");
    say("pick the red cube");
    assertEquals(Optional.of("pick the red cube"), say("yes"));
  }

  @Test
  void whatStopsAndSlowsGoesAtOnceHoweverItWasHeard() {
    for (String text : List.of("stop", "wait", "slower", "no")) {
      assertEquals(Optional.of(text), talk.heard(new Heard(text, 0.1)), text);
    }
    say("wipe the table");
    assertEquals(Optional.of("stop"), say("stop"));
    assertEquals(Optional.empty(), say("yes"), "what was stopped is no longer open");
  }

  @Test
  void whatMovesItOnOrFasterIsSaidBack() {
    assertEquals(Optional.empty(), say("go on"));
    assertEquals(Optional.of("go on"), say("yes"));
    assertEquals(Optional.empty(), say("faster"));
  }

  @Test
  void aYesAnswersTheRuntimesQuestion() {
    talk.runtimeAsks(true);
    assertEquals(Optional.of("yes"), say("yes"));
    talk.runtimeAsks(false);
    assertEquals(Optional.empty(), say("yes"));
  }

  /** Whatever is heard, in whatever order, nothing moves that was not said back just before. */
  @Test
  void nothingMovesThatWasNotSaidBack() {
    SplittableRandom random = new SplittableRandom(5);
    int moved = 0;
    for (int i = 0; i < 5_000; i++) {
      String before = told.isEmpty() ? "" : told.get(told.size() - 1);
      String text = random.nextInt(3) == 0 ? "yes" : grammar.draw(random);
      Optional<String> goes = say(text);
      if (goes.isPresent() && !List.of("stop", "wait", "slower", "no").contains(goes.get())) {
        assertEquals("I heard: " + goes.get() + ". Shall I?", before);
        moved++;
      }
    }
    assertTrue(moved > 500, "moved " + moved);
  }

  @Test
  void theGrammarIsMadeOfSkillsAndWords() {
    String jsgf = grammar.jsgf();
    for (String rule :
        List.of(
            "<color> = black | blue | green",
            "<noun> = bottle | bowl | cloth | cone | cube",
            "<wiping> (<table> [<with> (<target>)])",
            "<pick> (<target> [and (<place> (it (<into>",
            "| stop |")) {
      assertTrue(jsgf.contains(rule), jsgf);
    }
    assertTrue(grammar.words().containsAll(List.of("please", "cube", "red", "stop", "yes")));
  }
}

package dev.cobot.node.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.node.speech.SpeechInput.Heard;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpokenTalkTest {
  private final SpokenGrammar grammar = SpokenGrammar.english(SkillCatalog.ALL.wordings());
  private long nanos = Long.MAX_VALUE - 5;
  private final List<String> told = new ArrayList<>();
  private final SpokenTalk talk = new SpokenTalk(grammar, told::add, () -> nanos);

  private List<String> say(String text) {
    return talk.heard(new Heard(text, 1), false);
  }

  @Test
  void aWishIsSaidBackAndGoesAfterYes() {
    assertEquals(List.of(), say("put the red cube in the bowl"));
    assertEquals(List.of("I heard: put the red cube in the bowl. Shall I?"), told);
    assertEquals(List.of("put the red cube in the bowl"), say("yes"));
    assertEquals(List.of(), say("yes"), "once");
  }

  @Test
  void aYesAfterMoreThanAMinuteIsTooLate() {
    say("wipe the table");
    nanos += 61_000_000_000L;
    assertEquals(List.of(), say("yes"));
  }

  @Test
  void noAndWhatIsNotUnderstoodDoNotMoveIt() {
    say("wipe the table");
    assertEquals(List.of(), say("no"));
    assertEquals(List.of(), say("yes"));
    say("wipe the table");
    assertEquals(List.of(), talk.heard(Heard.NOTHING, false));
    assertEquals("I did not understand that. Please say it again.", told.get(told.size() - 1));
  }

  @Test
  void aYesThatIsNotSureIsNone() {
    say("wipe the table");
    assertEquals(List.of(), talk.heard(new Heard("yes", 0.5), false));
    assertEquals(List.of("wipe the table"), say("yes"));
  }

  @Test
  void anotherWishTakesThePlaceOfTheFirst() {
    say("wipe the table");
    say("pick the red cube");
    assertEquals(List.of("pick the red cube"), say("yes"));
  }

  @Test
  void whatStopsGoesAtOnceHoweverItWasHeard() {
    for (String text : List.of("stop", "wait", "no")) {
      assertEquals(List.of(text), talk.heard(new Heard(text, 0.1), false), text);
    }
    say("wipe the table");
    assertEquals(List.of("stop"), say("stop"));
    assertEquals(List.of(), say("yes"), "what was stopped is no longer open");
  }

  @Test
  void whatMovesItOnIsSaidBack() {
    assertEquals(List.of(), say("go on"));
    assertEquals(List.of("go on"), say("yes"));
  }

  /** "stop" may be misheard as anything: none of it lets a command run on. */
  @Test
  void whateverIsSaidWhileACommandRunsHoldsIt() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 1_000; i++) {
      SpokenTalk other = new SpokenTalk(grammar, told::add, () -> nanos);
      other.heard(new Heard(grammar.draw(random), 1), false);
      String text = i == 0 ? "" : grammar.draw(random);
      List<String> goes = other.heard(new Heard(text, text.isEmpty() ? 0 : 1), true);
      assertTrue(List.of("stop", "wait", "no").contains(goes.get(0)), text + ": " + goes);
    }
  }

  @Test
  void whatIsHeldGoesOnAfterYes() {
    assertEquals(List.of("wait"), talk.heard(new Heard("pick the red cube", 1), true));
    assertEquals(List.of(), talk.heard(new Heard("no", 1), true), "to what was said back");
    assertEquals(List.of(), talk.heard(new Heard("go on", 1), true));
    assertEquals(List.of("go on"), talk.heard(new Heard("yes", 1), true));
    assertEquals(List.of("wait"), talk.heard(Heard.NOTHING, true), "it moves again");
    assertEquals(List.of("stop"), talk.heard(new Heard("stop", 1), true));
  }

  @Test
  void aYesAnswersTheRuntimesQuestion() {
    talk.runtimeAsks(true);
    assertEquals(List.of("yes"), say("yes"));
    talk.runtimeAsks(false);
    assertEquals(List.of(), say("yes"));
  }

  /** Whatever is heard, in whatever order, nothing moves that was not said back just before. */
  @Test
  void nothingMovesThatWasNotSaidBack() {
    SplittableRandom random = new SplittableRandom(5);
    int moved = 0;
    for (int i = 0; i < 5_000; i++) {
      String before = told.isEmpty() ? "" : told.get(told.size() - 1);
      String text = random.nextInt(3) == 0 ? "yes" : grammar.draw(random);
      List<String> goes = say(text);
      if (!goes.isEmpty() && !List.of("stop", "wait", "no").contains(goes.get(0))) {
        assertEquals("I heard: " + goes.get(0) + ". Shall I?", before);
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

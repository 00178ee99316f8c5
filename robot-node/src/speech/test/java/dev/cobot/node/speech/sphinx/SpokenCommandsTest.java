package dev.cobot.node.speech.sphinx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.evaluate.TaskSummary;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.hearing.SpokenForms.Control;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.Wording;
import dev.cobot.node.speech.SpeechInput;
import dev.cobot.node.speech.SpeechInput.Heard;
import dev.cobot.node.speech.SpokenGrammar;
import dev.cobot.node.speech.SpokenTalk;
import dev.cobot.node.speech.WavSound;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Synthesised commands, heard. {@code -Dcobot.speech.sentences=100} measures; the voices and the
 * sentences are none of those with which the settings were chosen.
 */
class SpokenCommandsTest {
  /** Voice and words a minute. */
  private static final List<String> VOICES =
      List.of(
          "en-us+Michael 150",
          "en-gb+steph 155",
          "en-us+linda 145",
          "en-gb-scotland+m2 150",
          "en-us+edward2 160",
          "en-gb-x-rp+f5 140");

  private static final double CLEAN = Double.POSITIVE_INFINITY;
  private static final Set<Control> WITHOUT_MOTION = Set.of(Control.STOP, Control.WAIT, Control.NO);

  private static SpokenGrammar grammar;
  private static SpeechInput input;
  @TempDir private static Path folder;

  @BeforeAll
  static void open() {
    grammar = SpokenGrammar.english(SkillCatalog.ALL.wordings());
    input = SpeechInput.factory().orElseThrow().open(grammar);
  }

  @AfterAll
  static void close() {
    input.close();
  }

  @Test
  void commandsAreHeardAndNothingElseMoves() throws Exception {
    int sentences = Integer.getInteger("cobot.speech.sentences", 4);
    SplittableRandom random = new SplittableRandom(2026);
    List<String> wrong = new ArrayList<>();
    Map<Double, Integer> right = new TreeMap<>();
    Map<String, Integer> rightByVoice = new TreeMap<>();
    for (int i = 0; i < sentences; i++) {
      String said = grammar.draw(random);
      String voice = VOICES.get(i % VOICES.size());
      for (double decibels : new double[] {CLEAN, 20, 10}) {
        Heard heard = input.hear(speak(said, voice, decibels));
        boolean isRight = heard.text().equals(said);
        right.merge(decibels, isRight ? 1 : 0, Integer::sum);
        rightByVoice.merge(voice, isRight ? 1 : 0, Integer::sum);
        if (!isRight) {
          System.out.println(
              "%s, %.0f dB: '%s' heard as %s".formatted(voice, decibels, said, heard));
        }
        moves(said, heard, voice, decibels).stream()
            .filter(moved -> !moved.equals(said))
            .forEach(moved -> wrong.add("'%s' moved for '%s'".formatted(moved, said)));
      }
      if (i % 20 == 19 && i + 1 < sentences) {
        print(right, i + 1);
      }
    }
    print(right, sentences);
    System.out.println("speech, right by voice, of all conditions: " + rightByVoice);
    System.out.println("speech, wrong motions of %d: %s".formatted(3 * sentences, wrong));
    assertEquals(List.of(), wrong);
    assertTrue(right.get(CLEAN) >= 0.8 * sentences, right::toString);
    assertTrue(right.get(20.0) >= 0.7 * sentences, right::toString);
  }

  private static void print(Map<Double, Integer> right, int sentences) {
    right.forEach(
        (decibels, count) -> {
          double[] interval = TaskSummary.wilson95(count, sentences);
          System.out.println(
              String.format(
                  Locale.ROOT,
                  "speech, %.0f dB: %d of %d sentences right (%.1f..%.1f %%)",
                  decibels,
                  count,
                  sentences,
                  100 * interval[0],
                  100 * interval[1]));
        });
  }

  /** Plays a person who says "yes" when the right thing is said back, and "no" otherwise. */
  private static List<String> moves(String said, Heard heard, String voice, double decibels)
      throws IOException, InterruptedException {
    List<String> told = new ArrayList<>();
    SpokenTalk talk = new SpokenTalk(grammar, told::add, System::nanoTime);
    List<String> goes = talk.heard(heard, false);
    if (goes.isEmpty() && told.get(0).startsWith("I heard")) {
      String answer = told.get(0).equals("I heard: " + said + ". Shall I?") ? "yes" : "no";
      goes = talk.heard(input.hear(speak(answer, voice, decibels)), false);
    }
    return goes.stream()
        .filter(words -> grammar.control(words).filter(WITHOUT_MOTION::contains).isEmpty())
        .toList();
  }

  @Test
  void whatIsNoCommandIsRejected() throws Exception {
    int accepted = 0;
    List<String> said =
        List.of(
            "the weather is nice outside",
            "my mother called me yesterday evening",
            "where did i leave my keys",
            "good morning robot");
    for (String text : said) {
      accepted += input.hear(speak(text, VOICES.get(0), CLEAN)).text().isEmpty() ? 0 : 1;
    }
    assertTrue(accepted <= 1, "taken for commands: " + accepted + " of " + said.size());
  }

  @Test
  void aWordWithoutPronunciationIsNamed() {
    Wording wording =
        new Wording(
            new SkillRoles("xyzzyq", Set.of(Role.TARGET)),
            List.of("pick {T} xyzzyq"),
            List.of("pick {T}"));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SphinxSpeech.Maker().open(SpokenGrammar.english(List.of(wording))));
    assertTrue(e.getMessage().contains("no pronunciation for xyzzyq"), e.getMessage());
  }

  /** Returns a sentence as a voice says it, with white noise so many decibels below its speech. */
  private static float[] speak(String text, String voice, double decibels)
      throws IOException, InterruptedException {
    Path wav = folder.resolve("said.wav");
    String[] parts = voice.split(" ", 2);
    Process process =
        new ProcessBuilder(
                "espeak-ng", "-v", parts[0], "-s", parts[1], "-w", wav.toString(), "--", text)
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor(), "espeak-ng");
    float[] clean = WavSound.read(wav);
    int padding = SpeechInput.RATE * 3 / 10;
    float[] sound = new float[clean.length + 2 * padding];
    System.arraycopy(clean, 0, sound, padding, clean.length);
    if (decibels == CLEAN) {
      return sound;
    }
    double sum = 0;
    int loud = 0;
    for (float sample : clean) {
      if (Math.abs(sample) > 0.01) {
        sum += sample * sample;
        loud++;
      }
    }
    double noise = Math.sqrt(sum / loud / Math.pow(10, decibels / 10));
    Random random = new Random(text.hashCode() * 31L + voice.hashCode());
    for (int i = 0; i < sound.length; i++) {
      sound[i] += (float) (noise * random.nextGaussian());
    }
    return sound;
  }
}

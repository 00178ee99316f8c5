package dev.cobot.node.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UtterancesTest {
  private static final int RATE = SpeechInput.RATE;

  @Test
  void soundIsCutAtSilencesThatAreLongEnough() {
    for (double noise : new double[] {0, 0.0003, 0.05}) {
      List<float[]> cut = Utterances.of(sound(noise, 0.5, 0.8, 0.2, 0.6, 1, 0.7, 0.5));
      assertEquals(2, cut.size(), "noise " + noise);
      assertEquals(1.6 + 0.48, (double) cut.get(0).length / RATE, 0.15, "noise " + noise);
      assertEquals(0.7 + 0.48, (double) cut.get(1).length / RATE, 0.15, "noise " + noise);
    }
  }

  @Test
  void aSoundMayBeginAndEndWithSpeech() {
    List<float[]> cut = Utterances.of(sound(0.0003, 0, 0.8, 1, 0.8));
    assertEquals(2, cut.size());
    assertEquals(0.8 + 0.48, (double) cut.get(1).length / RATE, 0.1);
  }

  @Test
  void silenceAndKnocksAreNothing() {
    assertEquals(0, Utterances.of(new float[3 * RATE]).size());
    assertEquals(0, Utterances.of(sound(0.0003, 1, 0.04, 1)).size());
    assertEquals(0, Utterances.of(new float[0]).size());
  }

  @Test
  void whatComesBitByBitIsCutInTheSamePlaces() {
    float[] sound = sound(0.001, 1, 0.8, 1, 0.6, 1);
    Utterances utterances = new Utterances();
    List<float[]> cut = new ArrayList<>();
    for (int at = 0; at + Utterances.FRAME <= sound.length; at += Utterances.FRAME) {
      utterances.add(Arrays.copyOfRange(sound, at, at + Utterances.FRAME)).ifPresent(cut::add);
    }
    assertTrue(utterances.end().isEmpty());
    assertEquals(2, cut.size());
    assertEquals(0.8 + 0.48, (double) cut.get(0).length / RATE, 0.1);
  }

  @Test
  void noUtteranceGrowsWithoutEnd() {
    for (float[] utterance : Utterances.of(sound(0.0003, 1, 40, 1))) {
      assertTrue(utterance.length <= 13 * RATE, "lasts " + utterance.length / RATE + " s");
    }
  }

  /** Returns noise in which every second span of time, the second first, has a voice. */
  private static float[] sound(double noise, double... seconds) {
    Random random = new Random(3);
    float[] sound = new float[(int) Math.round(RATE * Arrays.stream(seconds).sum())];
    int at = 0;
    for (int span = 0; span < seconds.length; span++) {
      for (int i = 0; i < Math.round(RATE * seconds[span]) && at < sound.length; i++, at++) {
        double voice = span % 2 == 0 ? 0 : 0.3 * Math.sin(2 * Math.PI * 150 * i / RATE);
        sound[at] = (float) (voice + noise * random.nextGaussian());
      }
    }
    return sound;
  }
}

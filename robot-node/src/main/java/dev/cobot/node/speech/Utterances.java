package dev.cobot.node.speech;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts sound that comes in bit by bit into utterances, at its silences. What counts as silence
 * follows the last seconds.
 */
final class Utterances {
  /** Samples of a frame, 20 ms. */
  static final int FRAME = SpeechInput.RATE / 50;

  private static final int REMEMBERED = 50 * 8;
  private static final int GAP = 25;
  private static final int PADDING = 12;
  private static final int SHORTEST = 5;
  private static final int LONGEST = 50 * 12;
  private static final double QUIETEST_DECIBELS = -55;
  private static final float[] SILENT = new float[FRAME];

  private final List<float[]> frames = new ArrayList<>();
  private final List<Double> decibels = new ArrayList<>();

  /** Of the frames that are kept, the first and the last loud one; -1 for none. */
  private int first = -1;

  private int last = -1;
  private int loud;

  /**
   * Takes a frame.
   *
   * @param frame {@link #FRAME} samples
   * @return the utterance that has ended with it
   */
  Optional<float[]> add(float[] frame) {
    decibels.add(decibels(frame));
    if (decibels.size() > REMEMBERED) {
      decibels.remove(0);
    }
    frames.add(frame.clone());
    if (decibels.get(decibels.size() - 1) > threshold(decibels)) {
      last = frames.size() - 1;
      first = first < 0 ? last : first;
      loud++;
    }
    if (first < 0) {
      while (frames.size() > PADDING) {
        frames.remove(0);
      }
      return Optional.empty();
    }
    boolean isOver = frames.size() - 1 - last >= GAP || frames.size() > LONGEST;
    return isOver ? cut() : Optional.empty();
  }

  /** Returns what has begun and not ended, when no more comes. */
  Optional<float[]> end() {
    return first < 0 ? Optional.empty() : cut();
  }

  /** Returns the utterances of a whole sound, of which all is known before the first is cut. */
  static List<float[]> of(float[] sound) {
    List<float[]> frames = new ArrayList<>();
    for (int from = 0; from < sound.length; from += FRAME) {
      frames.add(Arrays.copyOfRange(sound, from, from + FRAME));
    }
    Utterances utterances = new Utterances();
    frames.stream().limit(REMEMBERED).forEach(frame -> utterances.decibels.add(decibels(frame)));
    List<float[]> cut = new ArrayList<>();
    frames.forEach(frame -> utterances.add(frame).ifPresent(cut::add));
    utterances.end().ifPresent(cut::add);
    return cut;
  }

  private static double decibels(float[] frame) {
    double energy = 1e-12;
    for (float sample : frame) {
      energy += sample * sample / frame.length;
    }
    return 10 * Math.log10(energy);
  }

  private Optional<float[]> cut() {
    boolean isSpeech = loud >= SHORTEST;
    List<float[]> said = new ArrayList<>();
    for (int at = first - PADDING; at <= last + PADDING; at++) {
      said.add(at >= 0 && at < frames.size() ? frames.get(at) : SILENT);
    }
    frames.clear();
    first = -1;
    last = -1;
    loud = 0;
    if (!isSpeech) {
      return Optional.empty();
    }
    float[] samples = new float[said.size() * FRAME];
    for (int i = 0; i < said.size(); i++) {
      System.arraycopy(said.get(i), 0, samples, i * FRAME, FRAME);
    }
    return Optional.of(samples);
  }

  /** Between the quiet and the loud tenth of the last seconds, nearer to the quiet one. */
  private static double threshold(List<Double> decibels) {
    double[] sorted = decibels.stream().mapToDouble(d -> d).sorted().toArray();
    double quiet = sorted[sorted.length / 10];
    double loud = sorted[sorted.length - 1 - sorted.length / 20];
    return Math.max(QUIETEST_DECIBELS, Math.max(quiet + 2, Math.min(quiet + 6, loud - 12)));
  }
}

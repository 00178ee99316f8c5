package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.session.Mind;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.node.rollout.HearingCases;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * How often what is heard as a wish with some probability is one. Sentences for which it is right
 * that the object is not there are left out: they are wishes, and nothing follows.
 */
final class Reliability {
  private static final int BINS = 10;

  private final int[] count = new int[BINS];
  private final int[] wishes = new int[BINS];
  private final double[] said = new double[BINS];

  /** Adds a sentence, as it is read. */
  void add(Mind mind, HearingCases.Sentence sentence) {
    List<String> accepted = sentence.accept().values().stream().flatMap(List::stream).toList();
    if (accepted.contains("ABSENT")) {
      return;
    }
    CommandReading reading;
    try {
      reading = mind.read(sentence.text());
    } catch (IllegalArgumentException e) {
      return; // too long, or of no words: nothing was read
    }
    boolean isOfWords =
        reading.objection().filter(o -> o.stage() != Objection.Stage.AT_ONCE).isPresent();
    if (isOfWords) {
      return; // a wish for something that is not known, or asked about: not doubted as a wish
    }
    double probability =
        reading.meaning().skill().isPresent()
            ? reading.skillProbability()
            : 1 - reading.skillProbability();
    add(probability, accepted.stream().anyMatch(word -> word.startsWith("DO ")));
  }

  void add(double probability, boolean isWish) {
    int bin = (int) Math.max(0, Math.min(BINS - 1, Math.floor(probability * BINS)));
    count[bin]++;
    said[bin] += probability;
    wishes[bin] += isWish ? 1 : 0;
  }

  /** Returns the expected calibration error: how far the two are apart, weighted by frequency. */
  double expectedError() {
    double sum = 0;
    int all = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(said[bin] - wishes[bin]);
      all += count[bin];
    }
    return all == 0 ? 0 : sum / all;
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "probability that it is a wish: said, and true (expected error %.1f %%)%n",
        100 * expectedError());
    for (int bin = 0; bin < BINS; bin++) {
      if (count[bin] > 0) {
        out.printf(
            Locale.ROOT,
            "  %5.1f %%  %5.1f %% of %d%n",
            100 * said[bin] / count[bin],
            100.0 * wishes[bin] / count[bin],
            count[bin]);
      }
    }
  }

  ObjectNode document() {
    ObjectNode document = new JsonMapper().createObjectNode();
    document.put("expectedError", expectedError());
    for (int bin = 0; bin < BINS; bin++) {
      if (count[bin] > 0) {
        document
            .withArray("bins")
            .addObject()
            .put("said", said[bin] / count[bin])
            .put("true", wishes[bin] / (double) count[bin])
            .put("count", count[bin]);
      }
    }
    return document;
  }
}

package dev.cobot.brain.study.caption;

import dev.cobot.sim2real.shapes.ShapesPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The captions of a split and what is true of its scenes, in memory. Immutable. */
final class CaptionRows {
  private static final int READ_AT_ONCE = 50_000;
  private static final int NEIGHBOURHOOD = 32; // a batch's lengths span this part of the split

  private final ShapesPart part;
  private final List<String> captions;
  private final int[][] words;
  private final int[] byLength;

  private CaptionRows(ShapesPart part, List<String> captions, int[][] words) {
    this.part = part;
    this.captions = captions;
    this.words = words;
    byLength =
        IntStream.range(0, words.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer row) -> words[row].length))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** Reads the first captions of a split. */
  static List<String> read(ShapesPart part, int count) throws IOException {
    if (!part.hasCaptions()) {
      throw new IOException(
          "the split '%s' has no captions; write the set anew: cobot data shapes"
              .formatted(part.split().fileName()));
    }
    List<String> captions = new ArrayList<>(count);
    for (int from = 0; from < count; from += READ_AT_ONCE) {
      captions.addAll(part.captions(from, Math.min(READ_AT_ONCE, count - from)));
    }
    return captions;
  }

  /**
   * Numbers the words of captions.
   *
   * @param captions of the first scenes of the split
   * @throws IOException if a caption is blank or too long
   */
  static CaptionRows of(ShapesPart part, List<String> captions, Vocabulary vocabulary, int maxWords)
      throws IOException {
    int[][] words = new int[captions.size()][];
    for (int row = 0; row < words.length; row++) {
      try {
        words[row] = vocabulary.read(captions.get(row), maxWords);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "captions of '%s', row %d: %s".formatted(part.split().fileName(), row, e.getMessage()),
            e);
      }
    }
    return new CaptionRows(part, captions, words);
  }

  int size() {
    return words.length;
  }

  String caption(int row) {
    return captions.get(row);
  }

  int[] words(int row) {
    return words[row];
  }

  /** Returns the scene's attributes, (11). */
  float[] attributes(int row) {
    return part.attributes(row);
  }

  /**
   * Draws rows whose captions have about the same length: a batch costs what its longest caption
   * costs.
   */
  int[] draw(int count, SplittableRandom random) {
    int span = Math.max(Math.min(count, size()), size() / NEIGHBOURHOOD);
    int first = random.nextInt(size() - span + 1);
    return IntStream.range(0, count).map(i -> byLength[first + random.nextInt(span)]).toArray();
  }
}

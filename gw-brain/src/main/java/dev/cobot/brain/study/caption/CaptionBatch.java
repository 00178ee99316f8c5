package dev.cobot.brain.study.caption;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.sim2real.shapes.ShapeVector;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * A batch of captions, in buffers that are used again. Words stand time step by time step: (steps,
 * rows).
 */
final class CaptionBatch {
  private final CaptionInput input;
  private final double hiddenWords;
  private final List<HostBatch> inputs = new ArrayList<>();
  private final HostBatch given;
  private final HostBatch wanted;
  private final HostBatch weights;
  private final HostBatch attributes;
  private int rows;
  private int tokens;
  private int steps;
  private long words;

  CaptionBatch(TextConfig config, CaptionInput input, int maxRows) {
    this.input = input;
    hiddenWords = config.hiddenWords();
    for (TensorSpec spec : input.encoder(input.maxTokens()).inputs()) {
      inputs.add(new HostBatch(size(spec.shapeFor(maxRows))));
    }
    long steps = config.tokens() + 1L; // the end is said too
    given = new HostBatch(steps * maxRows);
    wanted = new HostBatch(steps * maxRows);
    weights = new HostBatch(steps * maxRows);
    attributes = new HostBatch(maxRows, ShapeVector.LENGTH);
  }

  /** Takes captions; some words are hidden if there is something to draw from. */
  void fill(CaptionRows from, int[] chosen, SplittableRandom randomOrNull) {
    rows = chosen.length;
    CaptionInput.Rows read =
        input.read(Arrays.stream(chosen).mapToObj(from::caption).toList(), false);
    if (randomOrNull != null) {
      input.hide(read, randomOrNull);
    }
    tokens = read.tokens();
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).values().put(read.values()[i]);
    }
    steps = 1 + Arrays.stream(chosen).map(row -> from.words(row).length).max().orElseThrow();
    words = Arrays.stream(chosen).mapToLong(row -> from.words(row).length + 1L).sum();
    FloatBuffer before = given.values();
    FloatBuffer next = wanted.values();
    FloatBuffer counts = weights.values();
    for (int step = 0; step < steps; step++) {
      for (int row : chosen) {
        int[] said = from.words(row);
        before.put(step == 0 ? Vocabulary.BEGIN : given(said, step - 1, randomOrNull));
        next.put(step < said.length ? said[step] : Vocabulary.END);
        counts.put(step <= said.length ? 1 : 0);
      }
    }
    FloatBuffer truth = attributes.values();
    for (int row : chosen) {
      truth.put(from.attributes(row));
    }
  }

  private int given(int[] said, int at, SplittableRandom randomOrNull) {
    if (at >= said.length) {
      return Vocabulary.END;
    }
    boolean hidden = randomOrNull != null && randomOrNull.nextDouble() < hiddenWords;
    return hidden ? Vocabulary.UNKNOWN : said[at];
  }

  private static long size(long[] shape) {
    return LongStream.of(shape).reduce(1, (a, b) -> a * b);
  }

  int rows() {
    return rows;
  }

  int steps() {
    return steps;
  }

  /** Returns how many words the batch has, the ends included. */
  long words() {
    return words;
  }

  /** Returns the tokens of the encoder's rows. */
  int tokens() {
    return tokens;
  }

  /** Returns the encoder's inputs. */
  NDArray[] inputs(NDManager manager) {
    List<TensorSpec> specs = input.encoder(tokens).inputs();
    NDArray[] arrays = new NDArray[specs.size()];
    for (int i = 0; i < arrays.length; i++) {
      long[] shape = specs.get(i).shapeFor(rows);
      arrays[i] = inputs.get(i).toArray(manager, size(shape)).reshape(new Shape(shape));
    }
    return arrays;
  }

  /** Returns what the decoder is given, (steps, rows). */
  NDArray given(NDManager manager) {
    return given.toArray(manager, (long) steps * rows).reshape(steps, rows);
  }

  /** Returns what the decoder should say, (steps rows). */
  NDArray wanted(NDManager manager) {
    return wanted.toArray(manager, (long) steps * rows);
  }

  /** Returns 1 for a word, 0 for padding, (steps rows). */
  NDArray weights(NDManager manager) {
    return weights.toArray(manager, (long) steps * rows);
  }

  /** Returns what is true of the scenes, (rows, 11). */
  NDArray attributes(NDManager manager) {
    return attributes.toArray(manager, rows);
  }
}

package dev.cobot.brain.sight;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * Reads one object from a crop of the picture as it was taken.
 *
 * <p>Inputs {@code crop} (batch, 3, 64, 64) and {@code beside} (batch, 19), as {@link Crop} writes
 * them. Outputs: {@code kind} (batch, kinds + 1) logits, the last for no known kind; {@code values}
 * (batch, 18) and {@code logVariance} (batch, 18) of them, see {@link Reading}; {@code features}
 * (batch, 64).
 */
public final class ReaderNet implements Architecture {
  static final int FEATURES = 64;
  private static final int[] WIDTHS = {24, 48, 96, 128};
  private static final int HIDDEN = 192;

  private final int kinds;

  /**
   * @param kinds how many kinds of objects are told apart
   */
  public ReaderNet(int kinds) {
    this.kinds = kinds;
  }

  @Override
  public String name() {
    return "reader";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(
        new TensorSpec("crop", -1, 3, Crop.SIDE, Crop.SIDE),
        new TensorSpec("beside", -1, Crop.BESIDE));
  }

  @Override
  public List<String> outputs() {
    return List.of("kind", "values", "logVariance", "features");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = ops.relu(ops.conv2d(inputs.get(0), "stem", 3, WIDTHS[0], 3, 2, 1));
    for (int i = 1; i < WIDTHS.length; i++) {
      x = ops.relu(ops.conv2d(x, "down." + i, WIDTHS[i - 1], WIDTHS[i], 3, 2, 1));
      T y = ops.relu(ops.conv2d(x, "block." + i + ".a", WIDTHS[i], WIDTHS[i], 3, 1, 1));
      x = ops.relu(ops.add(x, ops.conv2d(y, "block." + i + ".b", WIDTHS[i], WIDTHS[i], 3, 1, 1)));
    }
    int cells = Crop.SIDE / 16 * (Crop.SIDE / 16);
    T flat = ops.reshape(x, 0, (long) WIDTHS[WIDTHS.length - 1] * cells);
    T beside = ops.relu(ops.linear(inputs.get(1), "beside", Crop.BESIDE, 32));
    T joined =
        ops.concat(
            1,
            List.of(
                ops.relu(ops.linear(flat, "flat", WIDTHS[WIDTHS.length - 1] * cells, HIDDEN)),
                beside));
    T hidden = ops.relu(ops.linear(joined, "hidden", HIDDEN + 32, HIDDEN));
    T features = ops.tanh(ops.linear(hidden, "features", HIDDEN, FEATURES));
    T kind = ops.linear(features, "kind", FEATURES, kinds + 1);
    T both = ops.concat(1, List.of(hidden, features));
    T values = ops.linear(both, "values", HIDDEN + FEATURES, Reading.VALUES);
    T spread = ops.linear(both, "spread", HIDDEN + FEATURES, Reading.VALUES);
    return List.of(kind, values, spread, features);
  }
}

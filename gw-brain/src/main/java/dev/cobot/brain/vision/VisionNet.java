package dev.cobot.brain.vision;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * A small fully convolutional network that finds objects as peaks of a heat map (CenterNet, Zhou et
 * al. 2019, arXiv 1904.07850) and describes each by the feature vector at its peak.
 *
 * <p>Input {@code image} (batch, 3, 240, 320), sRGB scaled to [-1, 1]. Outputs, all at stride 8:
 * {@code heat} (batch, kinds, 30, 40) logits, {@code offset} (batch, 4, 30, 40) sub-cell position
 * (x, y) in cells of what may be in or on something, then of what supports it, {@code features}
 * (batch, 64, 30, 40).
 */
public final class VisionNet implements Architecture {
  public static final int WIDTH_PIXELS = 320;
  public static final int HEIGHT_PIXELS = 240;
  public static final int STRIDE = 8;
  public static final int COLUMNS = WIDTH_PIXELS / STRIDE;
  public static final int ROWS = HEIGHT_PIXELS / STRIDE;
  public static final int FEATURES = 64;

  /** Channels of the sub-cell position. */
  static final int OFFSETS = 4;

  private static final int TRUNK = 64;

  /** Channels at twice the stride, where the network sees what is around a thing. */
  private static final int WIDE = 96;

  /** What a block adds counts half: without a norm, the sum of many blocks would grow. */
  private static final float BLOCK_SHARE = 0.5f;

  private final int kinds;

  /**
   * @param kinds how many kinds of objects have a heat map
   */
  public VisionNet(int kinds) {
    this.kinds = kinds;
  }

  @Override
  public String name() {
    return "vision";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("image", -1, 3, HEIGHT_PIXELS, WIDTH_PIXELS));
  }

  @Override
  public List<String> outputs() {
    return List.of("heat", "offset", "features");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = ops.relu(ops.conv2d(inputs.get(0), "stem1", 3, 24, 3, 2, 1));
    x = ops.relu(ops.conv2d(x, "stem2", 24, 48, 3, 2, 1));
    x = ops.relu(ops.conv2d(x, "stem3", 48, TRUNK, 3, 2, 1));
    x = block(ops, x, "near0", TRUNK);
    x = block(ops, x, "near1", TRUNK);
    T around = ops.relu(ops.conv2d(x, "down", TRUNK, WIDE, 3, 2, 1));
    around = block(ops, around, "wide0", WIDE);
    around = block(ops, around, "wide1", WIDE);
    around = ops.conv2d(around, "up", WIDE, TRUNK, 1, 1, 0);
    x = ops.relu(ops.add(x, ops.upsample2d(around, TRUNK, ROWS / 2, COLUMNS / 2)));
    x = block(ops, x, "near2", TRUNK);
    x = block(ops, x, "near3", TRUNK);
    T features = ops.tanh(ops.conv2d(x, "features", TRUNK, FEATURES, 1, 1, 0));
    // The heat maps start near "nothing here": most cells hold no object (focal loss prior).
    T heat = ops.addScalar(ops.conv2d(x, "heat", TRUNK, kinds, 1, 1, 0), -3f);
    T offset = ops.conv2d(x, "offset", TRUNK, OFFSETS, 1, 1, 0);
    return List.of(heat, offset, features);
  }

  private static <T> T block(Ops<T> ops, T x, String name, int channels) {
    T y = ops.relu(ops.conv2d(x, name + "a", channels, channels, 3, 1, 1));
    y = ops.conv2d(y, name + "b", channels, channels, 3, 1, 1);
    return ops.relu(ops.add(x, ops.scale(y, BLOCK_SHARE)));
  }
}

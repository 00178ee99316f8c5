package dev.cobot.brain.sight;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * Finds objects on a small picture: a trunk in the form of a network that was trained on
 * photographs (the backbone of NanoDet up to stride 16, github.com/RangiLyu/nanodet, Apache-2.0:
 * cross-stage partial blocks, Wang et al. 2020), and a neck and heads of our own at stride 8
 * (centre heat maps, Zhou et al. 2019, with the distances to the box's sides, Tian et al. 2019).
 *
 * <p>Input {@code image} (batch, 3, 288, 384) as {@link Canvas} writes it. Outputs: {@code heat}
 * (batch, kinds, 36, 48) logits, {@code box} (batch, 4, 36, 48): logarithms of the distances from
 * the cell's centre to the left, top, right and bottom side, in cells.
 */
public final class DetectorNet implements Architecture {
  public static final int WIDTH_PIXELS = 384;
  public static final int HEIGHT_PIXELS = 288;
  static final int STRIDE = 8;
  static final int COLUMNS = WIDTH_PIXELS / STRIDE;
  static final int ROWS = HEIGHT_PIXELS / STRIDE;

  /** Convolutions of the trunk, in the order of {@link PhotoTrunk}. */
  static final int TRUNK_CONVOLUTIONS = 17;

  private static final float SLOPE = 0.1f;
  private static final int HEAD = 96;

  private final int kinds;
  private final boolean frozen;

  /**
   * @param kinds how many kinds of objects have a heat map
   * @param frozen whether training leaves the trunk as it is
   */
  public DetectorNet(int kinds, boolean frozen) {
    this.kinds = kinds;
    this.frozen = frozen;
  }

  @Override
  public String name() {
    return "detector";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("image", -1, 3, HEIGHT_PIXELS, WIDTH_PIXELS));
  }

  @Override
  public List<String> outputs() {
    return List.of("heat", "box");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T x = convolution(ops, inputs.get(0), 0, 3, 32, 2);
    x = ops.maxPool2d(x, 3, 2, 1);
    T stem = convolution(ops, x, 1, 32, 32, 1);
    T joined = convolution(ops, half(ops, stem, 2, 32), 4, 32, 32, 1);
    x = convolution(ops, ops.concat(1, List.of(joined, stem)), 5, 64, 64, 2);
    T eighth = block(ops, x, 6, 64);
    x = convolution(ops, eighth, 11, 128, 128, 2);
    T sixteenth = block(ops, x, 12, 128);
    if (frozen) {
      eighth = ops.detach(eighth);
      sixteenth = ops.detach(sixteenth);
    }
    T around = ops.relu(ops.conv2d(sixteenth, "neck.32", 256, HEAD, 3, 2, 1));
    around = ops.relu(ops.conv2d(around, "neck.around", HEAD, HEAD, 3, 1, 1));
    T middle =
        ops.relu(
            ops.add(
                ops.conv2d(sixteenth, "neck.16", 256, HEAD, 1, 1, 0),
                ops.upsample2d(around, HEAD, ROWS / 4, COLUMNS / 4)));
    T fine =
        ops.relu(
            ops.add(
                ops.conv2d(eighth, "neck.8", 128, HEAD, 1, 1, 0),
                ops.upsample2d(
                    ops.conv2d(middle, "neck.middle", HEAD, HEAD, 1, 1, 0),
                    HEAD,
                    ROWS / 2,
                    COLUMNS / 2)));
    T y = ops.relu(ops.conv2d(fine, "head.0", HEAD, HEAD, 3, 1, 1));
    y = ops.relu(ops.add(ops.conv2d(y, "head.1", HEAD, HEAD, 3, 1, 1), y));
    // The heat maps start near "nothing here": most cells hold no object (focal loss prior).
    T heat = ops.addScalar(ops.conv2d(y, "heat", HEAD, kinds, 1, 1, 0), -3.5f);
    T box = ops.conv2d(y, "box", HEAD, 4, 1, 1, 0);
    return List.of(heat, box);
  }

  private static String trunkName(int convolution) {
    return "trunk." + convolution;
  }

  private static <T> T convolution(Ops<T> ops, T x, int index, int in, int out, int stride) {
    return ops.leakyRelu(ops.conv2d(x, trunkName(index), in, out, 3, stride, 1), SLOPE);
  }

  /** A cross-stage partial block of five convolutions: width channels in, twice as many out. */
  private static <T> T block(Ops<T> ops, T x, int first, int width) {
    T joined = half(ops, half(ops, x, first, width), first + 2, width);
    return ops.concat(1, List.of(convolution(ops, joined, first + 4, width, width, 1), x));
  }

  private static <T> T half(Ops<T> ops, T x, int first, int width) {
    T a = convolution(ops, x, first, width, width / 2, 1);
    T b = convolution(ops, a, first + 1, width / 2, width / 2, 1);
    return ops.concat(1, List.of(b, a));
  }
}

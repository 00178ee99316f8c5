package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Convolutions and their gradients in many shapes against their definition: the engine chooses
 * among many kernels by shape, memory layout and processor, and not each was right everywhere.
 */
class ConvolutionTest {
  private static final int[] CHANNELS = {1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 48, 64};
  private static final int[] SIDES = {1, 2, 3, 4, 5, 8, 11, 12, 16, 24, 32};
  private static final int[] BATCHES = {1, 2, 3, 4, 16};
  private static final double MAX_PRODUCTS = 2e6;
  private static final double TOLERANCE = 1e-5;

  private record Case(
      boolean transposed,
      boolean pixelMajor,
      int batch,
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      int height,
      int width) {
    static Case draw(SplittableRandom random, boolean transposed) {
      while (true) {
        int kernel = 1 + random.nextInt(8);
        Case drawn =
            new Case(
                transposed,
                random.nextBoolean(),
                BATCHES[random.nextInt(BATCHES.length)],
                CHANNELS[random.nextInt(CHANNELS.length)],
                CHANNELS[random.nextInt(CHANNELS.length)],
                kernel,
                1 + random.nextInt(2),
                random.nextInt(Math.min(kernel, 4)),
                SIDES[random.nextInt(SIDES.length)],
                SIDES[random.nextInt(SIDES.length)]);
        int smallest = Math.min(drawn.out(drawn.height), drawn.out(drawn.width));
        if (smallest >= 1 && drawn.products() <= MAX_PRODUCTS) {
          return drawn;
        }
      }
    }

    int out(int side) {
      return transposed
          ? (side - 1) * stride - 2 * padding + kernel
          : Math.floorDiv(side + 2 * padding - kernel, stride) + 1;
    }

    double products() {
      double positions = transposed ? (double) height * width : (double) out(height) * out(width);
      return (double) batch * in * out * kernel * kernel * positions;
    }
  }

  /** Result and gradients of x and of the kernel for a loss of {@code sum(result * pull)}. */
  private record Outcome(double[] y, double[] x, double[] weight) {}

  private static Outcome defined(Case c, float[] x, float[] weight, float[] pull) {
    int outHeight = c.out(c.height);
    int outWidth = c.out(c.width);
    // A transposed convolution is one whose input and output change places.
    int sparseHeight = c.transposed ? c.height : outHeight;
    int sparseWidth = c.transposed ? c.width : outWidth;
    int denseHeight = c.transposed ? outHeight : c.height;
    int denseWidth = c.transposed ? outWidth : c.width;
    Outcome sum =
        new Outcome(new double[pull.length], new double[x.length], new double[weight.length]);
    for (int n = 0; n < c.batch; n++) {
      for (int i = 0; i < c.in; i++) {
        for (int o = 0; o < c.out; o++) {
          for (int tap = 0; tap < c.kernel * c.kernel; tap++) {
            int k = (c.transposed ? i * c.out + o : o * c.in + i) * c.kernel * c.kernel + tap;
            for (int row = 0; row < sparseHeight; row++) {
              int denseRow = row * c.stride - c.padding + tap / c.kernel;
              if (denseRow < 0 || denseRow >= denseHeight) {
                continue;
              }
              for (int column = 0; column < sparseWidth; column++) {
                int denseColumn = column * c.stride - c.padding + tap % c.kernel;
                if (denseColumn < 0 || denseColumn >= denseWidth) {
                  continue;
                }
                int sparse = row * sparseWidth + column;
                int dense = denseRow * denseWidth + denseColumn;
                int at = (n * c.in + i) * c.height * c.width + (c.transposed ? sparse : dense);
                int to = (n * c.out + o) * outHeight * outWidth + (c.transposed ? dense : sparse);
                sum.y[to] += (double) x[at] * weight[k];
                sum.x[at] += (double) pull[to] * weight[k];
                sum.weight[k] += (double) pull[to] * x[at];
              }
            }
          }
        }
      }
    }
    return sum;
  }

  /** Returns what the engine computes: y, then the gradients of x and of the kernel. */
  private static List<float[]> computed(
      Case c, KernelPack kernelsOrNull, float[] x, float[] weight, float[] pull) {
    Engine engine = Engines.pyTorch();
    try (NDManager manager = engine.newBaseManager(InferenceDevice.CPU.onPyTorch())) {
      NDArray input = manager.create(x, new Shape(c.batch, c.in, c.height, c.width));
      NDArray taps =
          manager.create(
              weight,
              c.transposed
                  ? new Shape(c.in, c.out, c.kernel, c.kernel)
                  : new Shape(c.out, c.in, c.kernel, c.kernel));
      NDArray pulled =
          manager.create(pull, new Shape(c.batch, c.out, c.out(c.height), c.out(c.width)));
      input.setRequiresGradient(true);
      taps.setRequiresGradient(true);
      ParameterSource<NDArray> source = (name, init, shape) -> taps;
      NdOps ops = new NdOps(source, manager, true, kernelsOrNull, false);
      List<float[]> results = new ArrayList<>();
      try (GradientCollector collector = engine.newGradientCollector()) {
        NDArray from = c.pixelMajor ? pixelMajor(manager, input) : input;
        NDArray y =
            c.transposed
                ? ops.convTranspose2d(from, "p", c.in, c.out, c.kernel, c.stride, c.padding, false)
                : ops.conv2d(from, "p", c.in, c.out, c.kernel, c.stride, c.padding, false);
        results.add(y.toFloatArray());
        collector.backward(y.mul(pulled).sum());
      }
      results.add(input.getGradient().toFloatArray());
      results.add(taps.getGradient().toFloatArray());
      return results;
    }
  }

  /** The same numbers with the channels of a pixel side by side, as a batch norm leaves them. */
  private static NDArray pixelMajor(NDManager manager, NDArray x) {
    return x.transpose(0, 2, 3, 1).mul(manager.create(1f)).transpose(0, 3, 1, 2);
  }

  @ParameterizedTest
  @CsvSource({"false, true", "true, true", "true, false"})
  void resultsAndGradientsAreAsDefined(boolean transposed, boolean fused) {
    KernelPack kernels = fused ? KernelPack.loadOrNull() : null;
    assertEquals(fused, kernels != null);
    SplittableRandom random = new SplittableRandom(1);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Case c = Case.draw(random, transposed);
      float[] x = TestNets.gaussian(random, c.batch * c.in * c.height * c.width);
      float[] weight = TestNets.gaussian(random, c.in * c.out * c.kernel * c.kernel);
      float[] pull = TestNets.gaussian(random, c.batch * c.out * c.out(c.height) * c.out(c.width));
      Outcome expected = defined(c, x, weight, pull);
      List<float[]> got = computed(c, kernels, x, weight, pull);
      double[] worst = {
        difference(expected.y, got.get(0)),
        difference(expected.x, got.get(1)),
        difference(expected.weight, got.get(2))
      };
      for (double difference : worst) {
        if (!(difference <= TOLERANCE)) {
          wrong.add(c + ": off by " + worst[0] + ", gradients by " + worst[1] + ", " + worst[2]);
          break;
        }
      }
    }
    assertTrue(wrong.isEmpty(), () -> wrong.size() + " of 60 wrong:\n" + String.join("\n", wrong));
  }

  /** Returns the largest difference relative to the largest value; NaN if a value is not finite. */
  private static double difference(double[] expected, float[] got) {
    assertEquals(expected.length, got.length);
    double scale = 1;
    double worst = 0;
    for (int i = 0; i < got.length; i++) {
      if (!Float.isFinite(got[i])) {
        return Double.NaN;
      }
      scale = Math.max(scale, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(expected[i] - got[i]));
    }
    return worst / scale;
  }
}

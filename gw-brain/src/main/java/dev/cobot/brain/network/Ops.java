package dev.cobot.brain.network;

import java.util.List;

/**
 * The operations that a network may use. Every executor computes the same function: the differences
 * are rounding only.
 *
 * <p>Operations that own parameters take a name, unique within the architecture; a second use of a
 * name shares the parameters and must agree in shape. Axes may be negative (from the end). The
 * result is always a new tensor.
 *
 * @param <T> the executor's tensor
 */
public interface Ops<T> {
  /**
   * Returns {@code x W^T + b}. W (outputs, inputs) and b (outputs) are drawn from
   * U(-1/sqrt(inputs), 1/sqrt(inputs)), LeCun et al. 1998 as PyTorch has it.
   *
   * @param x (..., inputs)
   * @return (..., outputs)
   */
  default T linear(T x, String name, int inputs, int outputs) {
    return linear(x, name, inputs, outputs, (float) (1 / Math.sqrt(inputs)));
  }

  /** As {@link #linear(Object, String, int, int)} with W and b from U(-bound, bound); 0: zeros. */
  T linear(T x, String name, int inputs, int outputs, float bound);

  /**
   * Returns the 2-D cross-correlation plus bias. The kernel (out, in, kernel, kernel) is drawn from
   * N(0, 2 / (in kernel^2)), He et al. 2015; the bias (out) starts at 0.
   *
   * @param x (batch, in, height, width)
   * @return (batch, out, (height + 2 padding - kernel) / stride + 1, same for width)
   */
  default T conv2d(T x, String name, int in, int out, int kernel, int stride, int padding) {
    return conv2d(x, name, in, out, kernel, stride, padding, true);
  }

  /**
   * As {@link #conv2d(Object, String, int, int, int, int, int)}; the bias may be left out, as where
   * {@link #batchNorm} follows.
   */
  T conv2d(T x, String name, int in, int out, int kernel, int stride, int padding, boolean bias);

  /**
   * Returns the transposed 2-D convolution: what the gradient of {@link #conv2d} does to its input.
   * The kernel (in, out, kernel, kernel) is drawn from N(0, 2 stride^2 / (in kernel^2)): so many
   * products meet in an output; the bias (out) starts at 0.
   *
   * @param x (batch, in, height, width)
   * @return (batch, out, (height - 1) stride - 2 padding + kernel, same for width)
   */
  T convTranspose2d(
      T x, String name, int in, int out, int kernel, int stride, int padding, boolean bias);

  /**
   * Returns x with zeros around its last two axes.
   *
   * @param x (batch, channels, height, width)
   * @return (batch, channels, top + height + bottom, left + width + right)
   */
  T zeroPad2d(T x, int left, int right, int top, int bottom);

  /**
   * Normalises each channel over the batch and what follows the channel axis (Ioffe and Szegedy
   * 2015), epsilon 1e-5, with a gain and an offset. Training steps use the batch's own mean and
   * variance and move the running ones towards them by 0.1 (the variance without bias, as PyTorch);
   * everything else uses the running ones. These are weights of the network called {@code
   * running_mean} and {@code running_var}; no gradient and no average of the weights moves them.
   *
   * @param x (batch, channels) or (batch, channels, height, width)
   */
  T batchNorm(T x, String name, int channels);

  /** Returns {@code relu(batchNorm(x))}, in less memory where the executor can. */
  default T batchNormRelu(T x, String name, int channels) {
    return relu(batchNorm(x, name, channels));
  }

  /** Normalises the last axis (of size {@code width}), epsilon 1e-5, with a gain and an offset. */
  T layerNorm(T x, String name, int width);

  /** Returns a free parameter drawn from N(0, initStd^2); {@code initStd} 0 gives zeros. */
  T parameter(String name, float initStd, long... shape);

  /**
   * Returns rows of a table (count, width) drawn from N(0, 1/width).
   *
   * @param ids whole numbers in [0, count) held as floats, any shape
   * @return (the shape of ids, width)
   */
  T embedding(T ids, String name, int count, int width);

  /** Returns a constant that is not trained, row-major. */
  T constant(float[] values, long... shape);

  /** Returns a + b with broadcasting. */
  T add(T a, T b);

  /** Returns a - b with broadcasting. */
  T sub(T a, T b);

  /** Returns the element-wise product with broadcasting. */
  T mul(T a, T b);

  /** Returns the element-wise quotient with broadcasting. */
  T div(T a, T b);

  /** Returns {@code factor x}. */
  T scale(T x, float factor);

  /** Returns {@code x + value}. */
  T addScalar(T x, float value);

  /** Returns x limited to [low, high]. */
  T clip(T x, float low, float high);

  /** Returns the matrix product of the last two axes; leading axes broadcast. */
  T matmul(T a, T b);

  /** Returns max(x, 0). */
  T relu(T x);

  /** Returns x where it is positive, else {@code slope x} (Maas et al. 2013). */
  T leakyRelu(T x, float slope);

  /**
   * Returns the largest value under each window; the border counts as minus infinity.
   *
   * @param x (batch, channels, height, width)
   * @return (batch, channels, (height + 2 padding - kernel) / stride + 1, same for width)
   */
  T maxPool2d(T x, int kernel, int stride, int padding);

  /**
   * Returns x with each pixel twice in both directions.
   *
   * @param x (batch, channels, height, width) with known sizes but for the batch
   * @return (batch, channels, 2 height, 2 width)
   */
  T upsample2d(T x, int channels, int height, int width);

  /** Returns x, through which no gradient flows back. */
  T detach(T x);

  /** Returns the exact GELU, {@code x (1 + erf(x / sqrt 2)) / 2}. */
  T gelu(T x);

  /** Returns the hyperbolic tangent. */
  T tanh(T x);

  /** Returns the sine of x in radians. */
  T sin(T x);

  /** Returns the cosine of x in radians. */
  T cos(T x);

  /** Returns 1 / (1 + e^-x). */
  T sigmoid(T x);

  /** Returns e^x. */
  T exp(T x);

  /** Returns the natural logarithm. */
  T log(T x);

  /** Returns the square root. */
  T sqrt(T x);

  /** Returns ln(1 + e^x). */
  T softplus(T x);

  /** Returns the softmax over the last axis. */
  T softmax(T x);

  /** Returns x in a new shape; 0 keeps the axis of x at that place, one -1 is inferred. */
  T reshape(T x, long... shape);

  /** Returns x with its axes permuted: axis i of the result is axis {@code axes[i]} of x. */
  T transpose(T x, int... axes);

  /** Joins along an existing axis. */
  T concat(int axis, List<T> parts);

  /** Returns the entries [from, to) of an axis; both are at least 0. */
  T slice(T x, int axis, long from, long to);

  /** Sums over one axis. */
  T sumAxis(T x, int axis, boolean keepDims);

  /** Averages over one axis. */
  T meanAxis(T x, int axis, boolean keepDims);

  /** Returns {@code x / sqrt(sum x^2 + 1e-12)}, the sum over the last axis. */
  T l2Normalize(T x);

  /**
   * Scaled dot-product attention (Vaswani et al. 2017) without the projections.
   *
   * @param q (batch, queries, width)
   * @param k (batch, keys, width)
   * @param v (batch, keys, width)
   * @param additiveMaskOrNull added to the scores, broadcast to (batch, heads, queries, keys); use
   *     -1e9, not minus infinity, to forbid a key
   * @param heads divides the width
   * @return (batch, queries, width)
   */
  T attention(T q, T k, T v, T additiveMaskOrNull, int heads);

  /** Zeroes entries with probability p and scales the rest, while training; otherwise x itself. */
  T dropout(T x, float p);
}

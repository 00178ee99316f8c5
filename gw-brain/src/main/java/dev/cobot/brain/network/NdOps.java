package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.List;

/** The operations on PyTorch arrays, for training (gradients flow) and for inference. */
final class NdOps extends AbstractOps<NDArray> {
  /** What the binding calls momentum: the part of the running statistics that stays. */
  private static final float RUNNING_KEPT = 0.9f;

  private final ParameterSource<NDArray> parameters;
  private final NDManager manager;
  private final boolean training;
  private final KernelPack kernels; // null: plain operations only
  private final boolean bfloat16; // only with kernels

  /** Every array that the operations make belongs to {@code manager}. */
  NdOps(
      ParameterSource<NDArray> parameters,
      NDManager manager,
      boolean training,
      KernelPack kernelsOrNull,
      boolean bfloat16) {
    this.parameters = parameters;
    this.manager = manager;
    this.training = training;
    this.kernels = kernelsOrNull;
    this.bfloat16 = bfloat16 && kernelsOrNull != null;
  }

  @Override
  public NDArray linear(NDArray x, String name, int inputs, int outputs, float bound) {
    ParameterInit init = ParameterInit.uniform(bound);
    NDArray weight = parameters.get(name + ".weight", init, outputs, inputs);
    NDArray bias = parameters.get(name + ".bias", init, outputs);
    if (bfloat16) {
      return kernels.linearBfloat16(x, weight, bias, training);
    }
    return x.getNDArrayInternal().linear(x, weight, bias).head();
  }

  @Override
  public NDArray conv2d(
      NDArray x,
      String name,
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      boolean hasBias) {
    float std = (float) Math.sqrt(2.0 / ((double) in * kernel * kernel));
    NDArray weight =
        parameters.get(name + ".weight", ParameterInit.normal(std), out, in, kernel, kernel);
    NDArray bias = hasBias ? parameters.get(name + ".bias", ParameterInit.constant(0), out) : null;
    if (bfloat16 && kernels.hasConvolution(stride, padding)) {
      return kernels.convolutionBfloat16(x, weight, bias, stride, padding, training);
    }
    return x.getNDArrayInternal()
        .convolution(
            x,
            weight,
            bias,
            new Shape(stride, stride),
            new Shape(padding, padding),
            new Shape(1, 1),
            1)
        .head();
  }

  @Override
  public NDArray convTranspose2d(
      NDArray x,
      String name,
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      boolean hasBias) {
    float std = (float) Math.sqrt(2.0 * stride * stride / ((double) in * kernel * kernel));
    NDArray weight =
        parameters.get(name + ".weight", ParameterInit.normal(std), in, out, kernel, kernel);
    NDArray y =
        kernels != null && kernels.hasConvolution(stride, padding)
            ? kernels.convolutionTransposed(x, weight, stride, padding, training, bfloat16)
            : plainConvTranspose(x, weight, kernel, stride, padding);
    if (!hasBias) {
      return y;
    }
    NDArray bias = parameters.get(name + ".bias", ParameterInit.constant(0), out);
    return y.add(inStep(bias.reshape(1, out, 1, 1)));
  }

  /**
   * A convolution of the picture with zeros between its pixels, the kernel turned by 180 degrees.
   */
  private NDArray plainConvTranspose(
      NDArray x, NDArray weight, int kernel, int stride, int padding) {
    if (padding >= kernel) {
      throw new IllegalArgumentException(
          "transposed convolution with kernel %d and padding %d; allowed: padding below the kernel"
              .formatted(kernel, padding));
    }
    long height = x.getShape().get(2);
    long width = x.getShape().get(3);
    NDArray spread = x;
    if (stride > 1) {
      NDArray apart = x.expandDims(4).expandDims(3); // (batch, in, height, 1, width, 1)
      NDArray zeros = manager.zeros(apart.getShape());
      NDList columns = new NDList(apart);
      for (int i = 1; i < stride; i++) {
        columns.add(zeros);
      }
      NDArray wide = NDArrays.concat(columns, 5);
      NDList rows = new NDList(wide);
      for (int i = 1; i < stride; i++) {
        rows.add(manager.zeros(wide.getShape()));
      }
      spread =
          NDArrays.concat(rows, 3)
              .reshape(x.getShape().get(0), x.getShape().get(1), height * stride, width * stride);
      spread =
          slice(slice(spread, 2, 0, (height - 1) * stride + 1), 3, 0, (width - 1) * stride + 1);
    }
    int around = kernel - 1 - padding;
    NDArray turned = inStep(weight.transpose(1, 0, 2, 3)).flip(2, 3);
    return spread
        .getNDArrayInternal()
        .convolution(
            spread, turned, null, new Shape(1, 1), new Shape(around, around), new Shape(1, 1), 1)
        .head();
  }

  @Override
  public NDArray zeroPad2d(NDArray x, int left, int right, int top, int bottom) {
    return x.pad(new Shape(left, right, top, bottom), 0);
  }

  @Override
  public NDArray batchNorm(NDArray x, String name, int channels) {
    NDArray gain = parameters.get(name + ".weight", ParameterInit.constant(1), channels);
    NDArray offset = parameters.get(name + ".bias", ParameterInit.constant(0), channels);
    NDArray mean = parameters.state(name + ".running_mean", ParameterInit.constant(0), channels);
    NDArray variance = parameters.state(name + ".running_var", ParameterInit.constant(1), channels);
    return x.getNDArrayInternal()
        .batchNorm(x, mean, variance, gain, offset, 1, RUNNING_KEPT, BATCH_NORM_EPSILON, training)
        .head();
  }

  @Override
  public NDArray batchNormRelu(NDArray x, String name, int channels) {
    if (kernels == null) {
      return relu(batchNorm(x, name, channels));
    }
    return kernels.batchNormRelu(
        x,
        parameters.get(name + ".weight", ParameterInit.constant(1), channels),
        parameters.get(name + ".bias", ParameterInit.constant(0), channels),
        parameters.state(name + ".running_mean", ParameterInit.constant(0), channels),
        parameters.state(name + ".running_var", ParameterInit.constant(1), channels),
        training);
  }

  @Override
  public NDArray layerNorm(NDArray x, String name, int width) {
    NDArray gain = parameters.get(name + ".weight", ParameterInit.constant(1), width);
    NDArray offset = parameters.get(name + ".bias", ParameterInit.constant(0), width);
    return x.getNDArrayInternal()
        .layerNorm(x, new Shape(width), gain, offset, LAYER_NORM_EPSILON)
        .head();
  }

  @Override
  public NDArray parameter(String name, float initStd, long... shape) {
    NDArray value = parameters.get(name, ParameterInit.normal(initStd), shape);
    return inStep(value.reshape(value.getShape()));
  }

  /**
   * Makes a view of a parameter belong to the step: a result belongs to its first operand's
   * manager, and with the parameter itself there, results would pile up in the manager that never
   * closes.
   */
  private NDArray inStep(NDArray view) {
    view.attach(manager);
    return view;
  }

  @Override
  public NDArray embedding(NDArray ids, String name, int count, int width) {
    NDArray table =
        parameters.get(
            name + ".weight", ParameterInit.normal((float) (1 / Math.sqrt(width))), count, width);
    NDArray whole = ids.toType(DataType.INT64, false);
    return whole.getNDArrayInternal().embedding(whole, table, SparseFormat.DENSE).head();
  }

  @Override
  public NDArray constant(float[] values, long... shape) {
    return manager.create(values, new Shape(shape));
  }

  @Override
  public NDArray add(NDArray a, NDArray b) {
    return a.add(b);
  }

  @Override
  public NDArray sub(NDArray a, NDArray b) {
    return a.sub(b);
  }

  @Override
  public NDArray mul(NDArray a, NDArray b) {
    return a.mul(b);
  }

  @Override
  public NDArray div(NDArray a, NDArray b) {
    return a.div(b);
  }

  @Override
  public NDArray scale(NDArray x, float factor) {
    // Not x.mul(factor): the constant must outlive the backward pass (see Losses.scalar).
    return x.mul(Losses.scalar(x, factor));
  }

  @Override
  public NDArray addScalar(NDArray x, float value) {
    return x.add(value);
  }

  @Override
  public NDArray clip(NDArray x, float low, float high) {
    return x.clip(low, high);
  }

  @Override
  public NDArray matmul(NDArray a, NDArray b) {
    return a.matMul(b);
  }

  @Override
  public NDArray relu(NDArray x) {
    return x.getNDArrayInternal().relu();
  }

  @Override
  public NDArray leakyRelu(NDArray x, float slope) {
    return x.getNDArrayInternal().leakyRelu(slope);
  }

  @Override
  public NDArray maxPool2d(NDArray x, int kernel, int stride, int padding) {
    return x.getNDArrayInternal()
        .maxPool(
            new Shape(kernel, kernel),
            new Shape(stride, stride),
            new Shape(padding, padding),
            false);
  }

  @Override
  public NDArray detach(NDArray x) {
    return training ? x.stopGradient() : x;
  }

  @Override
  public NDArray gelu(NDArray x) {
    return x.getNDArrayInternal().gelu();
  }

  @Override
  public NDArray tanh(NDArray x) {
    return x.tanh();
  }

  @Override
  public NDArray sin(NDArray x) {
    return x.sin();
  }

  @Override
  public NDArray cos(NDArray x) {
    return x.cos();
  }

  @Override
  public NDArray sigmoid(NDArray x) {
    return x.getNDArrayInternal().sigmoid();
  }

  @Override
  public NDArray exp(NDArray x) {
    return x.exp();
  }

  @Override
  public NDArray log(NDArray x) {
    return x.log();
  }

  @Override
  public NDArray sqrt(NDArray x) {
    return x.sqrt();
  }

  @Override
  public NDArray softplus(NDArray x) {
    return x.getNDArrayInternal().softPlus();
  }

  @Override
  public NDArray softmax(NDArray x) {
    return x.softmax(-1);
  }

  @Override
  public NDArray reshape(NDArray x, long... shape) {
    return x.reshape(new Shape(resolveShape(shape, x.getShape().getShape())));
  }

  @Override
  public NDArray transpose(NDArray x, int... axes) {
    return x.transpose(axes);
  }

  @Override
  public NDArray concat(int axis, List<NDArray> parts) {
    requireParts(parts);
    return NDArrays.concat(new NDList(parts), axis);
  }

  @Override
  public NDArray slice(NDArray x, int axis, long from, long to) {
    int dimension = axis < 0 ? axis + x.getShape().dimension() : axis;
    return x.get(new NDIndex().addAllDim(dimension).addSliceDim(from, to));
  }

  @Override
  public NDArray sumAxis(NDArray x, int axis, boolean keepDims) {
    return x.sum(new int[] {axis}, keepDims);
  }

  @Override
  public NDArray meanAxis(NDArray x, int axis, boolean keepDims) {
    return x.mean(new int[] {axis}, keepDims);
  }

  @Override
  public NDArray attention(NDArray q, NDArray k, NDArray v, NDArray mask, int heads) {
    if (kernels == null) {
      return plainAttention(q, k, v, mask, heads);
    }
    NDArray joined =
        kernels.attention(
            splitHeads(q, heads, false),
            splitHeads(k, heads, false),
            splitHeads(v, heads, false),
            mask,
            training);
    return joinHeads(joined, width(q));
  }

  @Override
  public NDArray dropout(NDArray x, float p) {
    if (!training || p == 0) {
      return x;
    }
    return x.getNDArrayInternal().dropout(x, p, true).head();
  }

  @Override
  int width(NDArray x) {
    return Math.toIntExact(x.getShape().get(x.getShape().dimension() - 1));
  }
}

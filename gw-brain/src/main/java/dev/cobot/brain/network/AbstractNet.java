package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the two run times share: host buffers that are reused, checks, results as Java arrays. */
abstract class AbstractNet implements InferenceNet {
  /** The largest output that is brought to the heap; any network here is far below. */
  private static final long MAX_OUTPUT_VALUES = 1L << 26;

  private final List<String> inputNames;
  private final List<TensorSpec> specs; // empty: shapes are not known
  private final ByteBuffer[] buffers;
  private boolean closed;

  AbstractNet(List<String> inputNames, List<TensorSpec> specs) {
    this.inputNames = List.copyOf(inputNames);
    this.specs = List.copyOf(specs);
    this.buffers = new ByteBuffer[inputNames.size()];
  }

  /** Runs on named arrays of {@code manager}, in order; the outputs are named. */
  abstract NDList forward(NDManager manager, NDList inputs);

  abstract NDManager newManager();

  @Override
  public final List<String> inputNames() {
    return inputNames;
  }

  @Override
  public final synchronized Map<String, FloatTensor> run(
      Map<String, ? extends TensorValue> inputs) {
    requireOpen();
    Set<String> unknown = new HashSet<>(inputs.keySet());
    inputNames.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown inputs %s; the network takes %s".formatted(unknown, inputNames));
    }
    try (NDManager manager = newManager()) {
      NDList list = new NDList(inputNames.size());
      for (int i = 0; i < inputNames.size(); i++) {
        TensorValue value = inputs.get(inputNames.get(i));
        if (value == null) {
          throw new IllegalArgumentException(
              "input '%s' is missing; the network takes %s"
                  .formatted(inputNames.get(i), inputNames));
        }
        list.add(array(manager, i, value));
      }
      Map<String, FloatTensor> outputs = new LinkedHashMap<>();
      for (NDArray output : forward(manager, list)) {
        outputs.put(
            output.getName(), new FloatTensor(output.getShape().getShape(), values(output)));
      }
      return outputs;
    }
  }

  @Override
  public final synchronized float[][] run(int batch, float[]... inputs) {
    requireOpen();
    if (specs.isEmpty()) {
      throw new IllegalStateException(
          "this network was opened without input shapes; call run(Map) instead");
    }
    if (batch < 1 || inputs.length != specs.size()) {
      throw new IllegalArgumentException(
          "batch %d with %d inputs; the network takes a batch of 1 or more of %s"
              .formatted(batch, inputs.length, specs));
    }
    try (NDManager manager = newManager()) {
      NDList list = new NDList(inputs.length);
      for (int i = 0; i < inputs.length; i++) {
        long[] shape = specs.get(i).shapeFor(batch);
        if (inputs[i].length != TensorValue.size(shape)) {
          throw new IllegalArgumentException(
              "input '%s' has %d values; shape %s needs %d"
                  .formatted(
                      inputNames.get(i),
                      inputs[i].length,
                      Arrays.toString(shape),
                      TensorValue.size(shape)));
        }
        list.add(array(manager, i, inputs[i], shape));
      }
      NDList outputs = forward(manager, list);
      float[][] result = new float[outputs.size()][];
      for (int i = 0; i < result.length; i++) {
        result[i] = values(outputs.get(i));
      }
      return result;
    }
  }

  private NDArray array(NDManager manager, int index, TensorValue value) {
    if (!specs.isEmpty()) {
      requireFits(specs.get(index), value);
    }
    if (value instanceof FloatTensor tensor) {
      return array(manager, index, tensor.values(), tensor.shape());
    }
    LongTensor tensor = (LongTensor) value;
    ByteBuffer buffer = buffer(index, 8L * tensor.values().length);
    buffer.asLongBuffer().put(tensor.values());
    return create(manager, index, buffer, tensor.shape(), DataType.INT64);
  }

  private NDArray array(NDManager manager, int index, float[] values, long[] shape) {
    ByteBuffer buffer = buffer(index, 4L * values.length);
    buffer.asFloatBuffer().put(values);
    return create(manager, index, buffer, shape, DataType.FLOAT32);
  }

  private NDArray create(
      NDManager manager, int index, ByteBuffer buffer, long[] shape, DataType type) {
    NDArray array = manager.create(buffer, new Shape(shape), type);
    array.setName(inputNames.get(index));
    return array;
  }

  private static void requireFits(TensorSpec spec, TensorValue value) {
    long[] shape = value.shape();
    long[] wanted = spec.shapeFor(shape.length == 0 ? 1 : shape[0]);
    if (!(value instanceof FloatTensor) || !Arrays.equals(shape, wanted)) {
      throw new IllegalArgumentException(
          "input '%s' is %s; the network takes float32%s"
              .formatted(spec.name(), value, Arrays.toString(spec.shape())));
    }
  }

  /**
   * Returns the input's own buffer: no memory outside the heap is allocated while shapes repeat.
   */
  private ByteBuffer buffer(int index, long bytes) {
    ByteBuffer buffer = buffers[index];
    if (buffer == null || buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
      buffers[index] = buffer;
    }
    buffer.clear();
    buffer.limit((int) bytes);
    return buffer;
  }

  private static float[] values(NDArray output) {
    if (output.getDataType() != DataType.FLOAT32) {
      throw new ModelException(
          "output '%s' has type %s; only float32 outputs are supported"
              .formatted(output.getName(), output.getDataType()));
    }
    if (output.size() > MAX_OUTPUT_VALUES) {
      throw new ModelException(
          "output '%s' has the shape %s; allowed are %d values"
              .formatted(output.getName(), output.getShape(), MAX_OUTPUT_VALUES));
    }
    float[] values = new float[Math.toIntExact(output.size())];
    output.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
    return values;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the network is closed");
    }
  }

  /** Frees the engine's memory; called once. */
  abstract void release();

  @Override
  public final synchronized void close() {
    if (!closed) {
      closed = true;
      release();
    }
  }
}

package dev.cobot.brain.network;

/** A value in an ONNX graph: its name and its shape, -1 where only the run knows the size. */
record OnnxValue(String name, long[] shape) {
  int axis(int axis) {
    int resolved = axis < 0 ? axis + shape.length : axis;
    if (resolved < 0 || resolved >= shape.length) {
      throw new IllegalArgumentException(
          "axis %d of a tensor with %d axes".formatted(axis, shape.length));
    }
    return resolved;
  }
}

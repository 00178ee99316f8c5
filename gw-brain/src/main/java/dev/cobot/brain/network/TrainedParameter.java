package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;

/** A parameter with its Adam moments and, if kept, its moving average; all in one manager. */
final class TrainedParameter {
  final String name;
  final long[] shape;
  final NDArray value;
  final NDArray firstMoment;
  final NDArray secondMoment;
  final NDArray updates; // scalar, float32: how often Adam has moved this parameter
  final NDArray averageOrNull;

  TrainedParameter(
      String name,
      long[] shape,
      NDArray value,
      NDArray firstMoment,
      NDArray secondMoment,
      NDArray updates,
      NDArray averageOrNull) {
    this.name = name;
    this.shape = shape;
    this.value = value;
    this.firstMoment = firstMoment;
    this.secondMoment = secondMoment;
    this.updates = updates;
    this.averageOrNull = averageOrNull;
  }

  /** Returns whether weight decay applies: not to biases, norms and other vectors. */
  boolean decays() {
    int long_ = 0;
    for (long axis : shape) {
      if (axis > 1) {
        long_++;
      }
    }
    return long_ > 1;
  }
}

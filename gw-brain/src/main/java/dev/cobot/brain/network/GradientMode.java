package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** The engine's gradient recording, per thread; the public API has no switch for it. */
final class GradientMode {
  private GradientMode() {}

  /** Runs without recording: nothing is kept for a backward pass, leaves may change in place. */
  static <R> R off(Supplier<R> body) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return body.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** As {@link #off(Supplier)}, without a result. */
  static void off(Runnable body) {
    GradientMode.<Boolean>off(
        () -> {
          body.run();
          return true;
        });
  }

  static void clearGradient(NDArray parameter) {
    JniUtils.zeroGrad((PtNDArray) parameter);
  }
}

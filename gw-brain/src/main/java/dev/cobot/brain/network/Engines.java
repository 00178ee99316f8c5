package dev.cobot.brain.network;

import ai.djl.engine.Engine;

/** Starts the engines, each on first use, with downloads and telemetry switched off. */
final class Engines {
  static {
    setUnlessGiven("ai.djl.offline", "true");
    setUnlessGiven("OPT_OUT_TRACKING", "true");
    // Without this, loading an ONNX file also loads PyTorch, 150 MB that a robot does not need.
    setUnlessGiven("ai.djl.onnx.disable_alternative", "true");
    NativeLibraries.jna();
  }

  private static boolean pyTorchPrepared;
  private static boolean onnxLibrariesNamed;

  private Engines() {}

  static Engine pyTorch() {
    preparePyTorch();
    return Engine.getEngine("PyTorch");
  }

  private static synchronized void preparePyTorch() {
    if (!pyTorchPrepared) {
      OneDnn.avoidWrongPadding();
      NativeLibraries.pyTorch();
      pyTorchPrepared = true;
    }
  }

  static synchronized Engine onnxRuntime() {
    if (!onnxLibrariesNamed) {
      onnxLibrariesNamed = true;
      NativeLibraries.onnxRuntime();
    }
    return Engine.getEngine("OnnxRuntime");
  }

  private static void setUnlessGiven(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}

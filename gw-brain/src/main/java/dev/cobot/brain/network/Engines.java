package dev.cobot.brain.network;

import ai.djl.engine.Engine;
import java.net.URL;

/** Starts the engines, each on first use, with downloads and telemetry switched off. */
final class Engines {
  static {
    setUnlessGiven("ai.djl.offline", "true");
    setUnlessGiven("OPT_OUT_TRACKING", "true");
    // Without this, loading an ONNX file also loads PyTorch, 150 MB that a robot does not need.
    setUnlessGiven("ai.djl.onnx.disable_alternative", "true");
  }

  private static boolean oneDnnChecked;
  private static boolean onnxLibrariesNamed;

  private Engines() {}

  static Engine pyTorch() {
    checkOneDnn();
    return Engine.getEngine("PyTorch");
  }

  private static synchronized void checkOneDnn() {
    if (!oneDnnChecked) {
      OneDnn.avoidWrongPadding();
      oneDnnChecked = true;
    }
  }

  /** ONNX Runtime, left to itself, would unpack its libraries at every start. */
  static synchronized Engine onnxRuntime() {
    if (!onnxLibrariesNamed) {
      onnxLibrariesNamed = true;
      // Who names a folder has a build of their own there.
      if (System.getProperty("onnxruntime.native.path") == null) {
        nameOnnxLibrary("onnxruntime");
        nameOnnxLibrary("onnxruntime4j_jni");
      }
    }
    return Engine.getEngine("OnnxRuntime");
  }

  private static void nameOnnxLibrary(String library) {
    String processor = System.getProperty("os.arch").equals("amd64") ? "x64" : "aarch64";
    URL resource =
        Engines.class
            .getClassLoader()
            .getResource("ai/onnxruntime/native/linux-" + processor + "/lib" + library + ".so");
    if (resource != null) {
      UnpackedResource.file(resource, UnpackedResource.cache("onnxruntime"))
          .ifPresent(
              file -> setUnlessGiven("onnxruntime.native." + library + ".path", file.toString()));
    }
  }

  private static void setUnlessGiven(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}

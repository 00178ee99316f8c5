package dev.cobot.brain.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a network runs, as asked for; what it becomes depends on the engine that opens the network.
 *
 * @param kind what was asked for
 * @param index which GPU, from 0
 */
public record InferenceDevice(Kind kind, int index) {
  /** The kinds of device. */
  public enum Kind {
    /** The first GPU if the engine has one, otherwise the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU; an error if the engine has none. */
    CUDA
  }

  /** The CPU. */
  public static final InferenceDevice CPU = new InferenceDevice(Kind.CPU, 0);

  /** The first GPU if there is one, otherwise the CPU. */
  public static final InferenceDevice AUTO = new InferenceDevice(Kind.AUTO, 0);

  private static final Pattern CUDA_TEXT = Pattern.compile("cuda(?::([0-9]{1,2}))?");

  /** Checks the index. */
  public InferenceDevice {
    if (!(index >= 0 && index < 100)) {
      throw new IllegalArgumentException("GPU index %d; allowed: 0 to 99".formatted(index));
    }
  }

  /** Reads {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:1}. */
  public static InferenceDevice parse(String text) {
    if (text.equals("auto")) {
      return AUTO;
    }
    if (text.equals("cpu")) {
      return CPU;
    }
    Matcher cuda = CUDA_TEXT.matcher(text);
    if (cuda.matches()) {
      return new InferenceDevice(
          Kind.CUDA, cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
    }
    throw new IllegalArgumentException(
        "device '%s' is unknown; allowed: auto, cpu, cuda, cuda:N".formatted(text));
  }

  Device onPyTorch() {
    return resolve(Engines.pyTorch(), true);
  }

  Device onOnnxRuntime() {
    if (kind == Kind.CPU) {
      return Device.cpu();
    }
    Engine engine = Engines.onnxRuntime();
    return resolve(engine, OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
  }

  private Device resolve(Engine engine, boolean builtWithCuda) {
    if (kind == Kind.CPU) {
      return Device.cpu();
    }
    int gpus = builtWithCuda ? engine.getGpuCount() : 0;
    if (kind == Kind.AUTO) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (index >= gpus) {
      throw new IllegalArgumentException(
          "device cuda:%d was asked for, but %s %s reports %d GPUs here; use --device cpu, or install its CUDA build and driver"
              .formatted(index, engine.getEngineName(), engine.getVersion(), gpus));
    }
    return Device.gpu(index);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case AUTO -> "auto";
      case CPU -> "cpu";
      case CUDA -> "cuda:" + index;
    };
  }
}

package dev.cobot.brain.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes a network with its weights as an ONNX file, opset 17, the batch axis open. */
public final class OnnxExporter {
  private OnnxExporter() {}

  /** Writes the file, whole or not at all. */
  public static void export(Architecture architecture, Weights weights, Path file)
      throws IOException {
    AtomicFile.write(file, export(architecture, weights));
  }

  /**
   * Returns the bytes of the file.
   *
   * @throws ModelException if a weight is missing or has another shape
   */
  public static byte[] export(Architecture architecture, Weights weights) {
    OnnxOps ops = new OnnxOps(weights);
    List<OnnxValue> inputs =
        architecture.inputs().stream()
            .map(spec -> new OnnxValue(spec.name(), spec.shape()))
            .toList();
    List<OnnxValue> outputs = architecture.forward(ops, inputs);
    if (outputs.size() != architecture.outputs().size()) {
      throw new IllegalStateException(
          "%s returned %d outputs, it declares %s"
              .formatted(architecture.name(), outputs.size(), architecture.outputs()));
    }
    return ops.model(architecture.name(), architecture.inputs(), architecture.outputs(), outputs);
  }
}

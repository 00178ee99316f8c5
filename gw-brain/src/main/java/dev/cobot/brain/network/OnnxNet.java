package dev.cobot.brain.network;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * An ONNX file on ONNX Runtime with one thread, which in a control loop is both fast and free of
 * bursts. PyTorch is not loaded.
 */
public final class OnnxNet extends AbstractNet {
  private final Model model;
  private final NDManager manager;
  private final ParameterStore store;

  private OnnxNet(Model model, List<TensorSpec> specs) {
    super(model.getBlock().describeInput().keys(), specs);
    this.model = model;
    this.manager = model.getNDManager();
    this.store = new ParameterStore(manager, false);
  }

  /** Starts ONNX Runtime and returns its version. */
  public static String runtimeVersion() {
    return Engines.onnxRuntime().getVersion();
  }

  /**
   * Opens any ONNX file; inputs may be float32 or int64, {@link #run(Map)} only.
   *
   * @throws ModelException if the file is missing or ONNX Runtime refuses it
   */
  public static OnnxNet open(Path file, InferenceDevice device) {
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "%s is missing; give the folder of a trained model or train one".formatted(file));
    }
    return load(file, file.toString(), List.of(), device);
  }

  /**
   * Opens an ONNX file.
   *
   * @param bytes the file
   * @param source what to call the bytes in an error
   * @param inputs the float inputs with their shapes; empty: not known, {@link #run(Map)} only
   * @throws ModelException if ONNX Runtime refuses the file
   */
  public static OnnxNet open(
      byte[] bytes, String source, List<TensorSpec> inputs, InferenceDevice device) {
    // By way of a file: the engine would make three more copies of the bytes on the heap.
    try {
      Path temporary = Files.createTempFile("cobot-model", ".onnx");
      try {
        Files.write(temporary, bytes);
        return load(temporary, source, inputs, device);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new ModelException(
          "%s cannot be unpacked to %s (%s); check the disk"
              .formatted(source, System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }

  /**
   * Opens any ONNX file so that it gives values from inside of its graph besides its outputs;
   * {@link #run(Map)} only.
   *
   * @param inner float values as the file calls them
   * @throws ModelException if the file is missing, cannot be copied or ONNX Runtime refuses it
   */
  public static OnnxNet openGivingToo(List<String> inner, Path file, InferenceDevice device) {
    Protobuf outputs = new Protobuf();
    Protobuf ofFloats = new Protobuf().message(1, new Protobuf().integer(1, OnnxOps.FLOAT));
    inner.forEach(name -> outputs.message(12, new Protobuf().text(1, name).message(2, ofFloats)));
    try {
      Path temporary = Files.createTempFile("cobot-model", ".onnx");
      try {
        Files.copy(file, temporary, StandardCopyOption.REPLACE_EXISTING);
        // Messages that follow each other are one, and the lists in them are joined: these are
        // further outputs of the graph.
        Files.write(
            temporary, new Protobuf().message(7, outputs).toByteArray(), StandardOpenOption.APPEND);
        return load(temporary, file.toString(), List.of(), device);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new ModelException(
          "%s cannot be copied to %s (%s); check the disk"
              .formatted(file, System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }

  private static OnnxNet load(
      Path file, String source, List<TensorSpec> inputs, InferenceDevice device) {
    Device resolved = device.onOnnxRuntime();
    Path absolute = file.toAbsolutePath();
    Model model = Engines.onnxRuntime().newModel("onnx", resolved);
    try {
      model.load(
          absolute.getParent(),
          absolute.getFileName().toString(),
          Map.of("interOpNumThreads", "1", "intraOpNumThreads", "1"));
      List<String> names = model.getBlock().describeInput().keys();
      if (!inputs.isEmpty() && !names.equals(inputs.stream().map(TensorSpec::name).toList())) {
        throw new ModelException(
            "%s takes the inputs %s, expected %s; use the configuration it was exported with"
                .formatted(source, names, inputs));
      }
      return new OnnxNet(model, inputs);
    } catch (IOException | MalformedModelException | EngineException e) {
      model.close();
      throw new ModelException(
          "%s is not a usable ONNX file: %s; export the model again"
              .formatted(source, e.getMessage()),
          e);
    } catch (ModelException e) {
      model.close();
      throw e;
    }
  }

  @Override
  NDManager newManager() {
    return manager.newSubManager();
  }

  @Override
  NDList forward(NDManager calls, NDList inputs) {
    return model.getBlock().forward(store, inputs, false);
  }

  @Override
  void release() {
    model.close();
  }
}

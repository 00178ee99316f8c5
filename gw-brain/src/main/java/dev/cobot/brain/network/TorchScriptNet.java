package dev.cobot.brain.network;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A TorchScript file on the PyTorch engine: a module whose {@code forward} takes tensors one after
 * the other. Its text is compiled and run, so open only files that are known by their hash.
 */
final class TorchScriptNet extends AbstractNet {
  private final String output;
  // The binding frees a module's native memory in finalize(): keep the model reachable.
  private final Model model;
  private final NDManager manager;
  private final ParameterStore store;

  private TorchScriptNet(Model model, List<String> inputs, String output) {
    super(inputs, List.of());
    this.model = model;
    this.output = output;
    manager = model.getNDManager();
    store = new ParameterStore(manager, false);
  }

  /**
   * Opens a file.
   *
   * @param inputs what to call the arguments of forward, in their order
   * @param output what to call the first of its results
   */
  static TorchScriptNet open(Path file, List<String> inputs, String output, InferenceDevice device)
      throws IOException, MalformedModelException {
    Model model = Engines.pyTorch().newModel("torchscript", device.onPyTorch());
    try {
      String name = file.getFileName().toString();
      model.load(file.getParent(), name.substring(0, name.length() - ".pt".length()));
      return new TorchScriptNet(model, inputs, output);
    } catch (IOException | MalformedModelException | RuntimeException e) {
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
    // To the binding a name with a dot is the key of a dictionary.
    inputs.forEach(input -> input.setName(null));
    NDList outputs = model.getBlock().forward(store, inputs, false);
    for (int i = 0; i < outputs.size(); i++) {
      NDArray result = outputs.get(i);
      if (result.getName() == null) {
        result.setName(i == 0 ? output : output + "." + i);
      }
    }
    return outputs;
  }

  @Override
  void release() {
    model.close();
  }
}

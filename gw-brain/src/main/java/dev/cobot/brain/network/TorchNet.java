package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An architecture with its weights on the PyTorch engine. */
public final class TorchNet extends AbstractNet {
  private final Architecture architecture;
  private final Weights weights;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new HashMap<>();
  private final KernelPack kernels;

  private TorchNet(Architecture architecture, Weights weights, NDManager manager) {
    super(architecture.inputs().stream().map(TensorSpec::name).toList(), architecture.inputs());
    this.architecture = architecture;
    this.weights = weights;
    this.manager = manager;
    this.kernels = KernelPack.loadOrNull();
  }

  /** Opens a network; a weight that is missing or misshapen shows at the first run. */
  public static TorchNet open(Architecture architecture, Weights weights, InferenceDevice device) {
    NDManager manager = Engines.pyTorch().newBaseManager(device.onPyTorch());
    return new TorchNet(architecture, weights, manager);
  }

  @Override
  NDManager newManager() {
    return manager.newSubManager();
  }

  @Override
  NDList forward(NDManager calls, NDList inputs) {
    return GradientMode.off(
        () -> {
          Ops<NDArray> ops = new NdOps(this::parameter, calls, false, kernels, false);
          List<NDArray> outputs = architecture.forward(ops, inputs);
          for (int i = 0; i < outputs.size(); i++) {
            outputs.get(i).setName(architecture.outputs().get(i));
          }
          return new NDList(outputs);
        });
  }

  private NDArray parameter(String name, ParameterInit init, long... shape) {
    NDArray known = parameters.get(name);
    if (known == null) {
      FloatTensor tensor = weights.get(name);
      known = manager.create(tensor.values(), new Shape(tensor.shape()));
      parameters.put(name, known);
    }
    if (!Arrays.equals(known.getShape().getShape(), shape)) {
      throw new ModelException(
          "parameter '%s' has shape %s, but the network asks for %s; use the configuration it was trained with"
              .formatted(name, known.getShape(), Arrays.toString(shape)));
    }
    return known;
  }

  @Override
  void release() {
    manager.close();
  }
}

package dev.cobot.brain.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Trains one or more networks under one optimiser. A parameter is called {@code network/parameter}
 * and is created, from its own random stream, when a step first uses it.
 *
 * <p>A parameter that a step's loss does not reach has a zero gradient in that step: its moments
 * fade and weight decay still applies. Not thread-safe; one training step at a time per JVM.
 */
public final class NetworkTrainer implements AutoCloseable {
  private static final String STATE = "state:"; // in a checkpoint

  private final OptimizerConfig config;
  private final SeedStreams seeds;
  private final Engine engine;
  private final NDManager manager;
  private final KernelPack kernels; // null: plain operations only
  private final AdamW optimizer;
  private final Map<String, TrainedParameter> parameters = new LinkedHashMap<>();
  private final Map<String, NDArray> states = new LinkedHashMap<>(); // running statistics
  private int parametersKnown; // how many of them the optimiser has
  private long steps;
  private float gradientNorm;

  /** Creates a trainer without networks. */
  public NetworkTrainer(OptimizerConfig config, SeedStreams seeds, InferenceDevice device) {
    this.config = config;
    this.seeds = seeds;
    Device resolved = device.onPyTorch();
    engine = Engines.pyTorch();
    manager = engine.newBaseManager(resolved);
    manager.setName("cobot-trainer");
    kernels = config.fusedKernels() ? KernelPack.loadOrNull() : null;
    optimizer = kernels == null ? new PlainAdamW(manager, config) : new FusedAdamW(kernels, config);
  }

  /** Returns the number of updates so far. */
  public long steps() {
    return steps;
  }

  /** Returns the global gradient norm of the last step, before clipping. */
  public float gradientNorm() {
    return gradientNorm;
  }

  /** Returns the learning rate of the next step. */
  public double learningRate() {
    return config.rateAt(steps);
  }

  /** Returns the configuration. */
  public OptimizerConfig config() {
    return config;
  }

  /** Returns the number of values in all parameters. */
  public long parameterCount() {
    return parameters.values().stream().mapToLong(p -> TensorValue.size(p.shape)).sum();
  }

  /**
   * Makes one update.
   *
   * @param lossOf computes the loss, a scalar
   * @return the loss before the update
   * @throws ArithmeticException if the loss or a gradient is not finite; the weights are unchanged,
   *     but for the running statistics of a batch norm
   */
  public float step(Function<StepScope, NDArray> lossOf) {
    SeedStreams stepSeeds = seeds.child(steps);
    KernelPack.runAsWritten();
    // Seeding every step makes dropout and sampled noise a function of the step, so that a resumed
    // run repeats them without saving the state of the engine's generator.
    engine.setRandomSeed(stepSeeds.stream("engine").nextInt());
    float loss;
    try (NDManager step = manager.newSubManager()) {
      try (GradientCollector collector = engine.newGradientCollector()) {
        NDArray value = lossOf.apply(new StepScope(this, step, true, steps, stepSeeds));
        if (value.size() != 1) {
          throw new IllegalArgumentException(
              "the loss has shape %s; it must be one number: take its mean"
                  .formatted(value.getShape()));
        }
        adoptParameters(step, collector);
        loss = value.getFloat();
        requireFinite("loss", loss);
        collector.backward(value);
      }
      gradientNorm = optimizer.gradientNorm();
      requireFinite("gradient norm", gradientNorm);
      double clip = config.clipNorm();
      double factor = clip > 0 ? Math.min(1, clip / (gradientNorm + 1e-6)) : 1;
      optimizer.update(config.rateAt(steps), config.beta1At(steps), factor);
    }
    steps++;
    if (config.averageDecay() > 0) {
      double decay = Math.min(config.averageDecay(), (1.0 + steps) / (10.0 + steps));
      optimizer.average(1 - decay);
    }
    return loss;
  }

  /** Tells the optimiser about new parameters and gives each a gradient of zeros. */
  private void adoptParameters(NDManager step, GradientCollector collector) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("the loss uses no network of this trainer");
    }
    if (parametersKnown == parameters.size()) {
      return;
    }
    List<TrainedParameter> all = List.copyOf(parameters.values());
    NDArray none = step.create(0f);
    NDArray zero = step.create(0f);
    for (TrainedParameter p : all.subList(parametersKnown, all.size())) {
      zero = zero.add(p.value.flatten().sum().mul(none));
    }
    collector.backward(zero);
    // By name: a resumed run meets them in another order, and a norm depends on the order of its
    // sums.
    optimizer.setParameters(
        all.stream().sorted(Comparator.comparing((TrainedParameter p) -> p.name)).toList());
    parametersKnown = all.size();
  }

  private void requireFinite(String what, float value) {
    if (!Float.isFinite(value)) {
      throw new ArithmeticException(
          "training diverged: the %s is %s at step %d; lower the learning rate or check the data, and resume from the last checkpoint"
              .formatted(what, value, steps));
    }
  }

  /**
   * Computes something without gradients and dropout, with the averaged weights if they are kept.
   *
   * @param body its arrays end with the call: return host values
   */
  public <R> R evaluate(Function<StepScope, R> body) {
    KernelPack.runAsWritten();
    return GradientMode.off(
        () -> {
          try (NDManager scope = manager.newSubManager()) {
            return body.apply(new StepScope(this, scope, false, steps, seeds.child(steps)));
          }
        });
  }

  /**
   * Creates the parameters of a network without a step, by one pass over a batch of one zero row.
   */
  public void create(Architecture architecture) {
    evaluate(
        scope -> {
          NDArray[] inputs =
              architecture.inputs().stream()
                  .map(spec -> scope.manager().zeros(new Shape(spec.shapeFor(1))))
                  .toArray(NDArray[]::new);
          return scope.forward(architecture, inputs).size();
        });
  }

  /**
   * Returns the weights of a network, averaged if averages are kept, and its running statistics.
   */
  public Weights weights(Architecture architecture) {
    return weights(architecture.name(), config.averageDecay() > 0);
  }

  Weights weights(String networkName, boolean averaged) {
    String prefix = networkName + "/";
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (TrainedParameter p : parameters.values()) {
      if (p.name.startsWith(prefix)) {
        NDArray values = averaged ? p.averageOrNull : p.value;
        tensors.put(
            p.name.substring(prefix.length()),
            new FloatTensor(p.shape.clone(), values.toFloatArray()));
      }
    }
    states.forEach(
        (name, state) -> {
          if (name.startsWith(prefix)) {
            tensors.put(name.substring(prefix.length()), host(state));
          }
        });
    if (tensors.isEmpty()) {
      throw new IllegalStateException(
          "network '%s' has no parameters yet: run a step, or call create first"
              .formatted(networkName));
    }
    return new Weights(tensors);
  }

  /** Starts a network from given weights (for fine-tuning); its Adam moments start at zero. */
  public void load(Architecture architecture, Weights weights) {
    create(architecture);
    String prefix = architecture.name() + "/";
    for (TrainedParameter p : parameters.values()) {
      if (p.name.startsWith(prefix)) {
        FloatTensor tensor = weights.get(p.name.substring(prefix.length()));
        requireShape(p.name, p.shape, tensor.shape());
        assign(p.value, tensor.values());
        if (p.averageOrNull != null) {
          assign(p.averageOrNull, tensor.values());
        }
      }
    }
    states.forEach(
        (name, state) -> {
          if (name.startsWith(prefix)) {
            FloatTensor tensor = weights.get(name.substring(prefix.length()));
            requireShape(name, state.getShape().getShape(), tensor.shape());
            assign(state, tensor.values());
          }
        });
  }

  private void assign(NDArray target, float[] values) {
    GradientMode.off(
        () -> {
          try (NDArray source = manager.create(values, target.getShape())) {
            source.copyTo(target);
          }
        });
  }

  Ops<NDArray> ops(String networkName, NDManager owner, boolean training) {
    boolean averaged = !training && config.averageDecay() > 0;
    ParameterSource<NDArray> source =
        new ParameterSource<>() {
          @Override
          public NDArray get(String name, ParameterInit init, long... shape) {
            TrainedParameter p = parameter(networkName + "/" + name, init, shape);
            return averaged ? p.averageOrNull : p.value;
          }

          @Override
          public NDArray state(String name, ParameterInit init, long... shape) {
            return NetworkTrainer.this.state(networkName + "/" + name, init, shape);
          }
        };
    return new NdOps(source, owner, training, kernels, training && config.bfloat16());
  }

  NDArray contrastive(NDArray a, NDArray b, double temperature, boolean training) {
    return kernels == null
        ? Losses.contrastive(a, b, temperature)
        : kernels.contrastive(a, b, temperature, training);
  }

  private TrainedParameter parameter(String name, ParameterInit init, long[] shape) {
    TrainedParameter known = parameters.get(name);
    if (known != null) {
      requireShape(name, known.shape, shape);
      return known;
    }
    float[] values = new float[TensorValue.size(shape)];
    init.fill(seeds.stream("parameter/" + name), values);
    return adopt(name, shape.clone(), values, null, null, 0, values);
  }

  private NDArray state(String name, ParameterInit init, long[] shape) {
    NDArray known = states.get(name);
    if (known == null) {
      float[] values = new float[TensorValue.size(shape)];
      init.fill(seeds.stream("parameter/" + name), values);
      known = manager.create(values, new Shape(shape));
      states.put(name, known);
    }
    requireShape(name, known.getShape().getShape(), shape);
    return known;
  }

  private TrainedParameter adopt(
      String name,
      long[] shape,
      float[] values,
      float[] firstMomentOrNull,
      float[] secondMomentOrNull,
      float updates,
      float[] average) {
    Shape size = new Shape(shape);
    NDArray value = manager.create(values, size);
    value.setRequiresGradient(true);
    TrainedParameter made =
        new TrainedParameter(
            name,
            shape,
            value,
            firstMomentOrNull == null
                ? manager.zeros(size)
                : manager.create(firstMomentOrNull, size),
            secondMomentOrNull == null
                ? manager.zeros(size)
                : manager.create(secondMomentOrNull, size),
            manager.create(updates),
            config.averageDecay() > 0 ? manager.create(average, size) : null);
    parameters.put(name, made);
    return made;
  }

  private static void requireShape(String name, long[] have, long[] wanted) {
    if (!Arrays.equals(have, wanted)) {
      throw new ModelException(
          "parameter '%s' has shape %s, but the network asks for %s; use the configuration it was trained with"
              .formatted(name, Arrays.toString(have), Arrays.toString(wanted)));
    }
  }

  /**
   * Writes a checkpoint: weights, running statistics, averages, Adam moments, step and seed; whole
   * or not at all.
   */
  public void save(Path directory) throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (TrainedParameter p : parameters.values()) {
      tensors.put("value:" + p.name, host(p, p.value));
      tensors.put("first:" + p.name, host(p, p.firstMoment));
      tensors.put("second:" + p.name, host(p, p.secondMoment));
      tensors.put(
          "updates:" + p.name, new FloatTensor(new long[0], new float[] {p.updates.getFloat()}));
      if (p.averageOrNull != null) {
        tensors.put("average:" + p.name, host(p, p.averageOrNull));
      }
    }
    states.forEach((name, state) -> tensors.put(STATE + name, host(state)));
    Checkpoint.write(
        directory, new Checkpoint.State(steps, seeds.rootSeed()), new Weights(tensors));
  }

  private static FloatTensor host(TrainedParameter p, NDArray array) {
    return new FloatTensor(p.shape, array.toFloatArray());
  }

  private static FloatTensor host(NDArray array) {
    return new FloatTensor(array.getShape().getShape().clone(), array.toFloatArray());
  }

  /**
   * Continues from a checkpoint. On the same machine, with the same number of threads, the same
   * configuration and the same data, the run gives the same bits as one that never stopped.
   *
   * @throws ModelException if the checkpoint is missing, damaged, or of another seed
   * @throws IllegalStateException if this trainer has already been used
   */
  public void resume(Path directory) {
    if (!parameters.isEmpty() || !states.isEmpty()) {
      throw new IllegalStateException("resume needs a fresh trainer, this one has parameters");
    }
    Checkpoint.Loaded loaded = Checkpoint.read(directory);
    if (loaded.state().seed() != seeds.rootSeed()) {
      throw new ModelException(
          "checkpoint %s was made with seed %d, this run has seed %d; resume with the seed of the checkpoint"
              .formatted(directory, loaded.state().seed(), seeds.rootSeed()));
    }
    Weights weights = loaded.weights();
    boolean hasAverages =
        weights.tensors().keySet().stream().anyMatch(n -> n.startsWith("average:"));
    if (hasAverages != config.averageDecay() > 0) {
      throw new ModelException(
          "checkpoint %s was made with weight averages %s, this run has them %s; resume with the configuration of the checkpoint"
              .formatted(directory, hasAverages ? "on" : "off", hasAverages ? "off" : "on"));
    }
    weights
        .tensors()
        .forEach(
            (key, tensor) -> {
              if (key.startsWith(STATE)) {
                states.put(
                    key.substring(STATE.length()),
                    manager.create(tensor.values(), new Shape(tensor.shape())));
              }
            });
    List<String> names = new ArrayList<>();
    for (String key : weights.tensors().keySet()) {
      if (key.startsWith("value:")) {
        names.add(key.substring("value:".length()));
      }
    }
    for (String name : names) {
      FloatTensor value = weights.get("value:" + name);
      FloatTensor first = weights.get("first:" + name);
      FloatTensor second = weights.get("second:" + name);
      FloatTensor average = hasAverages ? weights.get("average:" + name) : value;
      FloatTensor updates = weights.get("updates:" + name);
      requireShape(name, value.shape(), first.shape());
      requireShape(name, value.shape(), second.shape());
      requireShape(name, value.shape(), average.shape());
      requireShape(name, new long[0], updates.shape());
      adopt(
          name,
          value.shape().clone(),
          value.values(),
          first.values(),
          second.values(),
          updates.values()[0],
          average.values());
    }
    steps = loaded.state().steps();
  }

  /** Returns how many arrays the trainer's own manager holds; constant once training runs. */
  int managedArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    optimizer.close();
    manager.close();
  }
}

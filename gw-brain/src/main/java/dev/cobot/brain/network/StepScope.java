package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One training step or one evaluation: what to make arrays with and how to run the networks. Valid
 * until the step ends; all arrays of the step end with it.
 *
 * <p>A result belongs to its first operand's manager, so write {@code x.add(y)} with x from this
 * step.
 */
public final class StepScope {
  private final NetworkTrainer trainer;
  private final NDManager manager;
  private final boolean training;
  private final long step;
  private final SeedStreams seeds;

  StepScope(
      NetworkTrainer trainer, NDManager manager, boolean training, long step, SeedStreams seeds) {
    this.trainer = trainer;
    this.manager = manager;
    this.training = training;
    this.step = step;
    this.seeds = seeds;
  }

  /** Returns the manager that owns the arrays of this step. */
  public NDManager manager() {
    return manager;
  }

  /** Returns whether gradients and dropout are on. */
  public boolean training() {
    return training;
  }

  /** Returns the number of updates before this step. */
  public long step() {
    return step;
  }

  /** Returns a stream that depends on the trainer's seed, this step and the name only. */
  public SplittableRandom random(String name) {
    return seeds.stream(name);
  }

  /** Runs a network; its parameters are created by the first call. */
  public List<NDArray> forward(Architecture architecture, NDArray... inputs) {
    if (inputs.length != architecture.inputs().size()) {
      throw new IllegalArgumentException(
          "%s takes %d inputs %s, got %d"
              .formatted(
                  architecture.name(),
                  architecture.inputs().size(),
                  architecture.inputs(),
                  inputs.length));
    }
    return architecture.forward(ops(architecture.name()), Arrays.asList(inputs));
  }

  /**
   * Returns the symmetric contrastive loss of rows that belong together, (CE(S, diagonal) + CE(S',
   * diagonal)) / 2 with S the cosines over the temperature (Radford et al. 2021).
   *
   * @param a (rows, width)
   * @param b (rows, width)
   * @return a scalar
   */
  public NDArray contrastive(NDArray a, NDArray b, double temperature) {
    return trainer.contrastive(a, b, temperature, training);
  }

  /** Returns the operations whose parameters belong to the network of this name. */
  public Ops<NDArray> ops(String networkName) {
    return trainer.ops(networkName, manager, training);
  }
}

package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** AdamW from array operations: the fallback, and the reference that the fused one is tested by. */
final class PlainAdamW implements AdamW {
  private final NDManager manager;
  private final OptimizerConfig config;
  private List<TrainedParameter> parameters = List.of();

  PlainAdamW(NDManager manager, OptimizerConfig config) {
    this.manager = manager;
    this.config = config;
  }

  @Override
  public void setParameters(List<TrainedParameter> all) {
    parameters = List.copyOf(all);
  }

  @Override
  public float gradientNorm() {
    double squares = 0;
    try (NDManager work = manager.newSubManager()) {
      for (TrainedParameter p : parameters) {
        NDArray gradient = p.value.getGradient();
        gradient.attach(work);
        squares += gradient.square().sum().getFloat();
      }
    }
    return (float) Math.sqrt(squares);
  }

  @Override
  public void update(double learningRate, double beta1, double factor) {
    GradientMode.off(
        () -> {
          for (TrainedParameter p : parameters) {
            try (NDManager work = manager.newSubManager()) {
              update(p, work, learningRate, beta1, factor);
            }
          }
        });
  }

  private void update(
      TrainedParameter p, NDManager work, double learningRate, double beta1, double factor) {
    NDArray gradient = p.value.getGradient();
    gradient.attach(work);
    gradient.muli(factor);
    p.updates.addi(1);
    float updates = p.updates.getFloat();
    if (config.weightDecay() > 0 && p.decays()) {
      p.value.muli(1 - learningRate * config.weightDecay());
    }
    p.firstMoment.muli(beta1).addi(gradient.mul(1 - beta1));
    p.secondMoment.muli(config.beta2()).addi(gradient.square().muli(1 - config.beta2()));
    double firstBias = 1 - Math.pow(beta1, updates);
    double secondBias = 1 - Math.pow(config.beta2(), updates);
    NDArray scale = p.secondMoment.sqrt();
    scale.attach(work);
    scale.divi(Math.sqrt(secondBias)).addi(config.epsilon());
    NDArray move = p.firstMoment.div(scale);
    move.attach(work);
    p.value.subi(move.muli(learningRate / firstBias));
    GradientMode.clearGradient(p.value);
  }

  @Override
  public void average(double weight) {
    GradientMode.off(
        () -> {
          for (TrainedParameter p : parameters) {
            if (p.averageOrNull != null) {
              try (NDArray distance = p.value.sub(p.averageOrNull)) {
                p.averageOrNull.addi(distance.muli(weight));
              }
            }
          }
        });
  }

  @Override
  public void close() {
    parameters = List.of();
  }
}

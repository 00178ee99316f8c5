package dev.cobot.brain.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** AdamW in a few native calls a step, whatever the number of parameters. */
final class FusedAdamW implements AdamW {
  private final KernelPack kernels;
  private final OptimizerConfig config;
  private final List<IValue> owned = new ArrayList<>();
  private IValue all;
  private IValue averages; // null: no moving average
  private IValue[] decayed; // null: no such parameter
  private IValue[] undecayed;

  FusedAdamW(KernelPack kernels, OptimizerConfig config) {
    this.kernels = kernels;
    this.config = config;
  }

  @Override
  public void setParameters(List<TrainedParameter> parameters) {
    close();
    all = list(parameters, p -> p.value);
    averages = config.averageDecay() > 0 ? list(parameters, p -> p.averageOrNull) : null;
    decayed = group(parameters.stream().filter(TrainedParameter::decays).toList());
    undecayed = group(parameters.stream().filter(p -> !p.decays()).toList());
  }

  private IValue[] group(List<TrainedParameter> members) {
    if (members.isEmpty()) {
      return null;
    }
    return new IValue[] {
      list(members, p -> p.value),
      list(members, p -> p.firstMoment),
      list(members, p -> p.secondMoment),
      list(members, p -> p.updates)
    };
  }

  private IValue list(List<TrainedParameter> members, Function<TrainedParameter, NDArray> part) {
    IValue value = KernelPack.list(members.stream().map(part).toArray(NDArray[]::new));
    owned.add(value);
    return value;
  }

  @Override
  public float gradientNorm() {
    return kernels.gradientNorm(all);
  }

  @Override
  public void update(double learningRate, double beta1, double factor) {
    if (decayed != null) {
      kernels.adamW(decayed, factor, learningRate, beta1, config, config.weightDecay());
    }
    if (undecayed != null) {
      kernels.adamW(undecayed, factor, learningRate, beta1, config, 0);
    }
  }

  @Override
  public void average(double weight) {
    if (averages != null) {
      kernels.average(averages, all, weight);
    }
  }

  @Override
  public void close() {
    owned.forEach(IValue::close);
    owned.clear();
  }
}

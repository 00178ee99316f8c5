package dev.cobot.brain.study.reaching;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * A policy and its value, each with two hidden layers of its own.
 *
 * <p>Input {@code state} (batch, width); outputs {@code logits} (batch, 7) of the moves and {@code
 * value} (batch, 1), the scaled discounted return that is expected. All moves are alike at first.
 */
final class ActorCritic implements Architecture {
  private final int stateWidth;
  private final int hiddenWidth;

  ActorCritic(int stateWidth, int hiddenWidth) {
    this.stateWidth = stateWidth;
    this.hiddenWidth = hiddenWidth;
  }

  @Override
  public String name() {
    return "policy";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("state", -1, stateWidth));
  }

  @Override
  public List<String> outputs() {
    return List.of("logits", "value");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    return List.of(
        head(ops, inputs.get(0), "actor", Move.COUNT), head(ops, inputs.get(0), "critic", 1));
  }

  private <T> T head(Ops<T> ops, T state, String name, int outputs) {
    T x = ops.tanh(ops.linear(state, name + ".in", stateWidth, hiddenWidth));
    x = ops.tanh(ops.linear(x, name + ".hidden", hiddenWidth, hiddenWidth));
    return ops.linear(x, name + ".out", hiddenWidth, outputs, 0);
  }
}

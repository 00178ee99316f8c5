package dev.cobot.brain.network;

import java.util.List;

/** A network as a function over {@link Ops}; it owns no arrays and holds only its configuration. */
public interface Architecture {
  /** Returns the name that prefixes this network's parameters inside a trainer. */
  String name();

  /** Returns the inputs in the order of {@link #forward}. */
  List<TensorSpec> inputs();

  /** Returns the names of the outputs in the order of {@link #forward}. */
  List<String> outputs();

  /**
   * Computes the outputs.
   *
   * @param <T> the executor's tensor
   * @param ops the executor; parameters are created by name at the first call
   * @param inputs one tensor for each of {@link #inputs}
   * @return one tensor for each of {@link #outputs}
   */
  <T> List<T> forward(Ops<T> ops, List<T> inputs);
}

package dev.cobot.brain.network;

/**
 * Where an executor finds the parameters of an architecture; names carry no architecture prefix.
 */
@FunctionalInterface
interface ParameterSource<P> {
  P get(String name, ParameterInit init, long... shape);

  /** Returns an array that belongs to the weights and that no optimiser moves. */
  default P state(String name, ParameterInit init, long... shape) {
    return get(name, init, shape);
  }
}

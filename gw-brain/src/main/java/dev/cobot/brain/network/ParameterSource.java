package dev.cobot.brain.network;

/**
 * Where an executor finds the parameters of an architecture; names carry no architecture prefix.
 */
@FunctionalInterface
interface ParameterSource<P> {
  P get(String name, ParameterInit init, long... shape);
}

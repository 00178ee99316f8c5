package dev.cobot.brain.network;

import java.util.List;

/** The optimiser of a trainer; both implementations compute the same function. */
interface AdamW extends AutoCloseable {
  /** Takes the parameters to move; called again when there are more. */
  void setParameters(List<TrainedParameter> parameters);

  /** Returns the norm of all gradients together. */
  float gradientNorm();

  /** Multiplies the gradients by a factor, moves the parameters and clears the gradients. */
  void update(double learningRate, double beta1, double factor);

  /** Moves the averages towards the parameters by {@code weight} of the distance. */
  void average(double weight);

  @Override
  void close();
}

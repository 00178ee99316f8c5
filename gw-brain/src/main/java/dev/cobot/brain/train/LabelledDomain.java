package dev.cobot.brain.train;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.workspace.DomainSpec;

/** A frozen domain whose data are its latents and then {@link WordLabels}. */
record LabelledDomain(DomainSpec spec) implements Domain {
  @Override
  public NDArray latents(StepScope scope, NDArray data) {
    return data.get(":, 0:" + spec.latentWidth());
  }

  /** Returns the labels of the domain's data, (rows, {@link WordLabels#WIDTH}). */
  NDArray labels(NDArray data) {
    return data.get(":, " + spec.latentWidth() + ":");
  }
}

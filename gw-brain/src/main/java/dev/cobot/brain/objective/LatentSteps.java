package dev.cobot.brain.objective;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.LinkedHashMap;
import java.util.Map;

/** The updates of a {@link LatentTraining}, one by one. */
public final class LatentSteps implements AutoCloseable {
  private final NetworkTrainer trainer;
  private final WorkspaceObjective objective;
  private final GroupBatches batches;

  LatentSteps(
      WorkspaceObjective objective,
      LatentTraining.Recipe recipe,
      LatentTable table,
      Alignment alignment,
      SeedStreams seeds,
      InferenceDevice device) {
    this.objective = objective;
    batches = new GroupBatches(table, alignment, recipe.batchRows(), seeds);
    trainer = new NetworkTrainer(recipe.optimizer(), seeds, device);
  }

  /** Makes one update on the next batch. */
  public void step() {
    step(false);
  }

  /**
   * Makes one update on the next batch.
   *
   * @param measured whether the losses are read: reading a number costs more than computing it
   * @return the losses by name; empty if they are not read
   */
  Map<String, Double> step(boolean measured) {
    batches.fill(trainer.steps());
    Map<String, Double> metrics = new LinkedHashMap<>();
    trainer.step(
        scope -> {
          WorkspaceObjective.Terms terms = objective.of(scope, batches.groups(scope.manager()));
          if (measured) {
            metrics.putAll(terms.toMetrics());
          }
          return terms.total();
        });
    return metrics;
  }

  /** Returns the number of trained values. */
  public long parameterCount() {
    return trainer.parameterCount();
  }

  NetworkTrainer trainer() {
    return trainer;
  }

  @Override
  public void close() {
    trainer.close();
  }
}

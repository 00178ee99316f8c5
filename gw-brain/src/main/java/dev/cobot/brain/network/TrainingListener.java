package dev.cobot.brain.network;

import java.util.Map;

/** Hears how a training goes; a command line may draw it. Called on the training's thread. */
@FunctionalInterface
public interface TrainingListener {
  /** Does nothing. */
  TrainingListener SILENT = (step, totalSteps, metrics) -> {};

  /**
   * Called once each log interval.
   *
   * @param step updates so far
   * @param totalSteps updates in all
   * @param metrics the averages over the interval, by name, in the order of first appearance
   */
  void onProgress(long step, long totalSteps, Map<String, Double> metrics);
}

package dev.cobot.brain.study.experiment;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A question, the tasks that it needs, and how their numbers are told. */
interface Experiment {
  /** Returns the workspaces that the experiment stands on; experiments may share them. */
  List<Workbench.Cell> workspaces(ExperimentConfig config, List<Long> seeds);

  /** Returns what is to be done once the workspaces are there. */
  default List<Task> tasks(Workbench bench) throws IOException {
    return List.of();
  }

  /**
   * Writes tables and plots.
   *
   * @param numbers of every task and workspace by name
   */
  void report(Workbench bench, Map<String, Map<String, Double>> numbers, Report report)
      throws IOException;
}

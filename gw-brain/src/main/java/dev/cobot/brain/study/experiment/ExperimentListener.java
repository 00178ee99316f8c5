package dev.cobot.brain.study.experiment;

/** Hears how an experiment goes; a command line may draw it. Called on the experiment's thread. */
@FunctionalInterface
public interface ExperimentListener {
  /**
   * Called when a task goes on or ends.
   *
   * @param stage what is being done
   * @param done tasks of this stage that are done
   * @param total tasks of this stage
   * @param detail the task, and how far it is
   */
  void onProgress(String stage, int done, int total, String detail);
}

package dev.cobot.brain.study.experiment;

import dev.cobot.brain.network.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A piece of an experiment whose numbers are kept in a file: it is done when the file is there.
 *
 * @param name unique within an output folder; letters, digits, dots, dashes and slashes
 * @param work computes the numbers; what it began in its folder it goes on with
 */
public record Task(String name, Work work) {
  /** What a task does. */
  @FunctionalInterface
  public interface Work {
    /**
     * Returns the numbers.
     *
     * @param folder the task's own
     */
    Map<String, Double> run(Path folder, TrainingListener listener) throws IOException;
  }

  public Task {
    if (!name.matches("[a-z0-9][a-z0-9./-]{0,120}") || name.contains("..")) {
      throw new IllegalArgumentException("task name '" + name + "'");
    }
  }
}

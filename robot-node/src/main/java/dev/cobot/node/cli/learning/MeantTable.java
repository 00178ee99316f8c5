package dev.cobot.node.cli.learning;

import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.sim2real.task.TaskSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What commands were taken to mean when they came, in tasks whose target is hidden by then. */
final class MeantTable {
  private MeantTable() {}

  /** Returns a line for each task with something hidden; nothing where there is none. */
  static Optional<String> text(List<TaskSuite.Task> tasks, List<EpisodeResult> episodes) {
    List<String> lines = new ArrayList<>();
    for (TaskSuite.Task task : tasks) {
      if (task.split() != null && task.split().hidden() != null) {
        lines.add(line(task, episodes.stream().filter(r -> r.taskId().equals(task.id())).toList()));
      }
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of("believed when the command came\n" + String.join("\n", lines));
  }

  private static String line(TaskSuite.Task task, List<EpisodeResult> episodes) {
    double[] off =
        episodes.stream()
            .filter(r -> r.meant().id().equals(task.target()))
            .mapToDouble(r -> 1000 * r.meant().offMeters())
            .sorted()
            .toArray();
    long others = episodes.stream().filter(r -> !r.meant().id().isEmpty()).count() - off.length;
    return String.format(
        Locale.ROOT,
        "%-14s the named one in %d of %d%s, another one in %d",
        task.id(),
        off.length,
        episodes.size(),
        off.length == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", off by %.1f mm (median), %.1f mm at most",
                off[off.length / 2],
                off[off.length - 1]),
        others);
  }
}

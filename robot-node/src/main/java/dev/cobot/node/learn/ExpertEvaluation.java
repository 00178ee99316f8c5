package dev.cobot.node.learn;

import dev.cobot.action.demonstration.DemonstrationRecorder;
import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;

/**
 * The scripted expert on the tasks of a suite: it sees the true state through perception's error
 * model, and no pictures.
 */
public final class ExpertEvaluation {
  private ExpertEvaluation() {}

  /**
   * Returns the judged episodes.
   *
   * @throws IllegalArgumentException for a task whose wish is a refusal: the expert does not read
   *     commands
   */
  public static List<EpisodeResult> run(
      TaskSuite suite,
      World world,
      List<TaskSuite.Task> tasks,
      int episodes,
      long firstSeed,
      Progress progress) {
    TaskScenes scenes = Suites.scenes(suite, world);
    DemonstrationRecorder expert = new DemonstrationRecorder(world);
    List<EpisodeResult> results = new ArrayList<>();
    for (TaskSuite.Task task : tasks) {
      if (task.intent() == TaskSuite.Wish.REFUSE) {
        throw new IllegalArgumentException(
            "the expert does not read commands, so it cannot do "
                + task.id()
                + "; name other --tasks");
      }
      for (int i = 0; i < episodes; i++) {
        SeedStreams seeds = new SeedStreams(firstSeed + i);
        TaskScene scene = scenes.draw(task, seeds);
        DemonstrationRecorder.Episode episode = expert.perform(scene, seeds);
        results.add(
            new EpisodeResult(
                task.id(),
                firstSeed + i,
                scene.prompt(),
                episode.success(),
                episode.failure(),
                episode.success() ? "done" : "failed",
                "",
                episode.success() ? scene.targetId() : "",
                episode.success(),
                0,
                0,
                episode.seconds()));
        progress.step("");
      }
    }
    return results;
  }
}

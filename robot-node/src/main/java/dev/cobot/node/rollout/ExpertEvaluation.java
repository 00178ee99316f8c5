package dev.cobot.node.rollout;

import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.demonstration.ExpertPerformer;
import dev.cobot.action.demonstration.ExpertPerformer.Performance;
import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.LostGrasps;
import dev.cobot.action.evaluate.Meant;
import dev.cobot.action.skill.Outcome;
import dev.cobot.node.batch.Crew;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.config.Suites;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.Split;
import dev.cobot.sim2real.task.SplitEpisode;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The scripted experts on the tasks of a suite: they see the true state, plain or through
 * perception's error model, and no pictures. An episode depends on its task and seed only, never on
 * who runs it.
 */
public final class ExpertEvaluation {
  private final TaskScenes scenes;
  private final ExpertPerformer performer;
  private final World world;
  private Split split = Split.NONE;

  /**
   * @param noisy whether the experts see the state through perception's error model
   */
  public ExpertEvaluation(TaskSuite suite, World world, boolean noisy) {
    this.world = world;
    scenes = Suites.scenes(suite, world);
    performer = new ExpertPerformer(world, noisy);
  }

  /** Runs the episodes of a split instead of those that the tasks draw. */
  public ExpertEvaluation on(Split another) {
    split = another;
    return this;
  }

  /**
   * Returns the judged episodes by task in the given order, then by seed.
   *
   * @throws IllegalArgumentException for a task whose wish is a refusal: the expert does not read
   *     commands
   */
  public List<EpisodeResult> run(
      List<TaskSuite.Task> tasks,
      int episodes,
      long firstSeed,
      Crew crew,
      Films films,
      Progress progress)
      throws IOException, InterruptedException {
    EpisodeResult[] results = new EpisodeResult[tasks.size() * episodes];
    crew.run(
        IntStream.range(0, results.length).toArray(),
        () ->
            new Crew.Hand() {
              private EpisodeResult last;

              @Override
              public void work(int piece) throws IOException {
                TaskSuite.Task task = tasks.get(piece / episodes);
                int index = piece % episodes;
                last = films.film(index, watch -> episode(task, firstSeed + index, watch));
                results[piece] = last;
                tell(last, progress);
              }

              @Override
              public String told() {
                return EpisodeLine.of(last);
              }
            },
        (piece, told) -> {
          results[piece] =
              EpisodeLine.read(
                  told, tasks.get(piece / episodes).id(), firstSeed + piece % episodes);
          tell(results[piece], progress);
        });
    return List.of(results);
  }

  private static void tell(EpisodeResult result, Progress progress) {
    progress.step(result.success() ? "" : result.taskId() + " " + result.failure());
  }

  private EpisodeResult episode(TaskSuite.Task task, long seed, EpisodeWatch watch) {
    SeedStreams seeds = new SeedStreams(seed);
    SplitEpisode episode = SplitEpisode.draw(split, scenes, task, world, seeds);
    TaskScene scene = episode.scene();
    Performance done;
    try (PlantSimulator cell = episode.open()) {
      done = performer.perform(scene, seeds, cell, watch);
    }
    boolean success = done.success() && !done.meetsTable();
    String failure = success ? "" : done.success() ? "arm_blocked" : done.failure();
    return new EpisodeResult(
        task.id(),
        seed,
        scene.prompt(),
        success,
        failure,
        success ? Outcome.Kind.DONE : Outcome.Kind.FAILED,
        success ? "" : account(done),
        done.pickedId(),
        done.pickedId().equals(scene.targetId()),
        0,
        0,
        done.seconds(),
        LostGrasps.NONE,
        done.seconds() > 0,
        Meant.NOTHING);
  }

  /** Says where the expert was and what was still missing. */
  private static String account(Performance done) {
    String missing =
        done.predicates().entrySet().stream()
            .filter(p -> !p.getValue())
            .map(Map.Entry::getKey)
            .sorted()
            .collect(Collectors.joining(" "));
    return "phase " + done.phase() + (missing.isEmpty() ? "" : "; not " + missing);
  }
}

package dev.cobot.action.evaluate;

import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.FirstMotion;
import dev.cobot.action.session.Mind;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.Split;
import dev.cobot.sim2real.task.SplitEpisode;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Runs commands in the simulator from the picture to the joints and judges what really happened.
 */
public final class Rollout {
  private final World world;
  private final TaskScenes scenes;
  private final PolicyPerformer performer;
  private Split split = Split.NONE;
  private Set<String> through = Set.of();

  /**
   * @param gates makes the gate of an episode
   * @param tickNanos hears how long each control tick took: perception, if a picture came, then
   *     policy and gate
   */
  public Rollout(
      World world,
      TaskScenes scenes,
      Mind mind,
      Supplier<SafetyGate> gates,
      LongConsumer tickNanos) {
    this(world, scenes, new PolicyPerformer(world, mind, gates, tickNanos));
  }

  /** Rollouts by a performer of the same world. */
  public Rollout(World world, TaskScenes scenes, PolicyPerformer performer) {
    this.world = world;
    this.scenes = scenes;
    this.performer = performer;
  }

  /** Runs the episodes of a split instead of those that the tasks draw. */
  public Rollout on(Split another) {
    split = another;
    return this;
  }

  /**
   * Looks through some of the cameras only, as if the others were unplugged.
   *
   * @param ids of the cameras; empty for all
   */
  public Rollout through(Set<String> ids) {
    through = Set.copyOf(ids);
    return this;
  }

  /**
   * Runs the scene that a task draws for a seed; the same scene as {@code cobot run --seed} has.
   */
  public EpisodeResult run(TaskSuite.Task task, long seed) {
    return run(task, seed, EpisodeWatch.NONE, FirstMotion.AT_ONCE);
  }

  /** As {@link #run(TaskSuite.Task, long)}, watched, and asked before the first motion. */
  public EpisodeResult run(
      TaskSuite.Task task, long seed, EpisodeWatch watch, FirstMotion firstMotion) {
    SplitEpisode episode = SplitEpisode.draw(split, scenes, task, world, new SeedStreams(seed));
    try (PlantSimulator cell = episode.open()) {
      EpisodeWatch disturbed =
          (plant, tick) -> {
            episode.disturb(plant);
            watch.tick(plant, tick);
          };
      return performer.perform(
          episode.scene(),
          seed,
          cell,
          cameras(episode),
          episode::shown,
          episode.saidSeconds(),
          disturbed,
          firstMotion);
    }
  }

  private List<World.CameraMount> cameras(SplitEpisode episode) {
    List<World.CameraMount> all = episode.cameras();
    List<String> ids = all.stream().map(mount -> mount.model().id()).toList();
    if (!ids.containsAll(through)) {
      throw new IllegalArgumentException(
          "task "
              + episode.scene().task().id()
              + " has the cameras "
              + ids
              + "; it cannot be looked at through "
              + through.stream().sorted().toList());
    }
    return all.stream().filter(m -> through.isEmpty() || through.contains(m.model().id())).toList();
  }
}

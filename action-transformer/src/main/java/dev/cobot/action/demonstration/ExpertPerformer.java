package dev.cobot.action.demonstration;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.HandShape;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.body.GripSense;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.task.TaskJudge;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets the expert of a task perform it in the simulator, from home and undisturbed: what a policy
 * could reach that imitates it. One instance may serve several threads.
 */
public final class ExpertPerformer {
  private static final double SETTLE_SECONDS = 0.2;

  private final World world;
  private final boolean noisy;
  private final HandShape shape;

  /**
   * How it went.
   *
   * @param failure class of the failure, empty after success
   * @param predicates the referee's predicates at the end by name
   * @param progress the level that was reached, {@link TaskJudge#progress()}
   * @param phase what the expert was at when the episode ended
   * @param meetsTable whether the table or a wedged object ever kept the arm from its way
   * @param pickedId the first object that was lifted, empty if none was
   * @param seconds simulated time that it took
   */
  public record Performance(
      boolean success,
      String failure,
      Map<String, Boolean> predicates,
      int progress,
      String phase,
      boolean meetsTable,
      String pickedId,
      double seconds) {
    public Performance {
      predicates = Map.copyOf(predicates);
    }
  }

  /**
   * @param noisy whether the expert sees the true state blurred by perception's error model and
   *     feels what it holds, or sees it as it is
   */
  public ExpertPerformer(World world, boolean noisy) {
    this.world = world;
    this.noisy = noisy;
    shape = HandShape.of(world.robot().model());
  }

  /** Performs the task of a scene until it is decided or its time is up. */
  public Performance perform(TaskScene scene, SeedStreams seeds, EpisodeWatch watch) {
    try (PlantSimulator cell =
        PlantSimulator.open(world, scene.objects(), seeds.stream("physics").nextLong())) {
      cell.advance(SETTLE_SECONDS);
      return perform(scene, seeds, cell, watch);
    }
  }

  /** As {@link #perform(TaskScene, SeedStreams, EpisodeWatch)}, in a cell of that scene. */
  public Performance perform(
      TaskScene scene, SeedStreams seeds, PlantSimulator cell, EpisodeWatch watch) {
    Skill skill = skill(scene);
    TaskExpert expert = skill.expert(ActionChunk.STEP_SECONDS);
    Course course =
        skill.course(
            new CommandMeaning(
                Optional.of(skill.name()), Map.of(), DemonstratingMind.turning(scene)));
    PerceptionNoise perception = new PerceptionNoise(seeds.stream("demonstration.perception"));
    ExpertDrive drive = new ExpertDrive(world);
    GripSense grip = new GripSense();
    TaskJudge judge = new TaskJudge(scene, world.robot());
    double start = cell.timeSeconds();
    boolean meetsTable = false;
    Decision decision = null;
    for (int tick = 0;
        judge.verdict().state() == TaskJudge.State.RUNNING
            && cell.timeSeconds() - start < scene.task().timeLimitSeconds();
        tick++) {
      PlantTruth truth = cell.truth();
      boolean held = truth.heldId().equals(Optional.of(scene.targetId()));
      HandState hand = drive.hand(cell.armState(), held);
      if (noisy) {
        hand =
            grip.feel(
                hand.tableFromTool(),
                hand.openingMeters(),
                hand.openingMetersPerSecond(),
                decision != null && decision.close());
      }
      decision = drive.step(cell, expert, situation(scene, truth, hand, judge, course, perception));
      PlantTruth after = cell.truth();
      meetsTable |= after.armBlocked() || after.armMeetsTable();
      judge.observe(after, cell.armTruth());
      watch.tick(cell, tick);
    }
    TaskJudge.Verdict verdict = judge.end("timeout");
    return new Performance(
        verdict.state() == TaskJudge.State.SUCCESS,
        verdict.failure(),
        judge.predicates(),
        judge.progress(),
        decision == null ? "" : decision.phase(),
        meetsTable,
        judge.picked(),
        cell.timeSeconds() - start);
  }

  private static Skill skill(TaskScene scene) {
    if (scene.task().isRefused()) {
      throw new IllegalArgumentException(
          "the expert does not read commands, so it cannot do "
              + scene.task().id()
              + "; name other --tasks");
    }
    return SkillCatalog.ALL.get(scene.task().skill());
  }

  private Situation situation(
      TaskScene scene,
      PlantTruth truth,
      HandState hand,
      TaskJudge judge,
      Course course,
      PerceptionNoise perception) {
    String otherId = scene.destinationId().or(scene::supportId).orElse("");
    SceneObject target = null;
    SceneObject other = null;
    List<SceneObject> obstacles = new ArrayList<>();
    for (PlantTruth.ObjectTruth object : truth.objects()) {
      SceneObject seen = noisy ? perception.see(object.object()) : object.object();
      if (seen.id().equals(scene.targetId())) {
        target = seen;
      } else if (seen.id().equals(otherId)) {
        other = seen;
      } else {
        obstacles.add(seen);
      }
    }
    Progress followed = course.observe(ObjectAttributes.certain(target), hand, hand.holding());
    // What a task says of its own course, the referee tells.
    Progress progress =
        new Progress(
            scene.waypoints().isEmpty() ? followed.goals() : judge.waypointsLeft(),
            followed.share(),
            judge.wiped());
    return new Situation(hand, shape, target, Optional.ofNullable(other), obstacles, progress);
  }
}

package dev.cobot.action.demonstration;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.FirstMotion;
import dev.cobot.action.session.Mind;
import dev.cobot.action.session.Pilot;
import dev.cobot.action.session.Present;
import dev.cobot.action.session.Tick;
import dev.cobot.action.session.Turn;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.Skills;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskJudge;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Records demonstrations in the simulator, on the runtime's own tick. The expert acts on beliefs
 * that carry perception's errors, and its motion is disturbed while its labels are clean (DART,
 * Laskey et al. 2017), so that the policy sees states off the expert's path and what to do there.
 */
public final class EpisodeRecorder {
  private static final double SETTLE_SECONDS = 1;

  private final World world;
  private final Skills skills;
  private final Supplier<SafetyGate> gates;
  private final Optional<Mind> policy;

  /**
   * @param skills whose experts show the tasks
   * @param gates makes the gate of an episode: what is recorded passed it, as in the runtime
   */
  public EpisodeRecorder(World world, Skills skills, Supplier<SafetyGate> gates) {
    this(world, skills, gates, Optional.empty());
  }

  /**
   * @param policy acts in the expert's place, which says what it would have done; what it does
   *     wrong is kept
   */
  public EpisodeRecorder(
      World world, Skills skills, Supplier<SafetyGate> gates, Optional<Mind> policy) {
    this.world = world;
    this.skills = skills;
    this.gates = gates;
    this.policy = policy;
  }

  /** Records one episode: disturbed, and from anywhere. */
  public Episode record(TaskScene scene, SeedStreams seeds) {
    return record(scene, seeds, EpisodeWatch.NONE);
  }

  /** As {@link #record(TaskScene, SeedStreams)}, watched. */
  public Episode record(TaskScene scene, SeedStreams seeds, EpisodeWatch watch) {
    if (scene.task().isRefused()) {
      throw new IllegalArgumentException(
          "task "
              + scene.task().id()
              + " is to be refused, so there is nothing to demonstrate; name other --tasks");
    }
    Skill skill = skills.get(scene.task().skill());
    try (PlantSimulator cell =
        PlantSimulator.open(world, scene.objects(), seeds.stream("physics").nextLong())) {
      startSomewhere(cell, seeds.stream("demonstration.start"));
      TaskJudge judge = new TaskJudge(scene, world.robot());
      DemonstratingMind mind =
          new DemonstratingMind(
              scene,
              cell,
              world.camera(),
              skill,
              new PerceptionNoise(seeds.stream("demonstration.perception")),
              new Disturbance(seeds.stream("demonstration.noise")),
              policy);
      Pilot pilot =
          new Pilot(
                  mind,
                  new Pilot.Cell(
                      world.robot(), skills, gates.get(), scene.task().timeLimitSeconds() + 7),
                  scene.prompt(),
                  FirstMotion.AT_ONCE)
              .withoutSecondTry();
      return perform(scene, seeds.rootSeed(), cell, judge, mind, pilot, watch);
    }
  }

  private Episode perform(
      TaskScene scene,
      long seed,
      PlantSimulator cell,
      TaskJudge judge,
      DemonstratingMind mind,
      Pilot pilot,
      EpisodeWatch watch) {
    List<Episode.Tick> ticks = new ArrayList<>();
    double start = cell.timeSeconds();
    String ended = "timeout";
    watch.begin(cell);
    for (int number = 0; ; number++) {
      ArmState arm = cell.armState();
      Tick tick;
      try {
        tick = pilot.tick(Observation.of(arm), Present.of(arm));
      } catch (DemonstratingMind.LostObjectException e) {
        ended = "lost";
        break;
      }
      tick.chunk().ifPresent(done -> ticks.add(tick(tick, done, mind, start)));
      if (tick.turn() instanceof Turn.End end) {
        ended =
            end.outcome().refusal() == null
                ? ended
                : "refused_" + end.outcome().refusal().reason().name().toLowerCase(Locale.ROOT);
        break;
      }
      if (tick.turn() instanceof Turn.Move move) {
        cell.followTrajectory(move.released().trajectory());
        cell.commandGripper(
            move.released().closeGripper() ? 0 : world.robot().model().maxGripperOpeningMeters());
      }
      advance(cell, judge);
      watch.tick(cell, number);
    }
    double seconds = cell.timeSeconds() - start;
    for (double t = 0; t < SETTLE_SECONDS; t += ActionChunk.STEP_SECONDS) {
      advance(cell, judge);
    }
    TaskJudge.Verdict verdict = judge.end(ended);
    Map<Role, String> roles = new EnumMap<>(Role.class);
    pilot
        .grounding()
        .ifPresent(
            g -> {
              for (Role role : g.roles().keySet()) {
                g.meant(role).map(Track::id).ifPresent(id -> roles.put(role, id));
              }
            });
    return new Episode(
        scene.prompt(),
        scene.task().skill(),
        seed,
        roles,
        ticks,
        verdict.state() == TaskJudge.State.SUCCESS,
        verdict.failure(),
        seconds);
  }

  private static void advance(PlantSimulator cell, TaskJudge judge) {
    cell.advance(ActionChunk.STEP_SECONDS);
    judge.observe(cell.truth(), cell.armTruth());
  }

  private static Episode.Tick tick(
      Tick tick, ActionChunk done, DemonstratingMind mind, double start) {
    return new Episode.Tick(
        tick.stampNanos() * 1e-9 - start,
        tick.believed().hand(),
        tick.looks().stream()
            .flatMap(l -> l.detections().stream())
            .map(Detection::attributes)
            .toList(),
        tick.believed().tracks(),
        mind.progress(),
        done.steps().get(0),
        mind.label());
  }

  /** Starts at home, or with the hand somewhere over the table and the gripper at any opening. */
  private void startSomewhere(PlantSimulator cell, SplittableRandom random) {
    if (random.nextInt(2) == 0) {
      Transform tableFromTool =
          new Transform(
              CameraModel.TABLE,
              RobotModel.TOOL,
              new Vector3(
                  random.nextDouble(-0.22, 0.2),
                  random.nextDouble(-0.25, 0.25),
                  random.nextDouble(0.2, 0.38)),
              InverseKinematics.toolDown(random.nextDouble(-0.7, 0.7)));
      InverseKinematics.Solution pose =
          new InverseKinematics(world.robot().model())
              .solve(
                  world.robot().tableFromBase().inverse().after(tableFromTool),
                  cell.homePositionsRad());
      cell.followTrajectory(
          JointTrajectory.to(cell.armState().jointNames(), 1.2, pose.positionsRad()));
      if (random.nextInt(3) == 0) {
        cell.commandGripper(random.nextDouble(0, 0.085));
      }
      cell.advance(1.5);
    } else {
      cell.advance(0.2);
    }
  }
}

package dev.cobot.action.evaluate;

import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.FirstMotion;
import dev.cobot.action.session.Mind;
import dev.cobot.action.session.Pilot;
import dev.cobot.action.session.Present;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.action.session.Turn;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.task.TaskJudge;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Lets the runtime's own pilot act in a simulated cell, from rendered pictures to the joints, and
 * judges what really happens there.
 */
public final class PolicyPerformer {
  private static final int PICTURE_EVERY_TICKS = 2;
  private static final double SETTLE_SECONDS = 1.0;
  private static final double MOVED_RAD = 1e-3;

  private final World world;
  private final Function<PlantSimulator, Mind> minds;
  private final Supplier<SafetyGate> gates;
  private final LongConsumer tickNanos;
  private final Renderer renderer = new Renderer();

  /**
   * @param gates makes the gate of an episode
   * @param tickNanos hears how long each control tick took: perception, if a picture came, then
   *     policy and gate
   */
  public PolicyPerformer(
      World world, Mind mind, Supplier<SafetyGate> gates, LongConsumer tickNanos) {
    this(world, cell -> mind, gates, tickNanos);
  }

  private PolicyPerformer(
      World world,
      Function<PlantSimulator, Mind> minds,
      Supplier<SafetyGate> gates,
      LongConsumer tickNanos) {
    this.world = world;
    this.minds = minds;
    this.gates = gates;
    this.tickNanos = tickNanos;
  }

  /** A performer whose pictures are told what is there, so that perception makes no errors. */
  public static PolicyPerformer told(
      World world, RuntimeModels models, Supplier<SafetyGate> gates, LongConsumer tickNanos) {
    return new PolicyPerformer(world, cell -> new ToldMind(models, cell), gates, tickNanos);
  }

  /**
   * Carries out the scene's prompt in a cell of that scene.
   *
   * @param seed what the result is filed under
   * @param cameras through which the pilot sees, all of them each time that pictures are taken
   */
  public EpisodeResult perform(
      TaskScene scene,
      long seed,
      PlantSimulator cell,
      List<World.CameraMount> cameras,
      EpisodeWatch watch,
      FirstMotion firstMotion) {
    return perform(scene, seed, cell, cameras, UnaryOperator.identity(), 0, watch, firstMotion);
  }

  /**
   * As {@link #perform(TaskScene, long, PlantSimulator, List, EpisodeWatch, FirstMotion)}.
   *
   * @param shown what the pilot gets of the pictures that the cameras take, asked once a moment
   * @param saidSeconds the cell's time at which the command comes; until then the pilot looks on
   *     and rests, as with a command that is told to wait
   */
  EpisodeResult perform(
      TaskScene scene,
      long seed,
      PlantSimulator cell,
      List<World.CameraMount> cameras,
      UnaryOperator<Map<String, CameraFrame>> shown,
      double saidSeconds,
      EpisodeWatch watch,
      FirstMotion firstMotion) {
    TaskSuite.Task task = scene.task();
    SafetyGate gate = gates.get();
    Pilot pilot =
        new Pilot(
            minds.apply(cell),
            new Pilot.Cell(world.robot(), SkillCatalog.ALL, gate, task.timeLimitSeconds() + 1),
            scene.prompt(),
            firstMotion);
    TaskJudge judge = new TaskJudge(scene, world.robot());
    double[] home = cell.armState().positionsRad().clone();
    double startSeconds = Math.max(cell.timeSeconds(), saidSeconds);
    double opening = world.robot().model().maxGripperOpeningMeters();
    double moved = 0;
    boolean toldToClose = false;
    LostGrasps.Counter lost = new LostGrasps.Counter();
    Meant meant = Meant.NOTHING;
    boolean isUnderstood = false;
    Outcome outcome = null;
    for (int tick = 0; outcome == null; tick++) {
      pilot.pace(cell.timeSeconds() < saidSeconds ? 0 : 1);
      ArmState arm = cell.armState();
      Observation observation = Observation.of(arm);
      if (tick % PICTURE_EVERY_TICKS == 0) {
        observation = new Observation(shown.apply(pictures(cell, cameras)), arm, Map.of());
      }
      long began = System.nanoTime();
      Turn turn = pilot.tick(observation, Present.of(arm)).turn();
      tickNanos.accept(System.nanoTime() - began);
      if (!isUnderstood && pilot.grounding().isPresent()) {
        isUnderstood = true;
        meant = Meant.of(pilot.grounding().get(), cell.truth());
      }
      if (turn instanceof Turn.End end) {
        outcome = end.outcome();
      } else if (turn instanceof Turn.Move move) {
        cell.followTrajectory(move.released().trajectory());
        toldToClose = move.released().closeGripper();
        cell.commandGripper(toldToClose ? 0 : opening);
      }
      cell.advance(ActionChunk.STEP_SECONDS);
      PlantTruth truth = cell.truth();
      judge.observe(truth, cell.armTruth());
      lost.tick(truth.heldId(), toldToClose, pilot.isTryingAgain(), cell.timeSeconds());
      watch.tick(cell, tick);
      if (cell.timeSeconds() - startSeconds > task.timeLimitSeconds()) {
        judge.end("timeout"); // what is not done by now does not count
      }
      moved = Math.max(moved, distance(home, cell.armState().positionsRad()));
    }
    double seconds = Math.max(0, cell.timeSeconds() - startSeconds);
    for (double t = 0; t < SETTLE_SECONDS; t += ActionChunk.STEP_SECONDS) {
      cell.advance(ActionChunk.STEP_SECONDS);
      judge.observe(cell.truth(), cell.armTruth());
    }
    String failure =
        task.isRefused() ? refusalFailure(outcome, moved) : taskFailure(outcome, judge);
    return new EpisodeResult(
        task.id(),
        seed,
        scene.prompt(),
        failure.isEmpty(),
        failure,
        outcome.kind(),
        outcome.detail(),
        judge.picked(),
        judge.picked().equals(scene.targetId()),
        Math.toIntExact(gate.stops()),
        Math.toIntExact(gate.clips()),
        seconds,
        lost.end(pilot.hasGivenUpGrasping(), startSeconds + seconds),
        moved >= MOVED_RAD,
        meant);
  }

  private Map<String, CameraFrame> pictures(PlantSimulator cell, List<World.CameraMount> cameras) {
    Map<String, CameraFrame> pictures = new HashMap<>();
    for (World.CameraMount camera : cameras) {
      pictures.put(
          camera.model().id(),
          renderer.render(cell.visuals(), camera.model(), camera.look(), cell.timeNanos()));
    }
    return pictures;
  }

  private static String refusalFailure(Outcome outcome, double movedRad) {
    boolean refused =
        outcome.kind() == Outcome.Kind.REFUSED
            && outcome.refusal().reason() == Refusal.Reason.ABSENT;
    return !refused ? "not_refused" : movedRad < MOVED_RAD ? "" : "moved";
  }

  private static String taskFailure(Outcome outcome, TaskJudge judge) {
    String reason =
        outcome.kind() == Outcome.Kind.REFUSED
            ? "refused_" + outcome.refusal().reason().name().toLowerCase(Locale.ROOT)
            : "timeout";
    return judge.end(reason).failure();
  }

  private static double distance(double[] a, double[] b) {
    double max = 0;
    for (int i = 0; i < a.length; i++) {
      max = Math.max(max, Math.abs(a[i] - b[i]));
    }
    return max;
  }
}

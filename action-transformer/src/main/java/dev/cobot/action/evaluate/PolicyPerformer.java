package dev.cobot.action.evaluate;

import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.session.CommandSession;
import dev.cobot.action.session.Outcome;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.action.session.Turn;
import dev.cobot.brain.Refusal;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.sim.CellSimulator;
import dev.cobot.sim2real.task.TaskJudge;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Lets the runtime's own session act in a simulated cell, from rendered pictures to the joints, and
 * judges what really happens there.
 */
public final class PolicyPerformer {
  private static final int PICTURE_EVERY_TICKS = 2;
  private static final double SETTLE_SECONDS = 1.0;
  private static final double MOVED_RAD = 1e-3;

  private final World world;
  private final RuntimeModels models;
  private final Supplier<MotionFilter> filters;
  private final LongConsumer tickNanos;
  private final Renderer renderer = new Renderer();

  /**
   * @param filters makes the gate of an episode
   * @param tickNanos hears how long each control tick took: perception, if a picture came, then
   *     policy and gate
   */
  public PolicyPerformer(
      World world, RuntimeModels models, Supplier<MotionFilter> filters, LongConsumer tickNanos) {
    this.world = world;
    this.models = models;
    this.filters = filters;
    this.tickNanos = tickNanos;
  }

  /**
   * Carries out the scene's prompt in a cell of that scene.
   *
   * @param seed what the result is filed under
   * @param camera through which the session sees
   */
  public EpisodeResult perform(
      TaskScene scene,
      long seed,
      CellSimulator cell,
      CameraModel camera,
      EpisodeWatch watch,
      FirstMotion firstMotion) {
    TaskSuite.Task task = scene.task();
    CommandSession session =
        models.begin(world.robot(), task.timeLimitSeconds() + 1, scene.prompt());
    MotionFilter filter = filters.get();
    TaskJudge judge = new TaskJudge(scene, world.robot());
    double[] home = cell.armState().positionsRad().clone();
    double startSeconds = cell.timeSeconds();
    double opening = world.robot().model().maxGripperOpeningMeters();
    double moved = 0;
    long picturedNanos = 0;
    int stops = 0;
    int clips = 0;
    boolean moves = false;
    Outcome outcome = null;
    for (int tick = 0; outcome == null; tick++) {
      CameraFrame frame = null;
      if (tick % PICTURE_EVERY_TICKS == 0) {
        picturedNanos = cell.timeNanos();
        frame = renderer.render(cell.visuals(), camera, world.look(), picturedNanos);
      }
      ArmState arm = cell.armState();
      long began = System.nanoTime();
      if (frame != null) {
        session.see(frame, arm);
      }
      Turn turn = session.tick(cell.timeNanos(), arm);
      if (turn instanceof Turn.End end) {
        outcome = end.outcome();
      } else if (turn instanceof Turn.Act act) {
        if (!moves) {
          moves = true;
          firstMotion.before(session, arm);
        }
        MotionFilter.Filtered filtered =
            filter.filter(act, arm, cell.timeNanos(), session.chunk().stampNanos(), picturedNanos);
        clips += filtered.clipped();
        if (filtered.trajectory() == null) {
          stops++;
          outcome =
              Outcome.refused(new Refusal(Refusal.Reason.GATE, "gate", filtered.reason(), null));
        } else {
          cell.followTrajectory(filtered.trajectory());
          cell.commandGripper(act.closeGripper() ? 0 : opening);
        }
      }
      tickNanos.accept(System.nanoTime() - began);
      cell.advance(ActionChunk.STEP_SECONDS);
      judge.observe(cell.truth(), cell.armTruth());
      watch.tick(cell, tick);
      if (cell.timeSeconds() - startSeconds > task.timeLimitSeconds()) {
        judge.end("timeout"); // what is not done by now does not count
      }
      moved = Math.max(moved, distance(home, cell.armState().positionsRad()));
    }
    double seconds = cell.timeSeconds() - startSeconds;
    for (double t = 0; t < SETTLE_SECONDS; t += ActionChunk.STEP_SECONDS) {
      cell.advance(ActionChunk.STEP_SECONDS);
      judge.observe(cell.truth(), cell.armTruth());
    }
    boolean success;
    String failure;
    if (task.intent() == TaskSuite.Wish.REFUSE) {
      boolean refused =
          outcome.kind() == Outcome.Kind.REFUSED
              && outcome.refusal().reason() == Refusal.Reason.ABSENT;
      success = refused && moved < MOVED_RAD;
      failure = success ? "" : refused ? "moved" : "not_refused";
    } else {
      String reason =
          outcome.kind() == Outcome.Kind.REFUSED
              ? "refused_" + outcome.refusal().reason().name().toLowerCase(java.util.Locale.ROOT)
              : "timeout";
      TaskJudge.Verdict verdict = judge.end(reason);
      success = verdict.state() == TaskJudge.State.SUCCESS;
      failure = verdict.failure();
    }
    return new EpisodeResult(
        task.id(),
        seed,
        scene.prompt(),
        success,
        failure,
        outcome.kind().name().toLowerCase(java.util.Locale.ROOT),
        outcome.detail(),
        judge.picked(),
        judge.picked().equals(scene.targetId()),
        stops,
        clips,
        seconds);
  }

  private static double distance(double[] a, double[] b) {
    double max = 0;
    for (int i = 0; i < a.length; i++) {
      max = Math.max(max, Math.abs(a[i] - b[i]));
    }
    return max;
  }
}

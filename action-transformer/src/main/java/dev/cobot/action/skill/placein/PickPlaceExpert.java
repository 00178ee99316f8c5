package dev.cobot.action.skill.placein;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.HandMotion;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/**
 * Picks a cube and places it in a container. The expert is a function of the present state alone,
 * without memory, so that it labels any state: those of its own episodes, those that noise led to,
 * those that a learned policy visits (DAgger, Ross et al. 2011).
 *
 * <p>Heights follow funnels: the hand may be low only where it is horizontally close to where it
 * wants to be, which keeps it above bottles and cups on its way.
 */
final class PickPlaceExpert {
  /** High enough above what stands on the table. */
  static final double TRAVEL_Z_METERS = 0.23;

  private static final double GRASP_FUNNEL_SLOPE = 6;
  private static final double PLACE_FUNNEL_SLOPE = 5;

  private static final double OPEN_METERS = 0.085;
  private static final double WIDE_METERS = 0.072;
  private static final double FINGER_SPEED = 0.1;
  private static final double EMPTY_METERS = 0.02;

  private final double stepSeconds;
  private final HandMotion motion;

  PickPlaceExpert(double stepSeconds) {
    this.stepSeconds = stepSeconds;
    motion = new HandMotion(stepSeconds);
  }

  /** Returns where the hand should be one step from now. */
  Decision decide(ExpertView view) {
    HandState tool = view.tool();
    Vector3 hand = tool.positionMeters();
    Vector3 target = view.targetPositionMeters();
    Vector3 bowl = view.destinationPositionMeters();
    double yaw = tool.yawRad();
    double travelZ = view.travelZMeters();

    boolean placed = !tool.holding() && target.horizontalDistanceTo(bowl) < 0.05;
    if (placed) {
      boolean clear = tool.openingMeters() > WIDE_METERS;
      Vector3 goal = clear ? new Vector3(hand.x(), hand.y(), travelZ) : hand;
      boolean done = clear && hand.z() > travelZ - 0.04;
      return new Decision(motion.towards(hand, goal, 1), yaw, false, done, done ? 1 : 0.9, "leave");
    }

    if (tool.holding()) {
      double distance = hand.horizontalDistanceTo(bowl);
      double releaseZ = view.destinationRimZMeters() + view.targetHalfHeightMeters() + 0.012;
      double wantedZ = HandMotion.funnel(releaseZ, travelZ, distance, 0.012, PLACE_FUNNEL_SLOPE);
      boolean release = distance < 0.02 && hand.z() < releaseZ + 0.012;
      double free = HandMotion.clamp((hand.z() - (wantedZ - 0.06)) / 0.04);
      Vector3 next = motion.towards(hand, new Vector3(bowl.x(), bowl.y(), wantedZ), free);
      double progress = 0.5 + 0.3 * (1 - HandMotion.clamp(distance / 0.4));
      return new Decision(next, yaw, !release, false, progress, release ? "release" : "carry");
    }

    double distance = hand.horizontalDistanceTo(target);
    double graspZ = graspZ(target);
    double yawError = HandMotion.wrap(view.graspYawRad() - yaw, 2 * Math.PI);
    boolean closing = tool.openingMeters() < WIDE_METERS;
    boolean between = distance < 0.02 && Math.abs(hand.z() - graspZ) < 0.015;
    boolean there =
        distance < 0.008 && Math.abs(yawError) < 0.12 && Math.abs(hand.z() - graspZ) < 0.007;
    boolean close = there || (closing && between && tool.openingMeters() > EMPTY_METERS);
    double nextYaw = motion.turned(yaw, yawError);
    if (close) {
      return new Decision(
          motion.towards(hand, new Vector3(target.x(), target.y(), graspZ), 1),
          nextYaw,
          true,
          false,
          0.45,
          "grasp");
    }
    double wantedZ =
        HandMotion.funnel(
            graspZ,
            travelZ,
            Math.max(distance, Math.abs(yawError) * 0.06),
            0.006,
            GRASP_FUNNEL_SLOPE);
    if (closing) { // fingers not open yet: do not press down on the object
      wantedZ = Math.max(wantedZ, Math.min(hand.z(), travelZ));
    }
    double free = HandMotion.clamp((hand.z() - (wantedZ - 0.07)) / 0.04);
    Vector3 next = motion.towards(hand, new Vector3(target.x(), target.y(), wantedZ), free);
    return new Decision(
        next, nextYaw, false, false, 0.4 * (1 - HandMotion.clamp(distance / 0.5)), "approach");
  }

  /** Returns the height of the tool at which it grasps something whose middle is there. */
  static double graspZ(Vector3 targetMeters) {
    return Math.max(0.014, targetMeters.z());
  }

  /**
   * Returns the expert's next second from this state on, by rolling its own decisions forward with
   * perfect tracking and a gripper that moves at its nominal speed and is stopped by the object.
   */
  ActionChunk chunk(long stampNanos, ExpertView start, double objectWidthMeters) {
    List<ActionChunk.Step> steps = new ArrayList<>(ActionChunk.STEPS);
    ExpertView view = start;
    int stalled = 0;
    for (int i = 0; i < ActionChunk.STEPS; i++) {
      Decision decision = decide(view);
      HandState tool = view.tool();
      Transform next =
          new Transform(
              CameraModel.TABLE,
              tool.tableFromTool().source(),
              decision.positionMeters(),
              HandState.pointingDown(decision.yawRad()));
      steps.add(
          new ActionChunk.Step(
              next, decision.close() ? 1 : 0, decision.done() ? 1 : 0, decision.progress()));

      double wanted = decision.close() ? 0 : OPEN_METERS;
      boolean between =
          tool.positionMeters().distanceTo(view.targetPositionMeters()) < 0.03
              && tool.openingMeters() >= objectWidthMeters - 0.003;
      double floor = decision.close() && between ? objectWidthMeters : 0;
      double opening =
          Math.max(
              floor,
              tool.openingMeters()
                  + HandMotion.limit(wanted - tool.openingMeters(), FINGER_SPEED * stepSeconds));
      double rate = (opening - tool.openingMeters()) / stepSeconds;
      stalled = decision.close() && between && Math.abs(rate) < 1e-9 ? stalled + 1 : 0;
      boolean holding = decision.close() && (tool.holding() || stalled >= 2);
      Vector3 moved = decision.positionMeters().minus(tool.positionMeters());
      Vector3 target = view.targetPositionMeters();
      if (tool.holding() && holding) {
        target = target.plus(moved);
      }
      view =
          new ExpertView(
              new HandState(next, opening, rate, holding),
              target,
              view.graspYawRad(),
              view.targetHalfHeightMeters(),
              view.destinationPositionMeters(),
              view.destinationRimZMeters(),
              view.travelZMeters());
    }
    return new ActionChunk(stampNanos, stepSeconds, steps);
  }
}

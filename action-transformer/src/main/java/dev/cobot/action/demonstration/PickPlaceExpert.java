package dev.cobot.action.demonstration;

import dev.cobot.action.policy.ActionChunk;
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
  private static final double TRAVEL_Z_METERS = 0.23;
  private static final double GRASP_FUNNEL_SLOPE = 6;
  private static final double PLACE_FUNNEL_SLOPE = 5;
  private static final double MAX_SPEED = 0.22;
  private static final double MAX_DESCENT_SPEED = 0.16;
  private static final double APPROACH_GAIN_PER_SECOND = 5;
  private static final double MIN_SPEED = 0.02;
  private static final double MAX_YAW_RATE = 1.2;

  private static final double OPEN_METERS = 0.085;
  private static final double WIDE_METERS = 0.072;
  private static final double FINGER_SPEED = 0.1;
  private static final double EMPTY_METERS = 0.02;

  private final double stepSeconds;

  PickPlaceExpert(double stepSeconds) {
    this.stepSeconds = stepSeconds;
  }

  /** What the expert would do in one step. */
  record Decision(
      Vector3 positionMeters, double yawRad, boolean close, boolean done, double progress) {}

  /** Returns where the hand should be one step from now. */
  Decision decide(ExpertView view) {
    HandState tool = view.tool();
    Vector3 hand = tool.positionMeters();
    Vector3 target = view.targetPositionMeters();
    Vector3 bowl = view.destinationPositionMeters();
    double yaw = tool.yawRad();

    boolean placed = !tool.holding() && target.horizontalDistanceTo(bowl) < 0.05;
    if (placed) {
      boolean clear = tool.openingMeters() > WIDE_METERS;
      Vector3 goal = clear ? new Vector3(hand.x(), hand.y(), TRAVEL_Z_METERS) : hand;
      boolean done = clear && hand.z() > TRAVEL_Z_METERS - 0.04;
      return new Decision(towards(hand, goal, 1), yaw, false, done, done ? 1 : 0.9);
    }

    if (tool.holding()) {
      double distance = hand.horizontalDistanceTo(bowl);
      double releaseZ = view.destinationRimZMeters() + view.targetHalfHeightMeters() + 0.012;
      double wantedZ = funnel(releaseZ, distance, 0.012, PLACE_FUNNEL_SLOPE);
      boolean release = distance < 0.02 && hand.z() < releaseZ + 0.012;
      double free = clamp((hand.z() - (wantedZ - 0.06)) / 0.04);
      Vector3 next = towards(hand, new Vector3(bowl.x(), bowl.y(), wantedZ), free);
      double progress = 0.5 + 0.3 * (1 - clamp(distance / 0.4));
      return new Decision(next, yaw, !release, false, progress);
    }

    double distance = hand.horizontalDistanceTo(target);
    double graspZ = Math.max(0.014, target.z());
    double yawError = quarterTurn(view.targetYawRad() - yaw);
    boolean closing = tool.openingMeters() < WIDE_METERS;
    boolean between = distance < 0.02 && Math.abs(hand.z() - graspZ) < 0.015;
    boolean there =
        distance < 0.008 && Math.abs(yawError) < 0.12 && Math.abs(hand.z() - graspZ) < 0.007;
    boolean close = there || (closing && between && tool.openingMeters() > EMPTY_METERS);
    double nextYaw = yaw + limit(yawError * 4 * stepSeconds, MAX_YAW_RATE * stepSeconds);
    if (close) {
      return new Decision(
          towards(hand, new Vector3(target.x(), target.y(), graspZ), 1),
          nextYaw,
          true,
          false,
          0.45);
    }
    double wantedZ =
        funnel(graspZ, Math.max(distance, Math.abs(yawError) * 0.06), 0.006, GRASP_FUNNEL_SLOPE);
    if (closing) { // fingers not open yet: do not press down on the object
      wantedZ = Math.max(wantedZ, Math.min(hand.z(), TRAVEL_Z_METERS));
    }
    double free = clamp((hand.z() - (wantedZ - 0.07)) / 0.04);
    Vector3 next = towards(hand, new Vector3(target.x(), target.y(), wantedZ), free);
    return new Decision(next, nextYaw, false, false, 0.4 * (1 - clamp(distance / 0.5)));
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
                  + limit(wanted - tool.openingMeters(), FINGER_SPEED * stepSeconds));
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
              view.targetYawRad(),
              view.targetHalfHeightMeters(),
              view.destinationPositionMeters(),
              view.destinationRimZMeters());
    }
    return new ActionChunk(stampNanos, stepSeconds, steps);
  }

  /**
   * Height that belongs to a horizontal distance: low within {@code flat}, then rising to the
   * travel height.
   */
  private static double funnel(double lowZ, double distance, double flat, double slope) {
    return Math.min(Math.max(TRAVEL_Z_METERS, lowZ), lowZ + Math.max(0, distance - flat) * slope);
  }

  /** Moves horizontally and vertically towards the goal, slowing down near it. */
  private Vector3 towards(Vector3 hand, Vector3 goal, double horizontalFreedom) {
    Vector3 error = goal.minus(hand);
    double horizontal = Math.hypot(error.x(), error.y());
    double speed = approachSpeed(horizontal, MAX_SPEED) * horizontalFreedom;
    double part = horizontal < 1e-9 ? 0 : Math.min(1, speed * stepSeconds / horizontal);
    double verticalSpeed =
        approachSpeed(Math.abs(error.z()), error.z() < 0 ? MAX_DESCENT_SPEED : MAX_SPEED);
    double dz = limit(error.z(), verticalSpeed * stepSeconds);
    return new Vector3(hand.x() + error.x() * part, hand.y() + error.y() * part, hand.z() + dz);
  }

  private static double approachSpeed(double distance, double max) {
    return Math.max(MIN_SPEED, Math.min(max, APPROACH_GAIN_PER_SECOND * distance));
  }

  /** Wraps an angle into [-pi/4, pi/4): a cube looks the same after a quarter turn. */
  static double quarterTurn(double angleRad) {
    double quarter = Math.PI / 2;
    return angleRad - quarter * Math.floor(angleRad / quarter + 0.5);
  }

  private static double limit(double value, double bound) {
    return Math.max(-bound, Math.min(bound, value));
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}

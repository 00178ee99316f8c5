package dev.cobot.action.skill.push;

import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.Extent;
import dev.cobot.action.skill.HandMotion;
import dev.cobot.action.skill.Obstacles;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;

/**
 * Pushes a bowl from place to place. The closed fingers stand upright behind the bowl, square to
 * the way that it has to go, and follow it to the side, so that the round body does not slip off.
 * For a new direction the hand rises, passes over the bowl and comes down behind it again.
 */
final class PushExpert implements TaskExpert {
  private static final double FINGER_HALF_WIDTH_METERS = 0.010;
  private static final double FREE_METERS = 0.008;
  private static final double CLOSED_METERS = 0.01;
  private static final double BEHIND_METERS = 0.022;
  private static final double LOW_Z_METERS = 0.024;
  private static final double LOW_BAND_METERS = 0.015;
  private static final double ABOVE_RIM_METERS = 0.03;
  private static final double PUSH_SPEED = 0.10;
  private static final double CENTERING_PER_SECOND = 6;
  private static final double CENTERING_SPEED = 0.1;
  private static final double MAX_LATERAL_METERS = 0.045;
  private static final double CENTERED_METERS = 0.012;
  private static final double AT_START_METERS = 0.02;
  private static final double SQUARE_RAD = Math.PI / 2;
  private static final double MAX_TURN_RAD = 0.5;
  private static final double RISEN_METERS = 0.012;
  private static final double FUNNEL_SLOPE = 6;
  private static final double FUNNEL_FLAT_METERS = 0.006;

  private final HandMotion motion;
  private final double stepSeconds;

  PushExpert(double stepSeconds) {
    this.stepSeconds = stepSeconds;
    motion = new HandMotion(stepSeconds);
  }

  @Override
  public Decision decide(Situation situation) {
    HandState tool = situation.hand();
    Vector3 hand = tool.positionMeters();
    double yaw = tool.yawRad();
    SceneObject bowl = situation.target();
    Vector3 center = bowl.positionMeters();
    double rimZ = Extent.of(bowl).high().z();
    double aboveZ = rimZ + ABOVE_RIM_METERS;
    List<Vector3> waypoints = situation.progress().goals();
    double contact = contactMeters(bowl);
    boolean beside = hand.horizontalDistanceTo(center) < contact + 2 * BEHIND_METERS;
    if (waypoints.isEmpty()) {
      Vector3 next =
          beside
              ? retreat(hand, center, contact, aboveZ + 0.1)
              : motion.towards(hand, new Vector3(hand.x(), hand.y(), aboveZ + 0.1), 1);
      boolean done = hand.z() > aboveZ;
      return new Decision(next, yaw, true, done, done ? 1 : 0.95, "leave");
    }
    double total = waypoints.size();
    Vector3 goal = waypoints.get(0);
    double distance = center.horizontalDistanceTo(goal);
    double progress = 0.9 / (1 + total) + 0.05 * (1 - HandMotion.clamp(distance / 0.4));
    Vector3 ahead = direction(center, goal);
    Vector3 fromBowl = hand.minus(center);
    double behind = -(fromBowl.x() * ahead.x() + fromBowl.y() * ahead.y());
    double lateral = ahead.x() * fromBowl.y() - ahead.y() * fromBowl.x();
    double aheadYaw = Math.atan2(ahead.y(), ahead.x());
    double yawError = HandMotion.wrap(aheadYaw - yaw, SQUARE_RAD);
    boolean ready =
        behind > contact - 0.025
            && behind < contact + BEHIND_METERS + 0.01
            && Math.abs(lateral) < MAX_LATERAL_METERS
            && Math.abs(yawError) < MAX_TURN_RAD
            && tool.openingMeters() < CLOSED_METERS
            && hand.z() < LOW_Z_METERS + LOW_BAND_METERS;
    double nextYaw = motion.turned(yaw, yawError);
    if (ready) {
      double off = lateral / CENTERED_METERS;
      double speed =
          behind > contact + BEHIND_METERS && off > 1
              ? 0
              : PUSH_SPEED * Math.max(-0.6, 1 - off * off);
      double side =
          -HandMotion.limit(lateral * CENTERING_PER_SECOND, CENTERING_SPEED) * stepSeconds;
      Vector3 next =
          new Vector3(
              hand.x() + ahead.x() * speed * stepSeconds - ahead.y() * side,
              hand.y() + ahead.y() * speed * stepSeconds + ahead.x() * side,
              hand.z() + HandMotion.limit(LOW_Z_METERS - hand.z(), 0.05 * stepSeconds));
      return new Decision(next, nextYaw, true, false, progress, "push");
    }
    Vector3 start = center.minus(ahead.times(contact + BEHIND_METERS));
    double away = hand.horizontalDistanceTo(start);
    if (beside && away > AT_START_METERS && hand.z() < aboveZ - RISEN_METERS) {
      return new Decision(
          retreat(hand, center, contact, aboveZ), yaw, true, false, progress, "rise");
    }
    // The closed fingers are square: of the four turns take the one that winds the wrist least.
    double startError = HandMotion.wrap(aheadYaw, SQUARE_RAD) - yaw;
    boolean spread = tool.openingMeters() > CLOSED_METERS;
    double travelZ = Math.max(aboveZ, Obstacles.of(situation.obstacles()).clearZ(hand, start, 0));
    double wantedZ =
        HandMotion.funnel(
            LOW_Z_METERS,
            travelZ,
            Math.max(Math.max(away, Math.abs(startError) * 0.06), spread ? 0.03 : 0),
            FUNNEL_FLAT_METERS,
            FUNNEL_SLOPE);
    double free = HandMotion.clamp((hand.z() - (wantedZ - RISEN_METERS)) / 0.006);
    return new Decision(
        motion.towards(hand, new Vector3(start.x(), start.y(), wantedZ), free),
        motion.turned(yaw, startError),
        true,
        false,
        progress,
        "behind");
  }

  /** Draws back from the bowl before it rises, so that the fingers do not lift the rim. */
  private Vector3 retreat(Vector3 hand, Vector3 bowl, double contact, double z) {
    Vector3 out = direction(bowl, hand);
    double rise = hand.horizontalDistanceTo(bowl) > contact + FREE_METERS ? z : hand.z() + 0.01;
    return motion.towards(
        hand, new Vector3(hand.x() + out.x() * 0.02, hand.y() + out.y() * 0.02, rise), 1);
  }

  /** Returns the distance from the bowl's middle at which the fingers touch it. */
  private static double contactMeters(SceneObject bowl) {
    return bowl.sizeMeters().x() / 2 + FINGER_HALF_WIDTH_METERS;
  }

  private static Vector3 direction(Vector3 from, Vector3 to) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    double norm = Math.hypot(dx, dy);
    return norm < 1e-6 ? new Vector3(1, 0, 0) : new Vector3(dx / norm, dy / norm, 0);
  }

  @Override
  public double gripMeters(Situation situation) {
    return 0;
  }

  @Override
  public Situation expect(Situation situation, Decision decision, double stepSeconds) {
    Situation next = TaskExpert.super.expect(situation, decision, stepSeconds);
    if (!decision.phase().equals("push")) {
      return next;
    }
    SceneObject bowl = situation.target();
    Vector3 ahead = direction(bowl.positionMeters(), situation.progress().goals().get(0));
    Vector3 fromBowl = next.hand().positionMeters().minus(bowl.positionMeters());
    double behind = -(fromBowl.x() * ahead.x() + fromBowl.y() * ahead.y());
    double pushed = Math.max(0, contactMeters(bowl) - behind);
    Vector3 moved = bowl.positionMeters().plus(ahead.times(pushed));
    return next.with(next.hand(), bowl.at(moved, bowl.rotation()));
  }
}

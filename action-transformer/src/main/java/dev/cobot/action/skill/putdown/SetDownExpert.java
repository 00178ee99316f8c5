package dev.cobot.action.skill.putdown;

import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.Extent;
import dev.cobot.action.skill.HandMotion;
import dev.cobot.action.skill.Obstacles;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;

/**
 * Brings what is held over the goal, lowers it, lets go and rises. Where it goes is the difference
 * of what is believed of the object now and at its goal, in which a wrong height of its centre
 * cancels out: what was taken from a height is let go at the same height of the hand.
 */
final class SetDownExpert implements TaskExpert {
  /** Above the goal when it is let go: what falls so far neither tips nor jumps. */
  private static final double CLEARANCE_METERS = 0.004;

  private static final double OVER_METERS = 0.01;
  private static final double LET_GO_METERS = 0.005;
  private static final double SLOPE = 5;

  /** How high the hand leaves what it has let go of. */
  private static final double LEAVE_METERS = 0.24;

  /** Higher the arm of the default cell does not reach everywhere. */
  private static final double HIGHEST_METERS = 0.34;

  private final HandMotion motion;

  SetDownExpert(double stepSeconds) {
    motion = new HandMotion(stepSeconds);
  }

  @Override
  public Decision decide(Situation situation) {
    HandState hand = situation.hand();
    Vector3 tool = hand.positionMeters();
    double yaw = hand.yawRad();
    Vector3 goal = situation.progress().goals().get(0);
    if (!hand.holding()) {
      return leave(hand, situation.target());
    }
    Vector3 there = tool.plus(goal.minus(situation.target().positionMeters()));
    double low = there.z() + CLEARANCE_METERS;
    double distance = tool.horizontalDistanceTo(there);
    double load = tool.z() - Extent.of(situation.target()).low().z();
    double clear = Obstacles.of(situation.obstacles()).clearZ(tool, there, load);
    double travel = Math.min(HIGHEST_METERS, Math.max(low, clear));
    double wantedZ = HandMotion.funnel(low, travel, distance, OVER_METERS, SLOPE);
    double free = HandMotion.clamp((tool.z() - (wantedZ - 0.05)) / 0.04);
    boolean letsGo = distance < OVER_METERS && tool.z() < low + LET_GO_METERS;
    Vector3 next = motion.towards(tool, new Vector3(there.x(), there.y(), wantedZ), free);
    double progress = 0.8 * (1 - HandMotion.clamp(distance / 0.4));
    return new Decision(
        letsGo ? tool : next, yaw, !letsGo, false, progress, letsGo ? "release" : "carry");
  }

  private Decision leave(HandState hand, SceneObject target) {
    Vector3 tool = hand.positionMeters();
    boolean isOpen = hand.openingMeters() > OPEN_METERS - 0.015;
    double high = Math.min(HIGHEST_METERS, Extent.of(target).high().z() + LEAVE_METERS);
    Vector3 goal = isOpen ? new Vector3(tool.x(), tool.y(), Math.max(tool.z(), high)) : tool;
    boolean done = isOpen && tool.z() > high - 0.02;
    return new Decision(
        motion.towards(tool, goal, 1), hand.yawRad(), false, done, done ? 1 : 0.9, "leave");
  }

  @Override
  public double gripMeters(Situation situation) {
    return situation.hand().holding() ? situation.hand().openingMeters() : 0;
  }
}

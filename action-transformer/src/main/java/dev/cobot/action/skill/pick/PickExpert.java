package dev.cobot.action.skill.pick;

import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.Grasp;
import dev.cobot.action.skill.GraspApproach;
import dev.cobot.action.skill.HandMotion;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Vector3;

/**
 * Takes an object from above and lifts it clear of what it stood on or lay in. Heights follow
 * funnels, as with {@link PickPlaceExpert}.
 */
final class PickExpert implements TaskExpert {
  private static final double LIFT_METERS = 0.125;
  private static final double LIFTED_METERS = 0.008;
  private static final double LOST_METERS = 0.06;

  private final HandMotion motion;

  PickExpert(double stepSeconds) {
    motion = new HandMotion(stepSeconds);
  }

  @Override
  public Decision decide(Situation situation) {
    HandState tool = situation.hand();
    Vector3 hand = tool.positionMeters();
    double yaw = tool.yawRad();
    Grasp grasp = Grasp.of(situation);
    if (tool.holding() && hand.distanceTo(grasp.positionMeters()) < LOST_METERS) {
      double up =
          situation.progress().goals().stream()
              .findFirst()
              .map(goal -> goal.z() - situation.target().positionMeters().z())
              .orElseThrow(() -> new IllegalArgumentException("picking needs a goal"));
      boolean lifted = up < LIFTED_METERS;
      return new Decision(
          motion.towards(hand, hand.plus(new Vector3(0, 0, Math.max(0, up))), 1),
          yaw,
          true,
          lifted,
          lifted ? 1 : 0.5 + 0.4 * (1 - HandMotion.clamp(up / LIFT_METERS)),
          lifted ? "hold" : "lift");
    }
    return GraspApproach.decide(motion, situation, grasp, 0.45);
  }

  @Override
  public double gripMeters(Situation situation) {
    return GraspApproach.gripMeters(situation, Grasp.of(situation));
  }
}

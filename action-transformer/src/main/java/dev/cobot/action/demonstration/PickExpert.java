package dev.cobot.action.demonstration;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Vector3;

/**
 * Takes an object from above and lifts it clear of what it stood on or lay in. Heights follow
 * funnels, as with {@link PickPlaceExpert}.
 */
final class PickExpert implements TaskExpert {
  private static final double LIFT_METERS = 0.125;
  private static final double LIFTED_METERS = 0.008;
  private static final double ABOVE_GRASP_METERS = 0.08;
  private static final double FUNNEL_SLOPE = 6;
  private static final double FUNNEL_FLAT_METERS = 0.005;
  private static final double YAW_METERS_PER_RAD = 0.06;
  private static final double THERE_METERS = 0.006;
  private static final double THERE_RAD = 0.1;
  private static final double NEAR_METERS = 0.02;
  private static final double NEAR_Z_METERS = 0.015;
  private static final double LOST_METERS = 0.06;
  private static final double FINGER_PLAY_METERS = 0.008;

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
      double up = support(situation) + LIFT_METERS - Extent.of(situation.target()).low().z();
      boolean lifted = up < LIFTED_METERS;
      return new Decision(
          motion.towards(hand, hand.plus(new Vector3(0, 0, Math.max(0, up))), 1),
          yaw,
          true,
          lifted,
          lifted ? 1 : 0.5 + 0.4 * (1 - HandMotion.clamp(up / LIFT_METERS)),
          lifted ? "hold" : "lift");
    }
    return approach(motion, situation, grasp, 0.45);
  }

  /** Returns the way to a grasp: over it, down round the object, fingers together. */
  static Decision approach(
      HandMotion motion, Situation situation, Grasp grasp, double progressWhenThere) {
    HandState tool = situation.hand();
    Vector3 hand = tool.positionMeters();
    double yaw = tool.yawRad();
    Vector3 place = grasp.positionMeters();
    double distance = hand.horizontalDistanceTo(place);
    double above = Math.abs(hand.z() - place.z());
    double yawError = grasp.turnFrom(yaw);
    double nextYaw = motion.turned(yaw, yawError);
    boolean narrow = tool.openingMeters() < wide(grasp);
    boolean around = tool.openingMeters() > grasp.widthMeters() - FINGER_PLAY_METERS;
    boolean there =
        distance < THERE_METERS && Math.abs(yawError) < THERE_RAD && above < THERE_METERS;
    boolean near = distance < NEAR_METERS && above < NEAR_Z_METERS;
    if (around && (there || (narrow && near))) {
      return new Decision(
          motion.towards(hand, place, 1), nextYaw, true, false, progressWhenThere, "grasp");
    }
    double travelZ =
        Math.max(
            place.z() + ABOVE_GRASP_METERS,
            Obstacles.of(situation.obstacles()).clearZ(hand, place, 0));
    double wantedZ =
        HandMotion.funnel(
            place.z(),
            travelZ,
            Math.max(distance, Math.abs(yawError) * YAW_METERS_PER_RAD),
            FUNNEL_FLAT_METERS,
            FUNNEL_SLOPE);
    if (narrow) { // fingers not open yet: do not press down on the object
      wantedZ = Math.max(wantedZ, Math.min(hand.z(), travelZ));
    }
    double free = HandMotion.clamp((hand.z() - (wantedZ - 0.05)) / 0.04);
    return new Decision(
        motion.towards(hand, new Vector3(place.x(), place.y(), wantedZ), free),
        nextYaw,
        false,
        false,
        progressWhenThere * (1 - HandMotion.clamp(distance / 0.5)),
        "approach");
  }

  @Override
  public double gripMeters(Situation situation) {
    return grip(situation, Grasp.of(situation));
  }

  static double grip(Situation situation, Grasp grasp) {
    boolean between =
        situation.hand().positionMeters().distanceTo(grasp.positionMeters()) < NEAR_METERS
            && situation.hand().openingMeters() > grasp.widthMeters() - FINGER_PLAY_METERS;
    return between ? grasp.widthMeters() : 0;
  }

  private static double wide(Grasp grasp) {
    return Math.min(OPEN_METERS - 0.003, Math.max(0.072, grasp.widthMeters() + FINGER_PLAY_METERS));
  }

  /** Returns the height of the top of what the target must be lifted off. */
  private static double support(Situation situation) {
    return situation.other().map(o -> Extent.of(o).high().z()).orElse(0.0);
  }
}

package dev.cobot.action.skill;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.Vector3;

/** The way to a grasp, which every skill that takes something in the hand begins with. */
public final class GraspApproach {
  private static final double ABOVE_GRASP_METERS = 0.08;
  private static final double FUNNEL_SLOPE = 6;
  private static final double FUNNEL_FLAT_METERS = 0.005;
  private static final double YAW_METERS_PER_RAD = 0.06;
  private static final double THERE_METERS = 0.006;
  private static final double THERE_RAD = 0.1;
  private static final double NEAR_METERS = 0.02;
  private static final double NEAR_Z_METERS = 0.015;
  private static final double FINGER_PLAY_METERS = 0.008;

  private GraspApproach() {}

  /**
   * Returns what to do next: over it, down round the object, fingers together.
   *
   * @param progressWhenThere share of the task that is done when the object is in the hand
   */
  public static Decision decide(
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

  /**
   * Returns the opening at which the object stops the fingers if they close now; 0 when it is not
   * between them.
   */
  public static double gripMeters(Situation situation, Grasp grasp) {
    boolean between =
        situation.hand().positionMeters().distanceTo(grasp.positionMeters()) < NEAR_METERS
            && situation.hand().openingMeters() > grasp.widthMeters() - FINGER_PLAY_METERS;
    return between ? grasp.widthMeters() : 0;
  }

  private static double wide(Grasp grasp) {
    return Math.min(
        TaskExpert.OPEN_METERS - 0.003, Math.max(0.072, grasp.widthMeters() + FINGER_PLAY_METERS));
  }
}

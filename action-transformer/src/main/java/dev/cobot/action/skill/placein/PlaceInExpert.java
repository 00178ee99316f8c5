package dev.cobot.action.skill.placein;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.HandMotion;
import dev.cobot.action.skill.Obstacles;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/** The pick-and-place expert among things that may be too tall to pass over at its usual height. */
final class PlaceInExpert implements TaskExpert {
  /** A cube looks the same after it. */
  private static final double QUARTER_TURN = Math.PI / 2;

  /** A touch of two millimetres is worth more than any turn. */
  private static final double RAD_PER_OVERLAP_METER = 1000;

  private final PickPlaceExpert expert;

  PlaceInExpert(double stepSeconds) {
    expert = new PickPlaceExpert(stepSeconds);
  }

  @Override
  public Decision decide(Situation situation) {
    return expert.decide(view(situation));
  }

  @Override
  public double gripMeters(Situation situation) {
    SceneObject target = situation.target();
    return situation.hand().positionMeters().distanceTo(target.positionMeters()) < 0.03
        ? target.sizeMeters().y()
        : 0;
  }

  private static ExpertView view(Situation situation) {
    SceneObject target = situation.target();
    SceneObject bowl =
        situation
            .other()
            .orElseThrow(() -> new IllegalArgumentException("placing needs a destination"));
    Vector3 hand = situation.hand().positionMeters();
    boolean holding = situation.hand().holding();
    Vector3 goal = holding ? bowl.positionMeters() : target.positionMeters();
    double clear =
        Obstacles.of(situation.obstacles())
            .clearZ(hand, goal, holding ? target.sizeMeters().z() / 2 + 0.01 : 0);
    return new ExpertView(
        situation.hand(),
        target.positionMeters(),
        graspYawRad(situation),
        target.sizeMeters().z() / 2,
        bowl.positionMeters(),
        bowl.positionMeters().z() + bowl.sizeMeters().z() / 2,
        Math.max(PickPlaceExpert.TRAVEL_Z_METERS, clear));
  }

  /**
   * Returns how the hand is to be turned: as one of the cube's sides, by the smallest turn with
   * which nothing that stands beside it is in the way of palm and fingers.
   */
  private static double graspYawRad(Situation situation) {
    SceneObject target = situation.target();
    List<SceneObject> beside = new ArrayList<>(situation.obstacles());
    situation.other().ifPresent(beside::add);
    Obstacles obstacles = Obstacles.of(beside);
    Vector3 place = target.positionMeters();
    Vector3 grasp = new Vector3(place.x(), place.y(), PickPlaceExpert.graspZ(place));
    double yaw = situation.hand().yawRad();
    double nearest = yaw + HandMotion.wrap(target.yawRad() - yaw, QUARTER_TURN);
    double best = nearest;
    double least = Double.POSITIVE_INFINITY;
    for (int quarters = -1; quarters <= 1; quarters++) {
      double candidate = nearest + quarters * QUARTER_TURN;
      double cost =
          Math.abs(candidate - yaw)
              + RAD_PER_OVERLAP_METER
                  * situation.shape().overlapMeters(grasp, candidate, obstacles);
      if (cost < least) {
        least = cost;
        best = candidate;
      }
    }
    return best;
  }

  @Override
  public ActionChunk chunk(long stampNanos, Situation start, int steps, double stepSeconds) {
    return steps == ActionChunk.STEPS
        ? expert.chunk(stampNanos, view(start), start.target().sizeMeters().y())
        : TaskExpert.super.chunk(stampNanos, start, steps, stepSeconds);
  }
}

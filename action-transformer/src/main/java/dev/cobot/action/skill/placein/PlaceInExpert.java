package dev.cobot.action.skill.placein;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.Obstacles;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;

/** The pick-and-place expert among things that may be too tall to pass over at its usual height. */
final class PlaceInExpert implements TaskExpert {
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
        target.yawRad(),
        target.sizeMeters().z() / 2,
        bowl.positionMeters(),
        bowl.positionMeters().z() + bowl.sizeMeters().z() / 2,
        Math.max(PickPlaceExpert.TRAVEL_Z_METERS, clear));
  }

  @Override
  public ActionChunk chunk(long stampNanos, Situation start, int steps, double stepSeconds) {
    return steps == ActionChunk.STEPS
        ? expert.chunk(stampNanos, view(start), start.target().sizeMeters().y())
        : TaskExpert.super.chunk(stampNanos, start, steps, stepSeconds);
  }
}

package dev.cobot.action.skill.pick;

import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.HandMotion;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Optional;

/** Remembers how high the target was before it was taken: it is lifted from there. */
final class LiftCourse implements Course {
  /** What stands is clear of what it stood on. */
  private static final double STANDING_METERS = 0.125;

  /** What lies may lie in something: it has to come over its rim. */
  private static final double LYING_METERS = 0.19;

  private static final double LIFTED_SHARE = 0.95;

  private double fromMeters = Double.NaN;
  private double liftMeters;

  @Override
  public Progress observe(ObjectAttributes target, HandState hand, boolean held) {
    Vector3 at = target.positionMeters();
    if (!held || Double.isNaN(fromMeters)) {
      fromMeters = at.z();
      liftMeters = target.isLying() ? LYING_METERS : STANDING_METERS;
    }
    double share = HandMotion.clamp((at.z() - fromMeters) / liftMeters);
    Vector3 goal = new Vector3(at.x(), at.y(), fromMeters + liftMeters);
    return new Progress(List.of(goal), share, Optional.empty());
  }

  @Override
  public boolean isDone(Progress progress) {
    return progress.share() >= LIFTED_SHARE;
  }
}

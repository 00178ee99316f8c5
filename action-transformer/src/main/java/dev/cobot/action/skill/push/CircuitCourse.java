package dev.cobot.action.skill.push;

import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.Course;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Turning;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way round the middle of the table, as four places at equal angles from where the target is at
 * first, and which of them it has passed.
 */
final class CircuitCourse implements Course {
  /** The middle of what the arm reaches, table frame. */
  private static final double CENTER_X_METERS = 0.02;

  private static final double CENTER_Y_METERS = 0.005;
  private static final double RADIUS_METERS = 0.1425;
  static final int PLACES = 4;

  /** A place is passed when the target's centre is believed this near. */
  private static final double PASSED_METERS = 0.03;

  private final Turning turning;
  private final List<Vector3> left = new ArrayList<>();
  private boolean begun;

  CircuitCourse(Turning turning) {
    this.turning = turning;
  }

  @Override
  public Progress observe(ObjectAttributes target, HandState hand, boolean held) {
    Vector3 at = target.positionMeters();
    if (!begun) {
      begun = true;
      begin(at);
    }
    if (!left.isEmpty() && left.get(0).horizontalDistanceTo(at) < PASSED_METERS) {
      left.remove(0);
    }
    return new Progress(left, 1 - left.size() / (double) PLACES, Optional.empty());
  }

  private void begin(Vector3 at) {
    double first = StrictMath.atan2(at.y() - CENTER_Y_METERS, at.x() - CENTER_X_METERS);
    double step = 2 * Math.PI / PLACES * (turning == Turning.CLOCKWISE ? -1 : 1);
    for (int i = 0; i < PLACES; i++) {
      double angle = first + i * step;
      left.add(
          new Vector3(
              CENTER_X_METERS + RADIUS_METERS * StrictMath.cos(angle),
              CENTER_Y_METERS + RADIUS_METERS * StrictMath.sin(angle),
              at.z()));
    }
  }
}

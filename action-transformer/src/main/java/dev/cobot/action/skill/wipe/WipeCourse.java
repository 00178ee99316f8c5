package dev.cobot.action.skill.wipe;

import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.Extent;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.WipedArea;
import java.util.List;
import java.util.Optional;

/** Remembers where the held cloth has been low enough to wipe. */
final class WipeCourse implements Course {
  /** The middle of the table, which is wiped; table frame. */
  private static final Vector3 LOW_METERS = new Vector3(-0.12, -0.15, 0);

  private static final int CELLS = 20;
  private static final double CELL_METERS = 0.015;

  /** So low the cloth is believed to be where it touches the table. */
  private static final double TOUCHING_METERS = 0.0005;

  /**
   * Where the bottom of a cloth that is pressed on the table is believed to be. It is 1 to 2 mm
   * lower, because a cloth is taken hold of while the hand presses it already; 5 mm beneath the
   * table's top the fingers meet the table.
   */
  private static final double PRESSED_METERS = -0.002;

  private static final double WIPED_SHARE = 0.95;

  private final boolean[] wiped = new boolean[CELLS * CELLS];

  @Override
  public Progress observe(ObjectAttributes target, HandState hand, boolean held) {
    SceneObject cloth = object(target);
    WipedArea area = area();
    if (held && Extent.of(cloth).low().z() < TOUCHING_METERS) {
      Vector3 half = cloth.sizeMeters().times(0.5);
      for (int i = 0; i < wiped.length; i++) {
        Vector3 local =
            cloth.rotation().inverse().rotate(area.middle(i).minus(cloth.positionMeters()));
        wiped[i] |= Math.abs(local.x()) <= half.x() && Math.abs(local.y()) <= half.y();
      }
      area = area();
    }
    double share = area.share();
    return new Progress(
        share < 1 ? List.of(WipeExpert.next(area, cloth)) : List.of(), share, Optional.of(area));
  }

  /**
   * From when the cloth is held on it stays on the table: a policy's own heights are some 3 mm off,
   * by which it hovers, or the fingers meet the table.
   */
  @Override
  public Optional<Double> rise(ObjectAttributes target, boolean held) {
    return held
        ? Optional.of(PRESSED_METERS - Extent.of(object(target)).low().z())
        : Optional.empty();
  }

  private static SceneObject object(ObjectAttributes target) {
    return new SceneObject(
        target.id(),
        target.kind(),
        target.positionMeters(),
        target.rotation(),
        target.color(),
        target.sizeMeters());
  }

  @Override
  public boolean isDone(Progress progress) {
    return progress.share() >= WIPED_SHARE;
  }

  private WipedArea area() {
    return new WipedArea(LOW_METERS, CELL_METERS, CELLS, wiped.clone());
  }
}

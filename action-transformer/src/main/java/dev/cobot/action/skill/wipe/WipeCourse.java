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

  /** So low over the table the cloth touches it. */
  private static final double TOUCHING_METERS = 0.003;

  private static final double WIPED_SHARE = 0.95;

  private final boolean[] wiped = new boolean[CELLS * CELLS];

  @Override
  public Progress observe(ObjectAttributes target, HandState hand, boolean held) {
    SceneObject cloth =
        new SceneObject(
            target.id(),
            target.kind(),
            target.positionMeters(),
            target.rotation(),
            target.color(),
            target.sizeMeters());
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

  @Override
  public boolean isDone(Progress progress) {
    return progress.share() >= WIPED_SHARE;
  }

  private WipedArea area() {
    return new WipedArea(LOW_METERS, CELL_METERS, CELLS, wiped.clone());
  }
}

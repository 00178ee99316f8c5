package dev.cobot.sim2real.task;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.sim.PlantSimulator;
import java.util.List;
import java.util.SplittableRandom;

/** Hangs a board between the target and some cameras, and says when the command comes. */
final class Hiding {
  /** Longer than what no picture shows counts as seen. */
  static final double SAID_AFTER_SECONDS = 1;

  /** Of the way from the target to the camera: above what the arm needs. */
  private static final double UP = 0.5;

  /** Beyond the sphere around the target, as seen from the camera. */
  private static final double MARGIN = 1.3;

  private static final double THICK_METERS = 0.004;
  private static final ColorRgb GREY = new ColorRgb(0.5, 0.5, 0.5);
  private static final String BOARD = "board";

  private final List<Visual> boards;
  private final double fromSeconds;
  private final double darkSeconds;
  private final double saidSeconds;
  private boolean hangs;

  /**
   * @param cameras those that it is hidden from
   * @param random draws how long it is seen, and how long all is dark
   */
  Hiding(Split.Hidden how, SceneObject target, List<CameraModel> cameras, SplittableRandom random) {
    boards = cameras.stream().map(camera -> board(target, camera)).toList();
    fromSeconds =
        how.seenSeconds() == null
            ? 0
            : random.nextDouble(how.seenSeconds().low(), how.seenSeconds().high());
    darkSeconds =
        how.darkSeconds() == null
            ? 0
            : random.nextDouble(how.darkSeconds().low(), how.darkSeconds().high());
    saidSeconds =
        how.seenSeconds() == null
            ? 0
            : fromSeconds + (how.darkSeconds() == null ? SAID_AFTER_SECONDS : darkSeconds / 2);
  }

  private static Visual board(SceneObject target, CameraModel camera) {
    Vector3 eye = camera.tableFromCamera().translation();
    Vector3 place = target.positionMeters();
    Transform seen = CameraModel.lookAt(eye, place);
    double side = 2 * (1 - UP) * MARGIN * target.sizeMeters().norm() / 2;
    return new Visual(
        BOARD,
        new Shape.Box(new Vector3(side, side, THICK_METERS)),
        new Transform(
            CameraModel.TABLE, BOARD, place.plus(eye.minus(place).times(UP)), seen.rotation()),
        GREY,
        0);
  }

  /** Whether all cameras are dark then, seconds since the cell was opened. */
  boolean isDark(double seconds) {
    return seconds >= fromSeconds && seconds < fromSeconds + darkSeconds;
  }

  /** Returns when the command comes, seconds since the cell was opened. */
  double saidSeconds() {
    return saidSeconds;
  }

  /** Hangs the boards up when it is time. */
  void disturb(PlantSimulator cell) {
    if (!hangs && cell.timeSeconds() >= fromSeconds) {
      hangs = true;
      cell.show(boards);
    }
  }
}

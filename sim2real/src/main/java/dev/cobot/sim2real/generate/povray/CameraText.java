package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;

/**
 * Writes a {@link CameraModel} without distortion as POV-Ray's camera.
 *
 * <p>POV-Ray's axes are left-handed only by default: with {@code right}, {@code up} and {@code
 * direction} all given, the ray through the middle of pixel (x, y) is {@code direction + ((x + 0.5)
 * / width - 0.5) right + (0.5 - (y + 0.5) / height) up}, in whatever frame they are given. A
 * principal point off the middle tilts {@code direction}.
 */
final class CameraText {
  private CameraText() {}

  /** The three vectors, table frame, at focal length one. */
  record Axes(Vector3 right, Vector3 up, Vector3 direction) {
    static Axes of(CameraModel camera) {
      CameraIntrinsics lens = camera.intrinsics();
      Quaternion rotation = camera.tableFromCamera().rotation();
      Vector3 x = rotation.rotate(new Vector3(1, 0, 0));
      Vector3 y = rotation.rotate(new Vector3(0, 1, 0));
      Vector3 z = rotation.rotate(new Vector3(0, 0, 1));
      double offsetX = ((lens.widthPixels() - 1) / 2.0 - lens.cx()) / lens.fx();
      double offsetY = ((lens.heightPixels() - 1) / 2.0 - lens.cy()) / lens.fy();
      return new Axes(
          x.times(lens.widthPixels() / lens.fx()),
          y.times(-lens.heightPixels() / lens.fy()),
          z.plus(x.times(offsetX)).plus(y.times(offsetY)));
    }
  }

  /** Everything is sharp. */
  static String pinhole(CameraModel camera) {
    return block(camera, "");
  }

  /**
   * What is not at a point's distance is blurred.
   *
   * @param apertureMeters diameter of the lens
   */
  static String focused(
      CameraModel camera, Vector3 sharpMeters, double apertureMeters, int samples) {
    return block(
        camera,
        "  aperture %s focal_point %s blur_samples %d variance 0 confidence 0.9\n"
            .formatted(Sdl.length(apertureMeters), Sdl.point(sharpMeters), samples));
  }

  private static String block(CameraModel camera, String focus) {
    if (camera.intrinsics().distortion().stream().anyMatch(value -> value != 0)) {
      throw new IllegalArgumentException(
          "POV-Ray's camera has no lens distortion, got "
              + camera.intrinsics().distortion()
              + "; give a camera without");
    }
    Axes axes = Axes.of(camera);
    return """
    camera {
      perspective
      location %s
      right %s
      up %s
      direction %s
    %s}
    """
        .formatted(
            Sdl.point(camera.tableFromCamera().translation()),
            Sdl.vector(axes.right()),
            Sdl.vector(axes.up()),
            Sdl.vector(axes.direction()),
            focus);
  }
}

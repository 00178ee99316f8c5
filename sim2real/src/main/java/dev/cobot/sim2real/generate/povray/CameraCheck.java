package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Holds POV-Ray's pictures against the camera model: small balls at known points have to appear
 * where the model projects them, else no label would be true.
 */
public final class CameraCheck {
  private static final int CAMERAS = 4;
  private static final double BALL_PIXELS = 4;

  /** Less than half a pixel, which is what another convention of pixel centres makes. */
  private static final double ALLOWED_PIXELS = 0.3;

  private CameraCheck() {}

  /**
   * What was found.
   *
   * @param points how many were looked at
   * @param worstPixels the largest distance between a ball's middle and its projection
   */
  public record Result(int points, double worstPixels) {}

  /**
   * Renders balls as pictures are and as outlines are.
   *
   * @throws IOException if a ball is not where the camera model says, or POV-Ray fails
   */
  public static Result require(Povray povray) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    int points = 0;
    double worst = 0;
    for (int i = 0; i < CAMERAS; i++) {
      CameraModel camera = TableScene.camera(random, new Vector3(0.05, -0.03, 0.02));
      List<Vector3> balls = balls(camera, random);
      String scene = scene(camera, balls);
      for (Povray.Look look : List.of(Povray.Look.CAMERA, Povray.Look.FLAT)) {
        CameraIntrinsics lens = camera.intrinsics();
        RgbImage picture =
            povray.render(scene, lens.widthPixels(), lens.heightPixels(), look, 1).get(0);
        for (Vector3 ball : balls) {
          CameraModel.Pixel expected = camera.project(ball);
          double off = distance(picture, expected);
          if (!(off <= ALLOWED_PIXELS)) {
            throw new IOException(
                "POV-Ray shows the point %s %.2f pixels away from %s, where the camera model has it; allowed are %.2f. Labels would be wrong: use POV-Ray 3.7 as Debian has it"
                    .formatted(ball, off, expected, ALLOWED_PIXELS));
          }
          worst = Math.max(worst, off);
          points++;
        }
      }
    }
    return new Result(points, worst);
  }

  private static List<Vector3> balls(CameraModel camera, SplittableRandom random) {
    CameraIntrinsics lens = camera.intrinsics();
    List<Vector3> balls = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        Vector3 direction =
            camera.rayDirection(
                lens.widthPixels() * (0.2 + 0.3 * column), lens.heightPixels() * (0.2 + 0.3 * row));
        balls.add(
            camera
                .tableFromCamera()
                .translation()
                .plus(direction.times(random.nextDouble(0.4, 1.5))));
      }
    }
    return balls;
  }

  private static String scene(CameraModel camera, List<Vector3> balls) {
    StringBuilder text = new StringBuilder("#version 3.7;\nglobal_settings { assumed_gamma 1 }\n");
    text.append(CameraText.pinhole(camera));
    for (Vector3 ball : balls) {
      double radius = BALL_PIXELS * camera.project(ball).depthMeters() / camera.intrinsics().fx();
      text.append(
          "sphere { %s, %s pigment { rgb 1 } finish { emission 1 ambient 0 diffuse 0 } }\n"
              .formatted(Sdl.point(ball), Sdl.length(radius)));
    }
    return text.toString();
  }

  /** Returns how far the middle of the light around a pixel is from it; NaN without light. */
  private static double distance(RgbImage picture, CameraModel.Pixel expected) {
    int reach = (int) (3 * BALL_PIXELS);
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    int middleX = (int) Math.round(expected.x());
    int middleY = (int) Math.round(expected.y());
    for (int y = Math.max(0, middleY - reach);
        y <= Math.min(picture.heightPixels() - 1, middleY + reach);
        y++) {
      for (int x = Math.max(0, middleX - reach);
          x <= Math.min(picture.widthPixels() - 1, middleX + reach);
          x++) {
        int light = picture.rgb()[3 * (y * picture.widthPixels() + x)] & 0xff;
        sum += light;
        sumX += light * (double) x;
        sumY += light * (double) y;
      }
    }
    return Math.hypot(sumX / sum - expected.x(), sumY / sum - expected.y());
  }
}

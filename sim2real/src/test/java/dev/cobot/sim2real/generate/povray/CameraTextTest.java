package dev.cobot.sim2real.generate.povray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CameraTextTest {
  private static final Vector3 AIM = new Vector3(0.02, -0.05, 0.02);

  @Test
  void povraysRayThroughEachPixelIsTheCameraModels() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 50; i++) {
      CameraModel camera = TableScene.camera(random, AIM);
      String text = CameraText.pinhole(camera);
      Vector3 location = vector(text, "location");
      assertTrue(
          location.times(0.01).distanceTo(camera.tableFromCamera().translation()) < 1e-6, text);
      int width = camera.intrinsics().widthPixels();
      int height = camera.intrinsics().heightPixels();
      for (int k = 0; k < 20; k++) {
        double x = random.nextDouble(0, width - 1);
        double y = random.nextDouble(0, height - 1);
        // As POV-Ray makes it: from the left and from above, at pixel centres.
        Vector3 ray =
            vector(text, "direction")
                .plus(vector(text, "right").times((x + 0.5) / width - 0.5))
                .plus(vector(text, "up").times(0.5 - (y + 0.5) / height))
                .normalized();
        assertTrue(ray.distanceTo(camera.rayDirection(x, y)) < 1e-5, text + x + " " + y);
      }
    }
  }

  @Test
  void pointsOfTheTableAppearWhereTheModelProjectsThem() {
    CameraModel camera = TableScene.camera(new SplittableRandom(9), AIM);
    String text = CameraText.pinhole(camera);
    for (Vector3 point :
        List.of(AIM, new Vector3(0.1, 0, 0), new Vector3(0, 0.1, 0), new Vector3(0, 0, 0.1))) {
      double[] pixel = povraysPixel(text, camera.intrinsics(), point);
      CameraModel.Pixel expected = camera.project(point);
      assertEquals(expected.x(), pixel[0], 0.01);
      assertEquals(expected.y(), pixel[1], 0.01);
    }
  }

  @Test
  void aDistortedLensIsRefused() {
    CameraModel camera = TableScene.camera(new SplittableRandom(9), AIM);
    CameraModel bent =
        new CameraModel(
            new CameraIntrinsics(320, 240, 300, 300, 160, 120, List.of(0.1, 0.0, 0.0, 0.0, 0.0)),
            camera.tableFromCamera());
    assertThrows(IllegalArgumentException.class, () -> CameraText.pinhole(bent));
  }

  /** Solves location + t (direction + a right + b up) = point for a and b. */
  private static double[] povraysPixel(String text, CameraIntrinsics lens, Vector3 point) {
    Vector3 to = point.times(100).minus(vector(text, "location"));
    Vector3 direction = vector(text, "direction");
    Vector3 right = vector(text, "right");
    Vector3 up = vector(text, "up");
    double det = direction.dot(right.cross(up));
    double t = to.dot(right.cross(up)) / det;
    double a = direction.dot(to.cross(up)) / det / t;
    double b = direction.dot(right.cross(to)) / det / t;
    return new double[] {
      (a + 0.5) * lens.widthPixels() - 0.5, (0.5 - b) * lens.heightPixels() - 0.5
    };
  }

  private static Vector3 vector(String text, String key) {
    Matcher matcher = Pattern.compile(key + " <([-0-9.]+), ([-0-9.]+), ([-0-9.]+)>").matcher(text);
    assertTrue(matcher.find(), key + " in " + text);
    return Vector3.of(
        Double.parseDouble(matcher.group(1)),
        Double.parseDouble(matcher.group(2)),
        Double.parseDouble(matcher.group(3)));
  }
}

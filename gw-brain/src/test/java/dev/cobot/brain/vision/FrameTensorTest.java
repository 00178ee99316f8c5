package dev.cobot.brain.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTensorTest {
  private static final int PLANE = VisionNet.WIDTH_PIXELS * VisionNet.HEIGHT_PIXELS;

  private static CameraModel camera(int width, int height) {
    return new CameraModel(
        CameraIntrinsics.ideal(width, height, 0.9),
        CameraModel.lookAt(new Vector3(0.7, 0, 0.7), Vector3.ZERO));
  }

  /** The colour of a pixel by its place. */
  private interface Paint {
    double at(double x, double y, int channel);
  }

  private static float[] tensor(int width, int height, Paint paint) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[(y * width + x) * 3 + c] = (byte) Math.round(paint.at(x, y, c));
        }
      }
    }
    float[] out = new float[5 + 3 * PLANE];
    FrameTensor.write(new CameraFrame(0, camera(width, height), rgb), out, 5);
    for (int i = 0; i < 5; i++) {
      assertEquals(0, out[i], "nothing is written before the offset");
    }
    return java.util.Arrays.copyOfRange(out, 5, out.length);
  }

  @Test
  void aFrameOfTheNetworksSizeIsScaledOnly() {
    float[] t = tensor(320, 240, (x, y, c) -> c == 0 ? x % 256 : c == 1 ? y : 255);
    assertEquals(17 / 127.5f - 1, t[100 * 320 + 17], 1e-6f);
    assertEquals(100 / 127.5f - 1, t[PLANE + 100 * 320 + 17], 1e-6f);
    assertEquals(1, t[2 * PLANE + 5]);
    assertEquals(-1, t[0]);
  }

  @ParameterizedTest
  @CsvSource({"640,480", "1280,720", "160,120", "500,300", "320,480"})
  void aResizedPictureFitsTheResizedCamera(int width, int height) {
    // A ramp keeps its value at a place under any resampling that keeps places.
    float[] t =
        tensor(
            width, height, (x, y, c) -> c == 0 ? 255 * x / width : c == 1 ? 255 * y / height : 77);
    for (int v = 8; v < VisionNet.HEIGHT_PIXELS - 8; v += 13) {
      for (int u = 8; u < VisionNet.WIDTH_PIXELS - 8; u += 17) {
        double x = (u + 0.5) * width / 320 - 0.5;
        double y = (v + 0.5) * height / 240 - 0.5;
        int i = v * VisionNet.WIDTH_PIXELS + u;
        assertEquals(255 * x / width, (t[i] + 1) * 127.5, 0.6);
        assertEquals(255 * y / height, (t[PLANE + i] + 1) * 127.5, 0.6);
        assertEquals(77, (t[2 * PLANE + i] + 1) * 127.5, 1e-3);
      }
    }
  }

  @Test
  void aLargerPictureIsAveragedNotSampled() {
    float[] t = tensor(640, 480, (x, y, c) -> (x + y) % 2 == 0 ? 200 : 100);
    for (int i = 0; i < PLANE; i += 97) {
      assertEquals(150, (t[i] + 1) * 127.5, 1e-3, "a checkerboard becomes its mean");
    }
  }

  @Test
  void anObjectsPixelIsTheSameInBothCameras() {
    CameraModel camera = camera(500, 300);
    CameraModel network = FrameTensor.networkCamera(camera);
    Vector3 p = new Vector3(0.1, -0.12, 0.03);
    CameraModel.Pixel taken = camera.project(p);
    CameraModel.Pixel seen = network.project(p);
    assertEquals((taken.x() + 0.5) / 500, (seen.x() + 0.5) / 320, 1e-12);
    assertEquals((taken.y() + 0.5) / 300, (seen.y() + 0.5) / 240, 1e-12);
  }
}

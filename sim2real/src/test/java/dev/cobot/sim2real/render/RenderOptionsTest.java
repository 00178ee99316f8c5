package dev.cobot.sim2real.render;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderOptionsTest {
  private static final Vector3 ONE = new Vector3(1, 1, 1);
  private static final CameraModel CAMERA = SampleScene.camera(96, 72);
  private static final List<Visual> CELL = SampleScene.cell();

  private static byte[] draw(RenderOptions options, long stampNanos) {
    return new Renderer().render(CELL, CAMERA, options, stampNanos).rgb();
  }

  private static byte[] sensed(RenderOptions.Sensor sensor, long stampNanos) {
    return draw(RenderOptions.neutral().withSensor(sensor), stampNanos);
  }

  private static double mean(byte[] rgb, int channel) {
    double sum = 0;
    for (int i = channel; i < rgb.length; i += 3) {
      sum += rgb[i] & 0xff;
    }
    return sum * 3 / rgb.length;
  }

  private static double roughness(byte[] rgb) {
    double sum = 0;
    for (int i = 3; i < rgb.length; i++) {
      sum += Math.abs((rgb[i] & 0xff) - (rgb[i - 3] & 0xff));
    }
    return sum / rgb.length;
  }

  @Test
  void exposureAndWhiteBalanceScaleTheLight() {
    byte[] normal = sensed(RenderOptions.Sensor.IDEAL, 0);
    byte[] dark = sensed(new RenderOptions.Sensor(0.5, ONE, 0, 0, 0, 0, 0, 0), 0);
    assertTrue(mean(dark, 1) < 0.8 * mean(normal, 1));
    byte[] warm =
        sensed(new RenderOptions.Sensor(1, new Vector3(1.2, 1, 0.8), 0, 0, 0, 0, 0, 0), 0);
    assertTrue(mean(warm, 0) > mean(normal, 0));
    assertEquals(mean(normal, 1), mean(warm, 1));
    assertTrue(mean(warm, 2) < mean(normal, 2));
  }

  @Test
  void vignetteDarkensTheCornersOnly() {
    byte[] normal = sensed(RenderOptions.Sensor.IDEAL, 0);
    byte[] shaded = sensed(new RenderOptions.Sensor(1, ONE, 0.5, 0, 0, 0, 0, 0), 0);
    assertTrue((shaded[1] & 0xff) < 0.8 * (normal[1] & 0xff));
    int center = 3 * (36 * 96 + 48);
    assertEquals(normal[center] & 0xff, shaded[center] & 0xff, 1);
  }

  @Test
  void blurSmoothsAndKeepsTheBrightness() {
    byte[] normal = sensed(RenderOptions.Sensor.IDEAL, 0);
    byte[] soft = sensed(new RenderOptions.Sensor(1, ONE, 0, 1.2, 0, 0, 0, 0), 0);
    assertTrue(roughness(soft) < 0.8 * roughness(normal));
    assertEquals(mean(normal, 1), mean(soft, 1), 3);
  }

  @Test
  void noiseIsSeededByOptionsAndStamp() {
    RenderOptions.Sensor sensor = new RenderOptions.Sensor(1, ONE, 0, 0, 0.03, 0.005, 9, 0);
    byte[] noisy = sensed(sensor, 1);
    assertArrayEquals(noisy, sensed(sensor, 1));
    assertFalse(Arrays.equals(noisy, sensed(sensor, 2)));
    byte[] clean = sensed(RenderOptions.Sensor.IDEAL, 1);
    assertTrue(roughness(noisy) > 1.1 * roughness(clean));
    assertEquals(mean(clean, 1), mean(noisy, 1), 2);
  }

  @Test
  void jpegChangesLittle() {
    byte[] normal = sensed(RenderOptions.Sensor.IDEAL, 0);
    byte[] compressed = sensed(new RenderOptions.Sensor(1, ONE, 0, 0, 0, 0, 0, 90), 0);
    assertFalse(Arrays.equals(normal, compressed));
    double error = 0;
    for (int i = 0; i < normal.length; i++) {
      error += Math.abs((normal[i] & 0xff) - (compressed[i] & 0xff));
    }
    assertTrue(error / normal.length < 5, "mean error " + error / normal.length);
  }

  @Test
  void tableFinishTouchesOnlyTheTable() {
    RenderOptions wooden =
        RenderOptions.neutral()
            .withAntialias(false)
            .withTableFinish(
                new RenderOptions.TableFinish(
                    RenderOptions.Texture.WOOD, new Vector3(0.5, 0.6, 0.7), 0.1, 0.5, 3));
    byte[] plain = draw(RenderOptions.neutral().withAntialias(false), 0);
    RenderedScene scene = new Renderer().renderAll(CELL, CAMERA, wooden, 0);
    int changed = 0;
    for (int i = 0; i < scene.visualIndex().length; i++) {
      boolean same = plain[3 * i] == scene.frame().rgb()[3 * i];
      if (!scene.ownerAt(i % 96, i / 96).equals("table")) {
        assertTrue(same);
      } else {
        changed += same ? 0 : 1;
      }
    }
    assertTrue(changed > 1000);
  }

  @Test
  void randomizedIsRepeatableVariedAndUsable() {
    Set<RenderOptions.Texture> textures = new HashSet<>();
    SplittableRandom random = new SplittableRandom(1);
    SplittableRandom twin = new SplittableRandom(1);
    for (int k = 0; k < 100; k++) {
      RenderOptions options = RenderOptions.randomized(random);
      assertEquals(options, RenderOptions.randomized(twin));
      textures.add(options.tableFinish().texture());
      if (k < 15) {
        double brightness = mean(draw(options, k), 1);
        assertTrue(brightness > 25 && brightness < 235, "brightness " + brightness);
      }
    }
    assertEquals(3, textures.size());
    assertNotEquals(RenderOptions.randomized(random), RenderOptions.randomized(random));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -1, Double.POSITIVE_INFINITY})
  void badNumbersAreRejected(double bad) {
    ColorRgb white = new ColorRgb(1, 1, 1);
    assertRejected(() -> Light.lamp(new Vector3(0, 0, 1), white, bad, true, 0));
    assertRejected(() -> Light.lamp(new Vector3(0, 0, 1), white, 1, true, bad));
    assertRejected(() -> new RenderOptions.Room(white, white, bad, 1));
    assertRejected(() -> new RenderOptions.Room(white, white, 1, bad));
    assertRejected(() -> finish(new Vector3(bad, 1, 1), 1, 0));
    assertRejected(() -> finish(ONE, bad, 0));
    assertRejected(() -> finish(ONE, 1, bad));
    assertRejected(() -> new RenderOptions.Sensor(bad, ONE, 0, 0, 0, 0, 0, 0));
    assertRejected(() -> new RenderOptions.Sensor(1, new Vector3(1, bad, 1), 0, 0, 0, 0, 0, 0));
    assertRejected(() -> new RenderOptions.Sensor(1, ONE, bad, 0, 0, 0, 0, 0));
    assertRejected(() -> new RenderOptions.Sensor(1, ONE, 0, bad, 0, 0, 0, 0));
    assertRejected(() -> new RenderOptions.Sensor(1, ONE, 0, 0, bad, 0, 0, 0));
    assertRejected(() -> new RenderOptions.Sensor(1, ONE, 0, 0, 0, bad, 0, 0));
    assertRejected(() -> new RenderOptions.PixelNoise(bad == -1 ? -2 : bad, 0));
    assertRejected(() -> new RenderOptions.PixelNoise(0, bad));
    assertRejected(() -> new RenderOptions.DepthRange(bad, 1));
    assertRejected(() -> new Light.Attenuation(bad, 1, 1, 1));
    assertRejected(() -> new Light.Cone(bad, 1, 1));
  }

  @Test
  void lightsAndJpegQualityAreLimited() {
    RenderOptions neutral = RenderOptions.neutral();
    Light light = neutral.lights().get(0);
    assertEquals(8, neutral.withLights(Collections.nCopies(8, light)).lights().size());
    assertRejected(() -> neutral.withLights(Collections.nCopies(9, light)));
    assertRejected(() -> new Light.Attenuation(0, 0, 0, 1));
    assertRejected(() -> new RenderOptions.DepthRange(2, 1));
    assertRejected(() -> new RenderOptions.Sensor(1, ONE, 0, 0, 0, 0, 0, 101));
    assertRejected(() -> Light.lamp(Vector3.ZERO, new ColorRgb(1, 1, 1), 1, true, 0));
  }

  private static void finish(Vector3 multiplier, double scale, double contrast) {
    new RenderOptions.TableFinish(RenderOptions.Texture.WOOD, multiplier, scale, contrast, 0);
  }

  private static void assertRejected(org.junit.jupiter.api.function.Executable executable) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, executable);
    assertTrue(e.getMessage().contains("got"), e.getMessage());
  }
}

package dev.cobot.sim2real.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lamps of each kind against what their formula and geometry say. */
class LightTruthTest {
  private static final ColorRgb WHITE = new ColorRgb(1, 1, 1);
  private static final ColorRgb BLACK = new ColorRgb(0, 0, 0);
  private static final Vector3 DOWN = new Vector3(0, 0, -1);
  // A byte is at most this much light.
  private static final double BYTE = 0.009;

  private static Light light(
      Light.Kind kind,
      Vector3 at,
      Vector3 direction,
      double level,
      Light.Attenuation attenuation,
      Light.Cone cone) {
    ColorRgb color = new ColorRgb(level, level, level);
    return new Light(
        kind, at, direction.normalized(), color, BLACK, 1, attenuation, cone, false, 0);
  }

  private static Light point(Vector3 at, double level, Light.Attenuation attenuation) {
    return light(Light.Kind.POINT, at, DOWN, level, attenuation, Light.Cone.NONE);
  }

  private static Light directional(Vector3 direction, double level) {
    return light(
        Light.Kind.DIRECTIONAL,
        Vector3.ZERO,
        direction,
        level,
        Light.Attenuation.INVERSE_SQUARE,
        Light.Cone.NONE);
  }

  private static Light spot(Vector3 at, double level, Light.Cone cone) {
    return light(Light.Kind.SPOT, at, DOWN, level, new Light.Attenuation(1, 0, 0, 50), cone);
  }

  private static Light casting(Light l, double radius) {
    return new Light(
        l.kind(),
        l.positionMeters(),
        l.direction(),
        l.diffuse(),
        l.specular(),
        l.intensity(),
        l.attenuation(),
        l.cone(),
        true,
        radius);
  }

  private static Visual card(double side, double z) {
    return new Visual(
        "card" + z,
        new Shape.Plane(new Vector3(0, 0, 1), side, side),
        new Transform("table", "shape", new Vector3(0, 0, z), Quaternion.IDENTITY),
        WHITE,
        0);
  }

  private static RenderOptions only(List<Light> lights) {
    return RenderOptions.neutral().withLights(lights).withAmbient(BLACK).withAntialias(false);
  }

  // Looks down at a square of one metre from beside the axis of the lamps.
  private static CameraModel above(double z) {
    return new CameraModel(
        CameraIntrinsics.ideal(201, 201, 2 * StrictMath.atan(0.5)),
        CameraModel.lookAt(new Vector3(0, -1e-4, z + 1), new Vector3(0, 0, z)));
  }

  private static double[] draw(List<Light> lights, double z) {
    byte[] rgb = new Renderer().render(List.of(card(3, z)), above(z), only(lights), 0).rgb();
    double[] linear = new double[201 * 201];
    for (int i = 0; i < linear.length; i++) {
      linear[i] = Srgb.toLinear(rgb[3 * i + 1]);
    }
    return linear;
  }

  private static double middle(List<Light> lights, double z) {
    return draw(lights, z)[100 * 201 + 100];
  }

  private static List<Light> oneOfEachKind() {
    return List.of(
        point(new Vector3(0.2, 0.1, 0.8), 0.1, Light.Attenuation.INVERSE_SQUARE),
        point(new Vector3(-0.3, 0.2, 0.5), 0.2, new Light.Attenuation(0.5, 0.4, 0.3, 10)),
        directional(new Vector3(0.3, 0.2, -1), 0.15),
        directional(new Vector3(-0.4, 0, -1), 0.05),
        spot(new Vector3(0.1, 0, 1), 0.2, new Light.Cone(0.4, 0.6, 1)),
        spot(new Vector3(-0.1, 0.2, 0.9), 0.1, new Light.Cone(0.2, 0.7, 2.5)),
        point(new Vector3(0, -0.4, 0.7), 0.03, Light.Attenuation.INVERSE_SQUARE),
        spot(new Vector3(0, 0.3, 1.2), 0.05, new Light.Cone(0.3, 0.3, 0)));
  }

  @Test
  void eightLightsOfEveryKindAddUp() {
    double[] sum = new double[201 * 201];
    for (Light l : oneOfEachKind()) {
      double[] alone = draw(List.of(l), 0);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += alone[i];
      }
    }
    double[] all = draw(oneOfEachKind(), 0);
    double brightest = 0;
    for (int i = 0; i < sum.length; i++) {
      // Each of the nine pictures is rounded to a byte.
      assertEquals(Math.min(1, sum[i]), all[i], 3 * BYTE);
      brightest = Math.max(brightest, all[i]);
    }
    assertTrue(brightest > 0.3 && brightest < 1, "" + brightest);
  }

  /** Without rounding to bytes, in the renderer's own arithmetic. */
  @Test
  void lightsAddUpToRounding() {
    Primitives none = new Primitives();
    Lamps together = new Lamps();
    together.prepare(oneOfEachKind(), none);
    for (int k = 0; k < 8; k++) {
      Lamps alone = new Lamps();
      alone.prepare(List.of(oneOfEachKind().get(k)), none);
      assertEquals(alone.power[0], together.power[3 * k]);
      assertEquals(alone.falloff(0, 0.1, 0.2, 0.7, 0.54), together.falloff(k, 0.1, 0.2, 0.7, 0.54));
    }
  }

  @Test
  void lightFallsOffAsItsAttenuationSays() {
    for (double distance : new double[] {0.5, 1, 1.5, 2.5}) {
      Light.Attenuation mixed = new Light.Attenuation(0.7, 0.5, 0.2, 3);
      double part = 1 / (0.7 + 0.5 * distance + 0.2 * distance * distance);
      Light lamp = point(new Vector3(0, 0, 1), 0.6, mixed);
      assertEquals(0.6 * part, middle(List.of(lamp), 1 - distance), BYTE, "at " + distance);
      Light square = point(new Vector3(0, 0, 1), 0.2, Light.Attenuation.INVERSE_SQUARE);
      assertEquals(
          Math.min(1, 0.2 / (distance * distance)), middle(List.of(square), 1 - distance), BYTE);
      Light sun = directional(DOWN, 0.6);
      assertEquals(0.6, middle(List.of(sun), 1 - distance), BYTE, "a sun is everywhere the same");
    }
    Light lamp = point(new Vector3(0, 0, 1), 0.6, new Light.Attenuation(1, 0, 0, 3));
    assertEquals(0.6, middle(List.of(lamp), -1.9), BYTE);
    assertEquals(0, middle(List.of(lamp), -2.1), "beyond its range it is dark");
    Light slanted = directional(new Vector3(0.8, 0, -0.6), 0.5);
    assertEquals(0.3, middle(List.of(slanted), 0), BYTE, "the cosine is 0.6");
    assertEquals(0, middle(List.of(directional(new Vector3(0, 0, 1), 1)), 0), "from below");
  }

  @Test
  void aSpotIsDarkOutsideOfItsConeAndFullInside() {
    double inner = 0.3;
    double outer = 0.5;
    double[] plain = draw(List.of(spot(new Vector3(0, 0, 1), 0.8, new Light.Cone(3, 3.1, 1))), 0);
    for (double falloff : new double[] {0, 1, 3}) {
      Light spot = spot(new Vector3(0, 0, 1), 0.8, new Light.Cone(inner, outer, falloff));
      double[] lit = draw(List.of(spot), 0);
      for (int row = 0; row < 201; row++) {
        for (int column = 0; column < 201; column++) {
          double angle = Math.atan(Math.hypot(row - 100, column - 100) / 201);
          int at = row * 201 + column;
          if (angle > outer / 2 + 0.004) {
            assertEquals(0, lit[at]);
          } else if (angle < inner / 2 - 0.004) {
            assertEquals(plain[at], lit[at], 1e-9);
          } else {
            double part =
                (Math.cos(angle) - Math.cos(outer / 2))
                    / (Math.cos(inner / 2) - Math.cos(outer / 2));
            double expected = Math.pow(Math.max(0, Math.min(1, part)), falloff) * plain[at];
            boolean border = angle > outer / 2 - 0.004;
            assertTrue(border || Math.abs(expected - lit[at]) < 0.05, falloff + " at " + angle);
          }
        }
      }
    }
  }

  /**
   * An edge half way between lamp and card: its penumbra is as wide as the lamp. The disc's width
   * across a line has a standard deviation of half its radius, so has the penumbra's slope.
   */
  @Test
  void thePenumbraIsAsWideAsGeometrySays() {
    double height = 0.4;
    double lampHeight = 1.6;
    double ratio = height / (lampHeight - height);
    for (double radius : new double[] {0, 0.05, 0.1, 0.2}) {
      Light lamp =
          casting(
              point(new Vector3(0, 0, lampHeight), 0.7, new Light.Attenuation(1, 0, 0, 50)),
              radius);
      assertEquals(
          radius / 2 * ratio, penumbra(lamp, height, radius * ratio), 0.1 * radius * ratio + 0.003);
      Light sun = casting(directional(DOWN, 0.7), radius);
      assertEquals(
          radius / 2 * height,
          penumbra(sun, height, radius * height),
          0.1 * radius * height + 0.003);
    }
  }

  // The standard deviation of the slope of the light along x under the edge of a screen, metres.
  // All of the penumbra lies within half of its width.
  private static double penumbra(Light lamp, double height, double half) {
    Visual screen =
        new Visual(
            "screen",
            new Shape.Plane(new Vector3(0, 0, 1), 2, 4),
            new Transform("table", "shape", new Vector3(-1, 0, height), Quaternion.IDENTITY),
            WHITE,
            0);
    // Under the screen, so that it hides nothing.
    CameraModel camera =
        new CameraModel(
            CameraIntrinsics.ideal(401, 101, 2 * StrictMath.atan(1)),
            CameraModel.lookAt(new Vector3(0, -1e-4, 0.3), Vector3.ZERO));
    byte[] rgb =
        new Renderer().render(List.of(card(3, 0), screen), camera, only(List.of(lamp)), 0).rgb();
    double sum = 0;
    double first = 0;
    double second = 0;
    double[] line = new double[401];
    for (int column = 0; column < 401; column++) {
      for (int row = 45; row <= 55; row++) {
        line[column] += Srgb.toLinear(rgb[3 * (row * 401 + column)]) / 11;
      }
    }
    for (int column = 0; column + 1 < 401; column++) {
      double slope = line[column + 1] - line[column];
      double x = (column + 0.5 - 200) * 0.6 / 401;
      if (Math.abs(x) > 1.5 * half + 0.006) {
        continue; // here the slope is that of the lamp's angle
      }
      sum += slope;
      first += slope * x;
      second += slope * x * x;
    }
    assertTrue(Math.abs(sum) > 0.5, "one side is lit, the other is not: " + sum);
    return Math.sqrt(Math.max(0, second / sum - first * first / (sum * sum)));
  }

  @Test
  void parallelShadowsAgreeWithThoseOfAFarLamp() {
    CameraModel camera =
        new CameraModel(
            CameraIntrinsics.ideal(160, 120, 0.9),
            CameraModel.lookAt(new Vector3(0.75, 0, 0.75), new Vector3(0.05, 0, 0)));
    List<Visual> visuals = new ArrayList<>(SampleScene.cell());
    visuals.add(
        new Visual(
            "ball",
            new Shape.Mesh(TestMeshes.ball(0.05, 12, false)),
            new Transform("table", "shape", new Vector3(0.2, 0.2, 0.2), Quaternion.IDENTITY),
            WHITE,
            0));
    Vector3 direction = new Vector3(-0.4, 0.3, -1).normalized();
    Light sun = casting(directional(direction, 0.6), 0);
    Light far = casting(point(direction.times(-2000), 0.6, new Light.Attenuation(1, 0, 0, 1e5)), 0);
    byte[] near = new Renderer().render(visuals, camera, only(List.of(sun)), 0).rgb();
    byte[] truth = new Renderer().render(visuals, camera, only(List.of(far)), 0).rgb();
    int off = 0;
    int dark = 0;
    for (int i = 0; i < near.length; i += 3) {
      off += Math.abs((near[i] & 0xff) - (truth[i] & 0xff)) > 3 ? 1 : 0;
      dark += near[i] == 0 ? 1 : 0;
    }
    assertTrue(dark > 300, "there are shadows: " + dark);
    assertTrue(off < 40, off + " of 19200 pixels differ");
  }

  @Test
  void colorsOfLampAndSurfaceMultiplyAndASurfaceCanShine() {
    Light red =
        new Light(
            Light.Kind.DIRECTIONAL,
            Vector3.ZERO,
            DOWN,
            new ColorRgb(0.5, 0.1, 0),
            new ColorRgb(0, 0, 0.8),
            1,
            Light.Attenuation.INVERSE_SQUARE,
            Light.Cone.NONE,
            false,
            0);
    Material glossy =
        new Material(
            WHITE, new ColorRgb(0, 1, 0), new ColorRgb(0, 0, 0.5), 64, BLACK, Optional.empty());
    Material glowing =
        new Material(BLACK, BLACK, BLACK, 32, new ColorRgb(0.5, 0.25, 1), Optional.empty());
    RenderOptions options = only(List.of(red)).withAmbient(new ColorRgb(0.2, 0.2, 0.2));
    byte[] lit = pixel(glossy, options);
    assertEquals(0.5, Srgb.toLinear(lit[0]), BYTE, "diffuse only");
    assertEquals(0.1 + 0.2, Srgb.toLinear(lit[1]), BYTE, "diffuse and the ambient colour");
    // The camera looks along the lamp's rays, so the highlight is full.
    assertEquals(0.4, Srgb.toLinear(lit[2]), BYTE, "the lamp's and the surface's specular");
    byte[] own = pixel(glowing, options);
    assertEquals(128, own[0] & 0xff, 1);
    assertEquals(64, own[1] & 0xff, 1);
    assertEquals(255, own[2] & 0xff);
  }

  private static byte[] pixel(Material material, RenderOptions options) {
    Visual plate =
        new Visual(
            "plate",
            new Shape.Plane(new Vector3(0, 0, 1), 3, 3),
            new Transform("table", "shape", Vector3.ZERO, Quaternion.IDENTITY),
            material);
    byte[] rgb = new Renderer().render(List.of(plate), above(0), options, 0).rgb();
    int at = 3 * (100 * 201 + 100);
    return new byte[] {rgb[at], rgb[at + 1], rgb[at + 2]};
  }

  @Test
  void aHigherShininessMakesASmallerHighlight() {
    Light sun =
        new Light(
            Light.Kind.DIRECTIONAL,
            Vector3.ZERO,
            DOWN,
            BLACK,
            WHITE,
            1,
            Light.Attenuation.INVERSE_SQUARE,
            Light.Cone.NONE,
            false,
            0);
    for (double shininess : new double[] {2, 20, 200}) {
      Material material =
          new Material(
              BLACK, BLACK, new ColorRgb(0.5, 0.5, 0.5), shininess, BLACK, Optional.empty());
      Visual plate =
          new Visual(
              "plate",
              new Shape.Plane(new Vector3(0, 0, 1), 3, 3),
              new Transform("table", "shape", Vector3.ZERO, Quaternion.IDENTITY),
              material);
      byte[] rgb = new Renderer().render(List.of(plate), above(0), only(List.of(sun)), 0).rgb();
      for (int column = 100; column < 201; column += 20) {
        // Half way between the ray and the lamp lies half of the ray's angle.
        double half = Math.atan((column - 100) / 201.0) / 2;
        double expected = 0.5 * Math.pow(Math.cos(half), shininess);
        assertEquals(expected, Srgb.toLinear(rgb[3 * (100 * 201 + column)]), BYTE);
      }
    }
  }
}

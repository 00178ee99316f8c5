package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.Vector3;
import java.util.Arrays;
import java.util.List;

/** The lamps of one frame, flattened into arrays, with their shadows; table frame, metres. */
final class Lamps {
  /** A lamp with a size shines from this many points, one a pixel of a square of four. */
  static final int POINTS = 4;

  private static final int MAX = Light.MAX_LIGHTS;

  int count;
  // Whether any lamp has soft shadows.
  boolean anySoft;
  final boolean[] casts = new boolean[MAX];
  final boolean[] soft = new boolean[MAX];
  final boolean[] parallel = new boolean[MAX];
  // (MAX, 3): position; of a directional lamp the unit vector towards it
  final double[] at = new double[3 * MAX];
  // (MAX, 3): the greater of both colours times the intensity, and what part of it each one is
  final double[] power = new double[3 * MAX];
  final double[] diffuse = new double[3 * MAX];
  final double[] specular = new double[3 * MAX];

  // Whether highlights have the colour of the other light.
  final boolean[] even = new boolean[MAX];
  // Whether the light falls off with the square of the distance and nothing else.
  final boolean[] square = new boolean[MAX];
  // Beyond it there is no light, square metres.
  final double[] range2 = new double[MAX];
  final boolean[] cone = new boolean[MAX];

  private final double[] constant = new double[MAX];
  private final double[] linear = new double[MAX];
  private final double[] quadratic = new double[MAX];
  private final double[] direction = new double[3 * MAX];
  private final double[] cosInner = new double[MAX];
  private final double[] cosOuter = new double[MAX];
  private final double[] coneFalloff = new double[MAX];
  private final LightGrid[] grids = new LightGrid[MAX * POINTS];
  private final ParallelShadows[] parallels = new ParallelShadows[MAX * POINTS];
  private final Shadows[] shadows = new Shadows[MAX * POINTS];

  void prepare(List<Light> lights, Primitives primitives) {
    count = lights.size();
    anySoft = false;
    Arrays.fill(soft, false);
    for (int k = 0; k < count; k++) {
      Light lamp = lights.get(k);
      casts[k] = lamp.castsShadow();
      soft[k] = casts[k] && lamp.radiusMeters() > 0;
      anySoft |= soft[k];
      parallel[k] = lamp.kind() == Light.Kind.DIRECTIONAL;
      Vector3 place = parallel[k] ? lamp.direction().times(-1) : lamp.positionMeters();
      put(at, k, place.x(), place.y(), place.z());
      put(direction, k, lamp.direction().x(), lamp.direction().y(), lamp.direction().z());
      Light.Attenuation falling = lamp.attenuation();
      constant[k] = falling.constant();
      linear[k] = falling.linear();
      quadratic[k] = falling.quadratic();
      range2[k] = falling.rangeMeters() * falling.rangeMeters();
      cone[k] = lamp.kind() == Light.Kind.SPOT;
      square[k] = falling.constant() == 0 && falling.linear() == 0 && !cone[k];
      double intensity =
          square[k] && !parallel[k] ? lamp.intensity() / falling.quadratic() : lamp.intensity();
      even[k] = lamp.specular().equals(lamp.diffuse());
      double[] d = {lamp.diffuse().red(), lamp.diffuse().green(), lamp.diffuse().blue()};
      double[] s = {lamp.specular().red(), lamp.specular().green(), lamp.specular().blue()};
      for (int c = 0; c < 3; c++) {
        double greater = Math.max(d[c], s[c]);
        power[3 * k + c] = greater * intensity;
        diffuse[3 * k + c] = greater == 0 ? 0 : d[c] / greater;
        specular[3 * k + c] = greater == 0 ? 0 : s[c] / greater;
      }
      cosInner[k] = StrictMath.cos(lamp.cone().innerRad() / 2);
      cosOuter[k] = StrictMath.cos(lamp.cone().outerRad() / 2);
      coneFalloff[k] = lamp.cone().falloff();
      if (casts[k]) {
        castShadows(k, lamp, primitives);
      }
    }
  }

  private static void put(double[] array, int k, double x, double y, double z) {
    array[3 * k] = x;
    array[3 * k + 1] = y;
    array[3 * k + 2] = z;
  }

  // The four points of a lamp with a size lie on its disc at the mean radius. The disc of a point
  // lamp faces the table's origin.
  private void castShadows(int k, Light lamp, Primitives primitives) {
    Vector3 place = new Vector3(at[3 * k], at[3 * k + 1], at[3 * k + 2]);
    Vector3 axis =
        switch (lamp.kind()) {
          case POINT -> place.norm() > 1e-6 ? place.normalized() : new Vector3(0, 0, 1);
          case SPOT -> lamp.direction();
          case DIRECTIONAL -> place;
        };
    Vector3 across = Math.abs(axis.z()) < 0.9 ? new Vector3(0, 0, 1) : new Vector3(1, 0, 0);
    Vector3 u = axis.cross(across).normalized();
    Vector3 v = axis.cross(u);
    for (int p = 0; p < (soft[k] ? POINTS : 1); p++) {
      Vector3 point = place;
      if (soft[k]) {
        double half = lamp.radiusMeters() / 2;
        point = point.plus(u.times((p & 1) == 0 ? -half : half));
        point = point.plus(v.times((p & 2) == 0 ? -half : half));
      }
      int i = k * POINTS + p;
      if (parallel[k]) {
        if (parallels[i] == null) {
          parallels[i] = new ParallelShadows();
        }
        parallels[i].build(primitives, point.normalized());
        shadows[i] = parallels[i];
      } else {
        if (grids[i] == null) {
          grids[i] = new LightGrid();
        }
        grids[i].build(primitives, point.x(), point.y(), point.z());
        shadows[i] = grids[i];
      }
    }
  }

  /**
   * Returns whether a point is in the shadow of a lamp that casts some.
   *
   * @param phase which point of a soft lamp shines
   * @param self as in {@link Shadows#shadowed}
   */
  boolean shadowed(int k, int phase, double px, double py, double pz, int self) {
    return shadows[k * POINTS + (soft[k] ? phase : 0)].shadowed(px, py, pz, self);
  }

  /** Returns whether a vector to a spot lies outside of its cone. */
  boolean outsideCone(int k, double lx, double ly, double lz, double squared) {
    return alongAxis(k, lx, ly, lz, squared) <= cosOuter[k];
  }

  /**
   * Returns what part of the power of a near lamp arrives, unless that is the inverse square.
   *
   * @param squared the distance, squared, square metres
   */
  double falloff(int k, double lx, double ly, double lz, double squared) {
    double falloff = 1 / (constant[k] + linear[k] * Math.sqrt(squared) + quadratic[k] * squared);
    if (!cone[k]) {
      return falloff;
    }
    double along = alongAxis(k, lx, ly, lz, lx * lx + ly * ly + lz * lz);
    if (along >= cosInner[k]) {
      return falloff;
    }
    double part = (along - cosOuter[k]) / (cosInner[k] - cosOuter[k]);
    return falloff
        * (coneFalloff[k] == 1 ? part : StrictMath.pow(Math.max(0, part), coneFalloff[k]));
  }

  // The cosine between the axis of a spot and the direction in which it shines on a point.
  private double alongAxis(int k, double lx, double ly, double lz, double squared) {
    return -(direction[3 * k] * lx + direction[3 * k + 1] * ly + direction[3 * k + 2] * lz)
        / Math.sqrt(squared);
  }
}

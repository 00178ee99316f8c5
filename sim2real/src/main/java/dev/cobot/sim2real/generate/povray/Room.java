package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Vector3;
import java.util.SplittableRandom;

/** Draws the table, what is around it and the light. */
final class Room {
  private static final double FLOOR_METERS = -0.74;

  /** No wall is nearer, so that neither a lamp nor the camera is behind one. */
  private static final double NEAREST_WALL_METERS = 1.9;

  private final SplittableRandom random;
  private final Paint paint;
  private final double halfSideMeters;
  private final boolean round;

  Room(SplittableRandom random) {
    this.random = random;
    this.paint = new Paint(random);
    this.round = random.nextInt(5) == 0;
    this.halfSideMeters = random.nextDouble(0.4, 1.1);
  }

  /** Returns how far from the table's centre things may stand. */
  double roomMeters() {
    return halfSideMeters - 0.05;
  }

  /** Writes table, floor, walls and what is beyond. */
  String surroundings() {
    StringBuilder text = new StringBuilder();
    double thick = random.nextDouble(0.015, 0.05);
    double other = round ? halfSideMeters : halfSideMeters * random.nextDouble(1, 1.5);
    String top = paint.ground(paint.room(), true);
    text.append(
        round
            ? "cylinder { %s, %s, %s\n  %s }\n"
                .formatted(
                    Sdl.point(0, 0, -thick), Sdl.point(0, 0, 0), Sdl.length(halfSideMeters), top)
            : "box { %s, %s\n  %s }\n"
                .formatted(
                    Sdl.point(-halfSideMeters, -other, -thick),
                    Sdl.point(halfSideMeters, other, 0),
                    top));
    text.append(
        "plane { z, %s\n  %s }\n"
            .formatted(
                Sdl.length(FLOOR_METERS), paint.ground(paint.room(), random.nextInt(3) == 0)));
    int walls = random.nextInt(4);
    double first = random.nextDouble(0, 360);
    for (int i = 0; i < walls; i++) {
      double away = NEAREST_WALL_METERS + random.nextDouble(0, 2);
      text.append(
          "box { %s, %s\n  %s rotate z * %s }\n"
              .formatted(
                  Sdl.point(away, -6, FLOOR_METERS),
                  Sdl.point(away + 0.1, 6, 3),
                  paint.ground(paint.room(), false),
                  Sdl.number(first + 90 * i)));
    }
    ColorRgb low = paint.room();
    ColorRgb high = paint.room();
    text.append(
        "sky_sphere { pigment { gradient z color_map { [0 %s] [0.5 %s] [1 %s] } scale 2 translate z * -1 } }\n"
            .formatted(Sdl.color(low), Sdl.color(low), Sdl.color(high)));
    return text.toString();
  }

  /**
   * Writes the lamps. A white matt surface that lies on the table gets {@code exposure} of light,
   * before shadows.
   *
   * @param bounced whether light from surface to surface is followed; it replaces the ambient light
   */
  String light(boolean bounced) {
    StringBuilder text = new StringBuilder();
    double exposure = random.nextDouble(0.8, 1.4);
    double ambient = random.nextDouble(0.2, 0.5);
    double[] cast = tint(0.09);
    int lamps = 1 + Math.min(random.nextInt(3), random.nextInt(3));
    double[] weights = new double[lamps];
    double sum = 0;
    for (int i = 0; i < lamps; i++) {
      weights[i] = random.nextDouble(0.15, 1);
      sum += weights[i];
    }
    for (int i = 0; i < lamps; i++) {
      double elevation = Math.toRadians(random.nextDouble(38, 88));
      double azimuth = random.nextDouble(2 * Math.PI);
      double distance = random.nextDouble(1.2, 2.1);
      Vector3 away =
          new Vector3(
              Math.cos(elevation) * Math.cos(azimuth),
              Math.cos(elevation) * Math.sin(azimuth),
              Math.sin(elevation));
      double strength = exposure * (1 - ambient) * weights[i] / sum / Math.sin(elevation);
      double[] tint = tint(0.08);
      String color =
          "rgb <%s, %s, %s>"
              .formatted(
                  Sdl.number(strength * cast[0] * tint[0]),
                  Sdl.number(strength * cast[1] * tint[1]),
                  Sdl.number(strength * cast[2] * tint[2]));
      text.append(
          "light_source { %s %s %s}\n"
              .formatted(Sdl.point(away.times(distance)), color, lamp(away, distance)));
    }
    if (bounced) {
      text.append(sky(exposure * ambient, cast));
    }
    return globals(exposure * ambient, cast, bounced) + text;
  }

  // A bare bulb, or a panel that faces the table.
  private String lamp(Vector3 away, double distanceMeters) {
    if (random.nextInt(5) == 0) {
      return "";
    }
    double side = random.nextDouble(0.06, 0.7);
    Vector3 across = away.cross(new Vector3(0.1, 0.2, 1)).normalized();
    Vector3 along = away.cross(across);
    String fade =
        random.nextInt(3) == 0
            // At the table's middle the factor is one.
            ? "fade_distance %s fade_power 2 ".formatted(Sdl.length(distanceMeters))
            : "";
    return "area_light %s, %s, 3, 3 adaptive 0 jitter circular orient %s"
        .formatted(Sdl.point(across.times(side)), Sdl.point(along.times(side)), fade);
  }

  private double[] tint(double by) {
    double warm = random.nextDouble(-by, by);
    return new double[] {1 + warm, 1 + random.nextDouble(-by, by) / 3, 1 - warm};
  }

  private static String globals(double ambient, double[] cast, boolean bounced) {
    String color =
        "rgb <%s, %s, %s>"
            .formatted(
                Sdl.number(ambient * cast[0]),
                Sdl.number(ambient * cast[1]),
                Sdl.number(ambient * cast[2]));
    String bounce =
        bounced
            // Coarse: each sample costs as much as a pixel.
            ? "  radiosity { pretrace_start 0.08 pretrace_end 0.04 count 16 nearest_count 4"
                + " error_bound 1.8 recursion_limit 1 low_error_factor 0.8 gray_threshold 0"
                + " minimum_reuse 0.03 }\n"
            : "";
    return "global_settings {\n  assumed_gamma 1\n  max_trace_level 4\n  ambient_light %s\n%s}\n"
        .formatted(color, bounce);
  }

  // A dome of the ambient light's strength that only gathered light sees.
  private static String sky(double ambient, double[] cast) {
    return "sphere { 0, %s hollow no_image no_shadow no_reflection\n  texture { pigment { rgb 1 } finish { ambient 0 diffuse 0 emission rgb <%s, %s, %s> } } }\n"
        .formatted(
            Sdl.length(9),
            Sdl.number(ambient * cast[0]),
            Sdl.number(ambient * cast[1]),
            Sdl.number(ambient * cast[2]));
  }
}

package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Locale;

/** Values as POV-Ray's scene description language writes them; lengths become centimetres. */
final class Sdl {
  /** POV-Ray's tolerances are absolute and made for objects of some units. */
  private static final double UNITS_PER_METER = 100;

  private Sdl() {}

  static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  static String length(double meters) {
    return number(UNITS_PER_METER * meters);
  }

  static String point(double xMeters, double yMeters, double zMeters) {
    return "<%s, %s, %s>".formatted(length(xMeters), length(yMeters), length(zMeters));
  }

  static String point(Vector3 meters) {
    return point(meters.x(), meters.y(), meters.z());
  }

  /** Writes a vector without a unit. */
  static String vector(Vector3 v) {
    return "<%s, %s, %s>".formatted(number(v.x()), number(v.y()), number(v.z()));
  }

  static String color(ColorRgb color) {
    return "srgb <%s, %s, %s>"
        .formatted(number(color.red()), number(color.green()), number(color.blue()));
  }

  /** Writes the transform of a body to its place; its frame stays right-handed. */
  static String placed(Vector3 positionMeters, Quaternion rotation) {
    double[] m = rotation.toMatrix();
    // A row of POV-Ray's matrix is the image of an axis.
    return "matrix <%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s>"
        .formatted(
            number(m[0]),
            number(m[3]),
            number(m[6]),
            number(m[1]),
            number(m[4]),
            number(m[7]),
            number(m[2]),
            number(m[5]),
            number(m[8]),
            length(positionMeters.x()),
            length(positionMeters.y()),
            length(positionMeters.z()));
  }
}

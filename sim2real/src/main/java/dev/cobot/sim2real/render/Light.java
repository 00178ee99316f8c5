package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Vector3;

/**
 * A lamp. What it adds to a white surface that faces it at the distance d is {@code diffuse *
 * intensity / (constant + linear d + quadratic d^2)}; a directional one adds {@code diffuse *
 * intensity} everywhere. All colours are linear.
 *
 * @param positionMeters table frame; of a directional lamp without meaning
 * @param direction in which it shines, table frame, a unit vector; of a point lamp without meaning
 * @param specular its part in highlights
 * @param intensity in [0, 1e6]
 * @param attenuation how its light falls off; of a directional lamp without meaning
 * @param cone of a spot lamp; of others without meaning
 * @param castsShadow whether things stand in its light
 * @param radiusMeters size of the disc that shines, in [0, 2], of a directional lamp as if it hung
 *     one metre away; the shadows of a larger one have softer edges
 */
public record Light(
    Kind kind,
    Vector3 positionMeters,
    Vector3 direction,
    ColorRgb diffuse,
    ColorRgb specular,
    double intensity,
    Attenuation attenuation,
    Cone cone,
    boolean castsShadow,
    double radiusMeters) {
  /** The largest number of lamps in a scene. */
  public static final int MAX_LIGHTS = 8;

  /** How the rays of a lamp run. */
  public enum Kind {
    POINT,
    SPOT,
    DIRECTIONAL
  }

  /**
   * How light falls off with the distance d: one over {@code constant + linear d + quadratic d^2},
   * and nothing beyond the range. A lamp has a size: nearer than 0.2 m nothing gets brighter.
   *
   * @param constant in [0, 1000], as the next two; one of them is above 0
   * @param linear per metre
   * @param quadratic per square metre
   * @param rangeMeters above 0; may be infinite
   */
  public record Attenuation(double constant, double linear, double quadratic, double rangeMeters) {
    /** The square of the distance, as far as it shines. */
    public static final Attenuation INVERSE_SQUARE =
        new Attenuation(0, 0, 1, Double.POSITIVE_INFINITY);

    public Attenuation {
      requireRange("constant attenuation", constant, 0, 1000);
      requireRange("linear attenuation", linear, 0, 1000);
      requireRange("quadratic attenuation", quadratic, 0, 1000);
      if (!(constant + linear + quadratic > 0)) {
        throw new IllegalArgumentException("one attenuation must be above 0, got 0, 0 and 0");
      }
      if (!(rangeMeters > 0)) {
        throw new IllegalArgumentException("a light's range must be above 0 m, got " + rangeMeters);
      }
    }
  }

  /**
   * The cone of a spot lamp: full light inside of the inner angle, none outside of the outer one.
   *
   * @param innerRad the full angle, in [0, pi]
   * @param outerRad the full angle, at least the inner one, in (0, pi]
   * @param falloff exponent of the part between them, in [0, 100]; 1 falls off evenly in the cosine
   */
  public record Cone(double innerRad, double outerRad, double falloff) {
    /** Of a lamp that is no spot. */
    public static final Cone NONE = new Cone(Math.PI, Math.PI, 1);

    public Cone {
      requireRange("outer angle", outerRad, 1e-3, Math.PI);
      requireRange("inner angle", innerRad, 0, outerRad);
      requireRange("cone falloff", falloff, 0, 100);
    }
  }

  public Light {
    if (!positionMeters.isFinite()) {
      throw new IllegalArgumentException("a light must be somewhere, got " + positionMeters);
    }
    if (!(Math.abs(direction.norm() - 1) < 1e-9)) {
      throw new IllegalArgumentException(
          "a light's direction must be a unit vector, got " + direction);
    }
    requireRange("light intensity", intensity, 0, 1e6);
    requireRange("light radius", radiusMeters, 0, 2);
  }

  /**
   * Returns a point lamp that falls off with the square of the distance.
   *
   * @param positionMeters at least 0.05 m from the table's origin
   * @param intensity what it adds to a surface at the table's origin that faces it, in [0, 10]
   */
  public static Light lamp(
      Vector3 positionMeters,
      ColorRgb color,
      double intensity,
      boolean castsShadow,
      double radiusMeters) {
    if (!(positionMeters.isFinite() && positionMeters.norm() >= 0.05)) {
      throw new IllegalArgumentException(
          "a lamp must be finite and at least 0.05 m from the table's origin, got "
              + positionMeters);
    }
    requireRange("light intensity", intensity, 0, 10);
    return new Light(
        Kind.POINT,
        positionMeters,
        new Vector3(0, 0, -1),
        color,
        color,
        intensity * positionMeters.dot(positionMeters),
        Attenuation.INVERSE_SQUARE,
        Cone.NONE,
        castsShadow,
        radiusMeters);
  }

  Light withShadow(boolean shadow) {
    return new Light(
        kind,
        positionMeters,
        direction,
        diffuse,
        specular,
        intensity,
        attenuation,
        cone,
        shadow,
        radiusMeters);
  }

  private static void requireRange(String what, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          what + " must be in [" + min + ", " + max + "], got " + value);
    }
  }
}

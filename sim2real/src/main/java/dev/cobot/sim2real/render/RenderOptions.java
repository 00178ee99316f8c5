package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Everything about a picture that is neither the scene nor the camera: lamps, room, table top,
 * sensor.
 *
 * @param lights one or two lamps
 * @param ambient linear light from everywhere, in [0, 2]; 1 shows a surface in its own colour
 * @param room what is seen where there is no visual
 * @param tableFinish the look of the visuals whose owner is {@code table}
 * @param sensor what happens between the light and the bytes
 * @param antialias whether pixels on edges get four samples
 */
public record RenderOptions(
    List<Light> lights,
    double ambient,
    Room room,
    TableFinish tableFinish,
    Sensor sensor,
    boolean antialias) {

  /**
   * A lamp.
   *
   * @param positionMeters table frame
   * @param color linear
   * @param intensity what it adds to a surface at the table's origin that faces it, in [0, 10];
   *     falls off with the square of the distance
   * @param castsShadow whether things stand in its light
   * @param radiusMeters size of the disc that shines, in [0, 2]; the shadows of a larger one have
   *     softer edges
   */
  public record Light(
      Vector3 positionMeters,
      ColorRgb color,
      double intensity,
      boolean castsShadow,
      double radiusMeters) {
    public Light {
      if (!(positionMeters.isFinite() && positionMeters.norm() >= 0.05)) {
        throw new IllegalArgumentException(
            "a light must be finite and at least 0.05 m from the table's origin, got "
                + positionMeters);
      }
      requireRange("light intensity", intensity, 0, 10);
      requireRange("light radius", radiusMeters, 0, 2);
    }
  }

  /**
   * A closed square room around the table, drawn behind everything; it has no depth and no segment.
   *
   * @param floor sRGB
   * @param wall sRGB
   * @param floorBelowTableMeters distance from the table top down to the floor
   * @param wallDistanceMeters distance from the table's centre to each wall and to the ceiling
   */
  public record Room(
      ColorRgb floor, ColorRgb wall, double floorBelowTableMeters, double wallDistanceMeters) {
    public Room {
      requireRange("floor below table", floorBelowTableMeters, 0.01, 100);
      requireRange("wall distance", wallDistanceMeters, 0.1, 1000);
    }
  }

  /** Patterns of a table top. */
  public enum Texture {
    PLAIN,
    WOOD,
    NOISE
  }

  /**
   * The look of the table.
   *
   * @param multiplier factor on each linear channel, in [0, 4]
   * @param scaleMeters typical length of the pattern, in [0.001, 10]
   * @param contrast strength of the pattern, in [0, 1]
   */
  public record TableFinish(
      Texture texture, Vector3 multiplier, double scaleMeters, double contrast, long seed) {
    public TableFinish {
      requireRange("table multiplier red", multiplier.x(), 0, 4);
      requireRange("table multiplier green", multiplier.y(), 0, 4);
      requireRange("table multiplier blue", multiplier.z(), 0, 4);
      requireRange("texture scale", scaleMeters, 0.001, 10);
      requireRange("texture contrast", contrast, 0, 1);
    }
  }

  /**
   * The camera behind the lens.
   *
   * @param exposure factor on the light, in (0, 16]
   * @param whiteBalance factor on each channel, in [0.1, 10]
   * @param vignette loss of light in the corner, in [0, 1]
   * @param blurSigmaPixels Gaussian blur, in [0, 10]; 0 is none
   * @param shotNoise sigma of the noise at full scale, which grows with the root of the light, in
   *     [0, 1]
   * @param readNoise sigma of the noise of a black pixel, full scale is 1, in [0, 1]
   * @param noiseSeed with the frame's time stamp the seed of the noise
   * @param jpegQualityPercent 0 for no compression, else in [1, 100]
   */
  public record Sensor(
      double exposure,
      Vector3 whiteBalance,
      double vignette,
      double blurSigmaPixels,
      double shotNoise,
      double readNoise,
      long noiseSeed,
      int jpegQualityPercent) {
    public static final Sensor IDEAL = new Sensor(1, new Vector3(1, 1, 1), 0, 0, 0, 0, 0, 0);

    public Sensor {
      if (!(exposure > 0 && exposure <= 16)) {
        throw new IllegalArgumentException("exposure must be in (0, 16], got " + exposure);
      }
      requireRange("white balance red", whiteBalance.x(), 0.1, 10);
      requireRange("white balance green", whiteBalance.y(), 0.1, 10);
      requireRange("white balance blue", whiteBalance.z(), 0.1, 10);
      requireRange("vignette", vignette, 0, 1);
      requireRange("blur sigma", blurSigmaPixels, 0, 10);
      requireRange("shot noise", shotNoise, 0, 1);
      requireRange("read noise", readNoise, 0, 1);
      requireRange("JPEG quality", jpegQualityPercent, 0, 100);
    }
  }

  public RenderOptions {
    lights = List.copyOf(lights);
    if (!(lights.size() >= 1 && lights.size() <= 2)) {
      throw new IllegalArgumentException("a scene has 1 or 2 lights, got " + lights.size());
    }
    requireRange("ambient", ambient, 0, 2);
  }

  /** Returns a daylit room with a key light from the front left, a fill light, an ideal sensor. */
  public static RenderOptions neutral() {
    ColorRgb white = new ColorRgb(1, 1, 1);
    return new RenderOptions(
        List.of(
            new Light(new Vector3(0.5, 0.7, 1.7), white, 0.75, true, 0.06),
            new Light(new Vector3(-0.6, -1.2, 1.5), white, 0.16, false, 0)),
        0.34,
        new Room(new ColorRgb(0.45, 0.45, 0.46), new ColorRgb(0.72, 0.73, 0.74), 0.75, 2.5),
        new TableFinish(Texture.PLAIN, new Vector3(1, 1, 1), 0.1, 0.3, 0),
        Sensor.IDEAL,
        true);
  }

  /**
   * Draws lamps, room, table and sensor at random, wide enough that a real cell is one more draw.
   *
   * @param random takes the same number of draws at every call, so that one stream serves a data
   *     set
   */
  public static RenderOptions randomized(SplittableRandom random) {
    Light key =
        new Light(
            new Vector3(
                random.nextDouble(-1.3, 1.3),
                random.nextDouble(-1.3, 1.3),
                random.nextDouble(0.9, 2.6)),
            warmth(random.nextDouble(-1, 1)),
            random.nextDouble(0.35, 1.1),
            true,
            softness(random));
    Light fill =
        new Light(
            new Vector3(
                random.nextDouble(-1.5, 1.5),
                random.nextDouble(-1.5, 1.5),
                random.nextDouble(0.8, 2.5)),
            warmth(random.nextDouble(-1, 1)),
            random.nextDouble(0.0, 0.45),
            random.nextDouble() < 0.5,
            softness(random));
    double ambient = random.nextDouble(0.15, 0.6);
    Room room =
        new Room(
            drab(random), drab(random), random.nextDouble(0.3, 1.0), random.nextDouble(1.2, 4.0));
    Texture texture = Texture.values()[random.nextInt(Texture.values().length)];
    double brightness = random.nextDouble(0.35, 1.5);
    TableFinish finish =
        new TableFinish(
            texture,
            new Vector3(
                brightness * random.nextDouble(0.75, 1.25),
                brightness * random.nextDouble(0.75, 1.25),
                brightness * random.nextDouble(0.75, 1.25)),
            random.nextDouble(0.02, 0.25),
            random.nextDouble(0.05, 0.6),
            random.nextLong());
    // Auto-exposure holds the brightness of the whole picture within about a stop.
    double light = ambient + 0.75 * key.intensity() + 0.6 * fill.intensity();
    double exposure = random.nextDouble(0.75, 1.3) / light;
    double blurred = random.nextDouble(-0.4, 0.9);
    double noisy = random.nextDouble();
    double jpeg = random.nextDouble();
    Sensor sensor =
        new Sensor(
            exposure,
            new Vector3(random.nextDouble(0.88, 1.12), 1, random.nextDouble(0.88, 1.12)),
            random.nextDouble(0, 0.35),
            Math.max(0, blurred),
            0.03 * noisy,
            0.006 * noisy,
            random.nextLong(),
            jpeg < 0.3 ? 60 + (int) (jpeg / 0.3 * 36) : 0);
    return new RenderOptions(List.of(key, fill), ambient, room, finish, sensor, true);
  }

  // A third of the lamps are points; the others reach the size of a window.
  private static double softness(SplittableRandom random) {
    return Math.max(0, random.nextDouble(-0.1, 0.2));
  }

  // From reddish (-1) over white to bluish (1).
  private static ColorRgb warmth(double cold) {
    return cold < 0
        ? new ColorRgb(1, 1 + 0.12 * cold, 1 + 0.3 * cold)
        : new ColorRgb(1 - 0.2 * cold, 1 - 0.05 * cold, 1);
  }

  private static ColorRgb drab(SplittableRandom random) {
    double grey = random.nextDouble(0.15, 0.9);
    return ColorRgb.clamped(
        grey + random.nextDouble(-0.12, 0.12),
        grey + random.nextDouble(-0.12, 0.12),
        grey + random.nextDouble(-0.12, 0.12));
  }

  public RenderOptions withLights(List<Light> newLights) {
    return new RenderOptions(newLights, ambient, room, tableFinish, sensor, antialias);
  }

  /** Returns the same options with every lamp casting shadows, or none. */
  public RenderOptions withShadows(boolean shadows) {
    return withLights(
        lights.stream()
            .map(
                l ->
                    new Light(
                        l.positionMeters(), l.color(), l.intensity(), shadows, l.radiusMeters()))
            .toList());
  }

  public RenderOptions withTableFinish(TableFinish newFinish) {
    return new RenderOptions(lights, ambient, room, newFinish, sensor, antialias);
  }

  public RenderOptions withRoom(Room newRoom) {
    return new RenderOptions(lights, ambient, newRoom, tableFinish, sensor, antialias);
  }

  public RenderOptions withSensor(Sensor newSensor) {
    return new RenderOptions(lights, ambient, room, tableFinish, newSensor, antialias);
  }

  public RenderOptions withAntialias(boolean newAntialias) {
    return new RenderOptions(lights, ambient, room, tableFinish, sensor, newAntialias);
  }

  private static void requireRange(String what, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          what + " must be in [" + min + ", " + max + "], got " + value);
    }
  }
}

package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Everything about a picture that is neither the scene nor the camera: lamps, room, table top,
 * sensor.
 *
 * @param lights up to {@link Light#MAX_LIGHTS} lamps
 * @param ambient linear light from everywhere; white shows a surface in its own colour
 * @param background what is seen where there is no visual
 * @param tableFinish the look of the visuals whose owner is {@code table}
 * @param sensor what happens between the light and the bytes
 * @param depthRange what a depth picture can tell
 * @param antialias whether pixels on edges get four samples
 */
public record RenderOptions(
    List<Light> lights,
    ColorRgb ambient,
    Background background,
    TableFinish tableFinish,
    Sensor sensor,
    DepthRange depthRange,
    boolean antialias) {

  /** What is seen where there is no visual; it has no depth and no segment. */
  public sealed interface Background permits Room, Plain {}

  /**
   * The same colour everywhere, whatever the lamps do.
   *
   * @param color sRGB
   */
  public record Plain(ColorRgb color) implements Background {}

  /**
   * A closed square room around the table, which the lamps light.
   *
   * @param floor sRGB
   * @param wall sRGB
   * @param floorBelowTableMeters distance from the table top down to the floor
   * @param wallDistanceMeters distance from the table's centre to each wall and to the ceiling
   */
  public record Room(
      ColorRgb floor, ColorRgb wall, double floorBelowTableMeters, double wallDistanceMeters)
      implements Background {
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
   * @param pixelNoise noise of the finished pixel, on top of that of the light
   */
  public record Sensor(
      double exposure,
      Vector3 whiteBalance,
      double vignette,
      double blurSigmaPixels,
      double shotNoise,
      double readNoise,
      long noiseSeed,
      int jpegQualityPercent,
      PixelNoise pixelNoise) {
    public static final Sensor IDEAL = new Sensor(1, new Vector3(1, 1, 1), 0, 0, 0, 0, 0, 0);

    /** A sensor without noise of the finished pixel. */
    public Sensor(
        double exposure,
        Vector3 whiteBalance,
        double vignette,
        double blurSigmaPixels,
        double shotNoise,
        double readNoise,
        long noiseSeed,
        int jpegQualityPercent) {
      this(
          exposure,
          whiteBalance,
          vignette,
          blurSigmaPixels,
          shotNoise,
          readNoise,
          noiseSeed,
          jpegQualityPercent,
          PixelNoise.NONE);
    }

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

    /** Returns the same with a factor on each channel, on top of its own. */
    public Sensor withCast(Vector3 factor) {
      return new Sensor(
          exposure,
          new Vector3(
              whiteBalance.x() * factor.x(),
              whiteBalance.y() * factor.y(),
              whiteBalance.z() * factor.z()),
          vignette,
          blurSigmaPixels,
          shotNoise,
          readNoise,
          noiseSeed,
          jpegQualityPercent,
          pixelNoise);
    }
  }

  /**
   * Gaussian noise that is added to each channel of each finished pixel, whose full scale is 1; the
   * noise of an SDF camera.
   *
   * @param mean in [-1, 1]
   * @param sigma in [0, 1]
   */
  public record PixelNoise(double mean, double sigma) {
    public static final PixelNoise NONE = new PixelNoise(0, 0);

    public PixelNoise {
      requireRange("noise mean", mean, -1, 1);
      requireRange("noise sigma", sigma, 0, 1);
    }
  }

  /**
   * What a depth picture can tell, along the optical axis. What is nearer has the depth negative
   * infinity, what is farther positive infinity, as REP 117 has it; colour does not change.
   */
  public record DepthRange(double nearMeters, double farMeters) {
    public static final DepthRange ALL = new DepthRange(0, Double.POSITIVE_INFINITY);

    public DepthRange {
      if (!(nearMeters >= 0 && nearMeters < farMeters)) {
        throw new IllegalArgumentException(
            "a depth range needs 0 <= near < far, got near " + nearMeters + ", far " + farMeters);
      }
    }
  }

  public RenderOptions {
    lights = List.copyOf(lights);
    if (lights.size() > Light.MAX_LIGHTS) {
      throw new IllegalArgumentException(
          "a scene has at most " + Light.MAX_LIGHTS + " lights, got " + lights.size());
    }
  }

  /** Returns a daylit room with a key light from the front left, a fill light, an ideal sensor. */
  public static RenderOptions neutral() {
    ColorRgb white = new ColorRgb(1, 1, 1);
    return new RenderOptions(
        List.of(
            Light.lamp(new Vector3(0.5, 0.7, 1.7), white, 0.75, true, 0.06),
            Light.lamp(new Vector3(-0.6, -1.2, 1.5), white, 0.16, false, 0)),
        grey(0.34),
        new Room(new ColorRgb(0.45, 0.45, 0.46), new ColorRgb(0.72, 0.73, 0.74), 0.75, 2.5),
        new TableFinish(Texture.PLAIN, new Vector3(1, 1, 1), 0.1, 0.3, 0),
        Sensor.IDEAL,
        DepthRange.ALL,
        true);
  }

  private static ColorRgb grey(double value) {
    return new ColorRgb(value, value, value);
  }

  /**
   * Draws lamps, room, table and sensor at random, wide enough that a real cell is one more draw.
   *
   * @param random takes the same number of draws at every call, so that one stream serves a data
   *     set
   */
  public static RenderOptions randomized(SplittableRandom random) {
    Vector3 keyAt =
        new Vector3(
            random.nextDouble(-1.3, 1.3),
            random.nextDouble(-1.3, 1.3),
            random.nextDouble(0.9, 2.6));
    ColorRgb keyColor = warmth(random.nextDouble(-1, 1));
    double keyIntensity = random.nextDouble(0.35, 1.1);
    Light key = Light.lamp(keyAt, keyColor, keyIntensity, true, softness(random));
    Vector3 fillAt =
        new Vector3(
            random.nextDouble(-1.5, 1.5),
            random.nextDouble(-1.5, 1.5),
            random.nextDouble(0.8, 2.5));
    ColorRgb fillColor = warmth(random.nextDouble(-1, 1));
    double fillIntensity = random.nextDouble(0.0, 0.45);
    Light fill =
        Light.lamp(fillAt, fillColor, fillIntensity, random.nextDouble() < 0.5, softness(random));
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
    double light = ambient + 0.75 * keyIntensity + 0.6 * fillIntensity;
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
    return new RenderOptions(
        List.of(key, fill), grey(ambient), room, finish, sensor, DepthRange.ALL, true);
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
    return new RenderOptions(
        newLights, ambient, background, tableFinish, sensor, depthRange, antialias);
  }

  /** Returns the same options with every lamp casting shadows, or none. */
  public RenderOptions withShadows(boolean shadows) {
    return withLights(lights.stream().map(l -> l.withShadow(shadows)).toList());
  }

  public RenderOptions withAmbient(ColorRgb newAmbient) {
    return new RenderOptions(
        lights, newAmbient, background, tableFinish, sensor, depthRange, antialias);
  }

  public RenderOptions withTableFinish(TableFinish newFinish) {
    return new RenderOptions(lights, ambient, background, newFinish, sensor, depthRange, antialias);
  }

  public RenderOptions withBackground(Background newBackground) {
    return new RenderOptions(
        lights, ambient, newBackground, tableFinish, sensor, depthRange, antialias);
  }

  public RenderOptions withSensor(Sensor newSensor) {
    return new RenderOptions(
        lights, ambient, background, tableFinish, newSensor, depthRange, antialias);
  }

  public RenderOptions withDepthRange(DepthRange newRange) {
    return new RenderOptions(lights, ambient, background, tableFinish, sensor, newRange, antialias);
  }

  public RenderOptions withAntialias(boolean newAntialias) {
    return new RenderOptions(
        lights, ambient, background, tableFinish, sensor, depthRange, newAntialias);
  }

  private static void requireRange(String what, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          what + " must be in [" + min + ", " + max + "], got " + value);
    }
  }
}

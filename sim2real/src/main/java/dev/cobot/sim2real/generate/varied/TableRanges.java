package dev.cobot.sim2real.generate.varied;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Within what tables are drawn. All shares are probabilities in [0, 1].
 *
 * @param things what lies on the table
 * @param camera from where it is seen
 * @param light what shines on it
 * @param sensor what happens between the light and the bytes
 * @param room the table itself and what is around it
 */
public record TableRanges(Things things, Camera camera, Light light, Sensor sensor, Room room) {

  /** An interval from which values are drawn evenly. */
  public record Range(double min, double max) {
    public Range {
      if (!(min <= max && Double.isFinite(min) && Double.isFinite(max))) {
        throw new IllegalArgumentException(
            "a range needs finite min <= max, got min " + min + ", max " + max);
      }
    }

    double draw(SplittableRandom random) {
      // One draw whatever the range, so that a change of one does not shift all others.
      return min + random.nextDouble() * (max - min);
    }

    /** Draws so that each doubling is as likely as the next; both ends above 0. */
    double drawEvenlyInScale(SplittableRandom random) {
      return min * Math.pow(max / min, random.nextDouble());
    }

    Range within(String what, double low, double high) {
      if (!(min >= low && max <= high)) {
        throw new IllegalArgumentException(
            "%s must be within [%s, %s], got [%s, %s]".formatted(what, low, high, min, max));
      }
      return this;
    }
  }

  /**
   * What lies on the table.
   *
   * @param objects how many of known kinds, whole numbers, both ends included
   * @param clutter how many of none
   * @param gapMeters between their outlines; below 0 they may touch in the picture's depth
   * @param lying share of cups, bottles, cans and cones that lie on their side
   * @param stacked share of things that stand on a pedestal, a can or a cube where there is one
   * @param inside share of containers with a cube in them
   * @param arm share of scenes with an arm over the table
   * @param boards share of cameras before which a calibration board or another large printed sheet
   *     is held or lies
   * @param shapesVary whether each kind is a family of shapes and sizes
   */
  public record Things(
      Range objects,
      Range clutter,
      Range gapMeters,
      double lying,
      double stacked,
      double inside,
      double arm,
      double boards,
      boolean shapesVary) {
    public Things {
      objects.within("things.objects", 0, 30);
      clutter.within("things.clutter", 0, 30);
      gapMeters.within("things.gapMeters", -0.02, 0.2);
      share("things.lying", lying);
      share("things.stacked", stacked);
      share("things.inside", inside);
      share("things.arm", arm);
      share("things.boards", boards);
    }
  }

  /**
   * From where the table is seen.
   *
   * @param azimuthDeg of the camera about the table's centre
   * @param elevationDeg how far it looks down
   * @param distanceMeters to the point that it looks at, drawn evenly in scale
   * @param aimMeters offset of that point from the table's centre, along each axis
   * @param rollDeg about the optical axis
   * @param viewDeg horizontal field of view
   * @param k1 first radial distortion
   * @param sizes width and height of the picture, pixels; one of them is drawn
   */
  public record Camera(
      Range azimuthDeg,
      Range elevationDeg,
      Range distanceMeters,
      Range aimMeters,
      Range rollDeg,
      Range viewDeg,
      Range k1,
      List<List<Integer>> sizes) {
    public Camera {
      azimuthDeg.within("camera.azimuthDeg", -360, 360);
      elevationDeg.within("camera.elevationDeg", 5, 89);
      distanceMeters.within("camera.distanceMeters", 0.15, 5);
      aimMeters.within("camera.aimMeters", -1, 1);
      rollDeg.within("camera.rollDeg", -180, 180);
      viewDeg.within("camera.viewDeg", 15, 120);
      k1.within("camera.k1", -0.5, 0.5);
      sizes = sizes.stream().map(List::copyOf).toList();
      for (List<Integer> size : sizes) {
        if (size.size() != 2 || size.stream().anyMatch(side -> side < 32 || side > 4096)) {
          throw new IllegalArgumentException(
              "camera.sizes are lists of a width and a height in [32, 4096] pixels, got " + size);
        }
      }
      if (sizes.isEmpty()) {
        throw new IllegalArgumentException("camera.sizes needs at least one size, got none");
      }
    }
  }

  /**
   * What shines on the table.
   *
   * @param lamps how many
   * @param radiusMeters of a lamp; the shadows of a large one are soft
   * @param intensity of the strongest lamp at the table, beside the ambient light
   * @param ambient light from everywhere
   * @param tint strength of the lamps' colours
   */
  public record Light(Range lamps, Range radiusMeters, Range intensity, Range ambient, Range tint) {
    public Light {
      lamps.within("light.lamps", 0, 6);
      radiusMeters.within("light.radiusMeters", 0, 2);
      intensity.within("light.intensity", 0, 5);
      ambient.within("light.ambient", 0, 1);
      tint.within("light.tint", 0, 0.9);
    }
  }

  /**
   * What happens between the light and the bytes.
   *
   * @param exposure factor on a picture that is exposed to its lamps
   * @param whiteBalance factor on red and on blue
   * @param vignette loss of light in the corner
   * @param blurPixels sigma of the lens's blur at a width of 320 pixels; below 0 is none
   * @param noise sigma at full scale
   * @param jpeg share of pictures that are compressed
   * @param jpegQuality in percent
   */
  public record Sensor(
      Range exposure,
      Range whiteBalance,
      Range vignette,
      Range blurPixels,
      Range noise,
      double jpeg,
      Range jpegQuality) {
    public Sensor {
      exposure.within("sensor.exposure", 0.05, 8);
      whiteBalance.within("sensor.whiteBalance", 0.3, 3);
      vignette.within("sensor.vignette", 0, 1);
      blurPixels.within("sensor.blurPixels", -5, 5);
      noise.within("sensor.noise", 0, 0.3);
      share("sensor.jpeg", jpeg);
      jpegQuality.within("sensor.jpegQuality", 1, 100);
    }
  }

  /**
   * The table and what is around it.
   *
   * @param sideMeters of the table top
   * @param patterned share of surfaces with a pattern
   * @param furniture how many boxes stand around the table
   */
  public record Room(Range sideMeters, double patterned, Range furniture) {
    public Room {
      sideMeters.within("room.sideMeters", 0.3, 10);
      share("room.patterned", patterned);
      furniture.within("room.furniture", 0, 20);
    }
  }

  /** Returns the ranges of the released models. */
  public static TableRanges defaults() {
    return new TableRanges(
        new Things(
            new Range(1, 8),
            new Range(0, 6),
            new Range(-0.01, 0.04),
            0.2,
            0.2,
            0.3,
            0.4,
            0.12,
            true),
        new Camera(
            new Range(-180, 180),
            new Range(22, 87),
            new Range(0.28, 1.6),
            new Range(-0.12, 0.12),
            new Range(-8, 8),
            new Range(33, 77),
            new Range(-0.25, 0.08),
            List.of(
                List.of(320, 240),
                List.of(480, 360),
                List.of(640, 480),
                List.of(640, 360),
                List.of(480, 480))),
        new Light(
            new Range(1, 4),
            new Range(0, 0.7),
            new Range(0.2, 1.3),
            new Range(0.12, 0.7),
            new Range(0, 0.25)),
        new Sensor(
            new Range(0.6, 1.5),
            new Range(0.85, 1.18),
            new Range(0, 0.4),
            new Range(-0.5, 1.2),
            new Range(0, 0.04),
            0.5,
            new Range(35, 95)),
        new Room(new Range(0.5, 2.4), 0.65, new Range(0, 5)));
  }

  static int whole(Range range, SplittableRandom random) {
    return (int) Math.floor(range.min() + random.nextDouble() * (range.max() - range.min() + 1));
  }

  private static void share(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " must be in [0, 1], got " + value);
    }
  }
}

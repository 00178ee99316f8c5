package dev.cobot.sim2real.shapes;

import dev.cobot.sim2real.scene.SeedStreams;
import java.util.SplittableRandom;

/**
 * Draws scenes with the public data set's distributions. A scene depends on the seed, the split and
 * its index only, so that a larger set begins with the smaller one's scenes.
 */
public final class ShapeSampler {
  static final int MIN_SIZE_PIXELS = 7;
  static final int MAX_SIZE_PIXELS = 14;
  // Half a largest shape from each edge; the upper bound is excluded, as in the public set.
  static final int MIN_POSITION_PIXELS = MAX_SIZE_PIXELS / 2;
  static final int MAX_POSITION_PIXELS = ShapeAttributes.IMAGE_PIXELS - MAX_SIZE_PIXELS / 2 - 1;
  private static final int MIN_LIGHTNESS = 46;

  /** Columns of {@code {split}_unpaired.npy}. */
  static final int NOISE_COLUMNS = 32;

  private final SeedStreams streams;

  public ShapeSampler(long seed) {
    this.streams = new SeedStreams(seed);
  }

  /** Draws the label of a scene. */
  public ShapeLabel draw(ShapeSplit split, int index) {
    SeedStreams scene = scene(split, index);
    SplittableRandom location = scene.stream("location");
    SplittableRandom color = scene.stream("color");
    int x = location.nextInt(MIN_POSITION_PIXELS, MAX_POSITION_PIXELS + 1);
    int y = location.nextInt(MIN_POSITION_PIXELS, MAX_POSITION_PIXELS + 1);
    int hue = color.nextInt(0, 181);
    int lightness = color.nextInt(MIN_LIGHTNESS, 256);
    int saturation = color.nextInt(0, 256);
    int rgb = HlsColor.toRgb(hue, lightness, saturation);
    return new ShapeLabel(
        new ShapeAttributes(
            ShapeClass.of(scene.stream("class").nextInt(ShapeClass.values().length)),
            x,
            y,
            scene.stream("size").nextInt(MIN_SIZE_PIXELS, MAX_SIZE_PIXELS + 1),
            (float) (scene.stream("rotation").nextDouble() * 2 * Math.PI),
            rgb >> 16,
            rgb >> 8 & 0xff,
            rgb & 0xff),
        hue,
        lightness,
        saturation,
        // Rounding to a float must not reach the excluded 1.
        Math.min((float) scene.stream("unpaired").nextDouble(), Math.nextDown(1f)));
  }

  /** Draws the {@value #NOISE_COLUMNS} standard normal numbers of a scene. */
  double[] noise(ShapeSplit split, int index) {
    SplittableRandom random = scene(split, index).stream("noise");
    double[] noise = new double[NOISE_COLUMNS];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextGaussian();
    }
    return noise;
  }

  /** Writes the caption of a scene. */
  Caption caption(ShapeSplit split, int index, ShapeAttributes attributes) {
    return CaptionGrammar.write(attributes, scene(split, index).stream("caption"));
  }

  private SeedStreams scene(ShapeSplit split, int index) {
    return streams.child(split.ordinal()).child(index);
  }
}

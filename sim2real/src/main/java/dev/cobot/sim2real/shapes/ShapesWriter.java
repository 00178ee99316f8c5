package dev.cobot.sim2real.shapes;

import dev.cobot.sim2real.npy.NpyType;
import dev.cobot.sim2real.npy.NpyWriter;
import dev.cobot.sim2real.npy.PickledArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Draws scenes and writes them in the public data set's layout. What is written depends on the seed
 * and the indices only. One thread.
 */
public final class ShapesWriter {
  private final ShapeSampler sampler;
  private final ShapeRenderer renderer = new ShapeRenderer();
  private final ShapePng png = new ShapePng();
  private final long seed;

  public ShapesWriter(long seed) {
    this.seed = seed;
    this.sampler = new ShapeSampler(seed);
  }

  /** Returns the name of a picture, relative to the data set. */
  public static String imageFile(ShapeSplit split, int index) {
    return split.fileName() + "/" + index + ".png";
  }

  /** Returns the name of the file of index groups, relative to the data set. */
  public String pairsFile(ShapeSplit split, DomainProportions proportions, int size) {
    return DomainProportions.FOLDER + "/" + proportions.file(split, seed, size);
  }

  /** Returns the names of a split's arrays, relative to the data set; the labels are the last. */
  public static List<String> arrayFiles(ShapeSplit split) {
    return List.of(split.unpairedFile(), split.captionsFile(), split.labelsFile());
  }

  /**
   * Writes the pictures {@code from} to {@code from + count - 1}.
   *
   * @param set where {@link #imageFile} begins
   * @param progress told of each picture
   */
  public void writeImages(ShapeSplit split, int from, int count, Path set, Runnable progress)
      throws IOException {
    Files.createDirectories(set.resolve(split.fileName()));
    for (int i = from; i < from + count; i++) {
      byte[] rgb = renderer.render(sampler.draw(split, i).attributes());
      Files.write(set.resolve(imageFile(split, i)), png.encode(rgb));
      progress.run();
    }
  }

  /** Writes labels, captions and unpaired numbers of a split of {@code n} scenes. */
  public void writeArrays(ShapeSplit split, int n, Path set) throws IOException {
    int longest = 1; // text has a fixed width in this format: one pass to find it
    for (int i = 0; i < n; i++) {
      String caption = sampler.caption(split, i, sampler.draw(split, i).attributes()).text();
      longest = Math.max(longest, caption.length());
    }
    try (NpyWriter labels =
            new NpyWriter(set.resolve(split.labelsFile()), NpyType.FLOAT32, n, ShapeLabel.COLUMNS);
        NpyWriter captions =
            new NpyWriter(set.resolve(split.captionsFile()), NpyType.unicode(longest), n);
        NpyWriter unpaired =
            new NpyWriter(
                set.resolve(split.unpairedFile()),
                NpyType.FLOAT64,
                n,
                ShapeSampler.NOISE_COLUMNS)) {
      for (int i = 0; i < n; i++) {
        ShapeLabel label = sampler.draw(split, i);
        for (float value : label.row()) {
          labels.write(value);
        }
        captions.write(sampler.caption(split, i, label.attributes()).text());
        for (double value : sampler.noise(split, i)) {
          unpaired.write(value);
        }
      }
    }
  }

  /**
   * Writes which scenes each group of domains has.
   *
   * @param size how many scenes of the split may be chosen, from the first on
   */
  public void writePairs(ShapeSplit split, DomainProportions proportions, int size, Path set)
      throws IOException {
    Files.createDirectories(set.resolve(DomainProportions.FOLDER));
    PickledArrays.writeIndexGroups(
        set.resolve(pairsFile(split, proportions, size)), proportions.draw(split, seed, size));
  }
}

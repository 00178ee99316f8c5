package dev.cobot.sim2real.shapes;

import dev.cobot.sim2real.npy.NpyFile;
import dev.cobot.sim2real.npy.NpyType;
import dev.cobot.sim2real.npy.PickledArrays;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A split of a Simple Shapes data set. Labels are in memory; pictures, captions and groups are read
 * when they are asked for. Immutable; any thread.
 */
public final class ShapesPart {
  private static final int SIDE = ShapeAttributes.IMAGE_PIXELS;

  private final Path folder;
  private final ShapeSplit split;
  private final int size;
  private final float[] labels;

  private ShapesPart(Path folder, ShapeSplit split, int size, float[] labels) {
    this.folder = folder;
    this.split = split;
    this.size = size;
    this.labels = labels;
  }

  static ShapesPart open(Path folder, ShapeSplit split) throws IOException {
    NpyFile file =
        NpyFile.open(folder.resolve(split.labelsFile()))
            .require(NpyType.Kind.FLOAT32, -1, ShapeLabel.COLUMNS);
    int size = file.rows();
    ShapesPart part = new ShapesPart(folder, split, size, file.floats(0, size));
    Path captions = folder.resolve(split.captionsFile());
    if (Files.exists(captions) && !NpyFile.isPickled(captions)) {
      part.require(NpyFile.open(captions).require(NpyType.Kind.UNICODE, -1), captions);
    }
    Path unpaired = folder.resolve(split.unpairedFile());
    if (Files.exists(unpaired)) {
      part.require(NpyFile.open(unpaired).require(NpyType.Kind.FLOAT64, -1, -1), unpaired);
    }
    for (int i : size == 0 ? new int[0] : new int[] {0, size - 1}) {
      Path image = part.image(i);
      if (!Files.isRegularFile(image)) {
        throw new IOException(
            image
                + ": no such file, but "
                + split.labelsFile()
                + " has "
                + size
                + " rows; the set was not written to its end, or pictures were removed");
      }
    }
    if (Files.exists(part.image(size))) {
      throw new IOException(
          part.image(size)
              + ": a picture without a label; "
              + split.labelsFile()
              + " has "
              + size
              + " rows");
    }
    return part;
  }

  private void require(NpyFile array, Path file) throws IOException {
    if (array.rows() != size) {
      throw new IOException(
          file + ": " + array.rows() + " rows, but " + split.labelsFile() + " has " + size);
    }
  }

  public ShapeSplit split() {
    return split;
  }

  /** Returns how many scenes there are. */
  public int size() {
    return size;
  }

  /**
   * Returns the label of a scene.
   *
   * @throws IllegalArgumentException if the file holds a value out of its range
   */
  public ShapeLabel label(int index) {
    int at = Objects.checkIndex(index, size) * ShapeLabel.COLUMNS;
    try {
      return ShapeLabel.of(Arrays.copyOfRange(labels, at, at + ShapeLabel.COLUMNS));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          folder.resolve(split.labelsFile()) + ", row " + index + ": " + e.getMessage(), e);
    }
  }

  /** Returns all labels as a view. */
  public List<ShapeLabel> labels() {
    return new Labels();
  }

  /** Returns the attributes of a scene, (11), in the convention {@link ShapeVector#SHIMMER}. */
  public float[] attributes(int index) {
    return ShapeVector.SHIMMER.encode(label(index).attributes());
  }

  /**
   * Reads a picture.
   *
   * @return (32, 32, 3) bytes, row 0 at the top
   * @throws IOException if it is missing, damaged or of another size
   */
  public byte[] rgb(int index) throws IOException {
    Path file = image(Objects.checkIndex(index, size));
    RgbImage image = FrameFiles.readImage(file);
    if (image.widthPixels() != SIDE || image.heightPixels() != SIDE) {
      throw new IOException(
          file
              + ": expected a picture of "
              + SIDE
              + " x "
              + SIDE
              + " pixels, got "
              + image.widthPixels()
              + " x "
              + image.heightPixels());
    }
    return image.rgb();
  }

  /**
   * Reads a picture as planes.
   *
   * @return (3, 32, 32), in [0, 1]
   * @throws IOException as {@link #rgb}
   */
  public float[] planes(int index) throws IOException {
    byte[] rgb = rgb(index);
    float[] planes = new float[rgb.length];
    for (int i = 0; i < SIDE * SIDE; i++) {
      for (int channel = 0; channel < 3; channel++) {
        planes[channel * SIDE * SIDE + i] = (rgb[3 * i + channel] & 0xff) / 255f;
      }
    }
    return planes;
  }

  /** Returns whether there are captions. */
  public boolean hasCaptions() {
    return Files.exists(folder.resolve(split.captionsFile()));
  }

  /**
   * Reads captions. A file of pickled strings is read as a whole at each call: ask for all at once.
   *
   * @throws IOException if there are none, or the file is damaged
   */
  public List<String> captions(int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, size);
    Path file = folder.resolve(split.captionsFile());
    if (!NpyFile.isPickled(file)) {
      return NpyFile.open(file).strings(from, count);
    }
    List<String> all = PickledArrays.readStrings(file);
    if (all.size() != size) {
      throw new IOException(
          file + ": " + all.size() + " captions, but " + split.labelsFile() + " has " + size);
    }
    return all.subList(from, from + count);
  }

  /**
   * Reads numbers that are unpaired between the domains, (count, 32) in the public set.
   *
   * @throws IOException if there are none, or the file is damaged
   */
  public double[] unpaired(int from, int count) throws IOException {
    return NpyFile.open(folder.resolve(split.unpairedFile())).doubles(from, count);
  }

  /**
   * Reads which scenes each group of domains has, for example {@code {attr}}, {@code {v}} and
   * {@code {attr, v}}.
   *
   * @param maxSize how many scenes of the split were free to be chosen; the public generator's
   *     {@code ms}
   * @throws IOException if there is no such file, it is damaged, or names a scene that is not there
   * @see DomainProportions#draw
   */
  public Map<Set<String>, int[]> pairs(DomainProportions proportions, long seed, int maxSize)
      throws IOException {
    Path folderOfSplits = folder.resolve(DomainProportions.FOLDER);
    Path file = folderOfSplits.resolve(proportions.file(split, seed, maxSize));
    if (!Files.exists(file)) {
      throw new IOException(
          file
              + ": no such file; there are "
              + list(folderOfSplits)
              + "; write it with cobot data shapes --split "
              + proportions
              + " --seed "
              + seed);
    }
    Map<Set<String>, int[]> groups = PickledArrays.readIndexGroups(file);
    for (Map.Entry<Set<String>, int[]> group : groups.entrySet()) {
      check(file, group.getValue());
    }
    if (!groups.keySet().equals(proportions.proportions().keySet())) {
      throw new IOException(
          file + ": holds the groups " + groups.keySet() + ", its name says " + proportions);
    }
    return groups;
  }

  /**
   * Reads the public generator's out-of-distribution scenes.
   *
   * @throws IOException if there is no such file, it is damaged, or names a scene that is not there
   * @see OodSplit
   */
  public int[] ood(long seed) throws IOException {
    return indices("ood_splits/" + split.fileName() + "_ood_" + seed + ".npy");
  }

  /**
   * Reads the public generator's scenes within the distribution.
   *
   * @throws IOException as {@link #ood}
   */
  public int[] inDistribution(long seed) throws IOException {
    return indices("ood_splits/" + split.fileName() + "_in_dist_" + seed + ".npy");
  }

  private int[] indices(String name) throws IOException {
    NpyFile file = NpyFile.open(folder.resolve(name)).require(NpyType.Kind.INT64, -1);
    int[] indices =
        Arrays.stream(file.longs(0, file.rows()))
            .mapToInt(i -> (int) Math.max(-1, Math.min(Integer.MAX_VALUE, i)))
            .toArray();
    check(folder.resolve(name), indices);
    return indices;
  }

  private void check(Path file, int[] indices) throws IOException {
    for (int index : indices) {
      if (!(index >= 0 && index < size)) {
        throw new IOException(
            file + ": names scene " + index + "; the split has " + size + " scenes");
      }
    }
  }

  private Path image(int index) {
    return folder.resolve(ShapesWriter.imageFile(split, index));
  }

  private static List<String> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().limit(20).toList();
    }
  }

  private final class Labels extends AbstractList<ShapeLabel> implements RandomAccess {
    @Override
    public ShapeLabel get(int index) {
      return label(index);
    }

    @Override
    public int size() {
      return size;
    }
  }
}

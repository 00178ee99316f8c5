package dev.cobot.sim2real.shapes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A Simple Shapes data set on disk, ours or the public generator's. Immutable; any thread.
 *
 * @see ShapesWriter
 */
public final class SimpleShapes {
  private final Path folder;
  private final List<ShapeSplit> splits;

  private SimpleShapes(Path folder, List<ShapeSplit> splits) {
    this.folder = folder;
    this.splits = splits;
  }

  /**
   * Opens a folder.
   *
   * @throws IOException if it is none, or has no labels of any split
   */
  public static SimpleShapes open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(
          folder
              + ": not a folder; expected a Simple Shapes data set (make one: cobot data shapes)");
    }
    List<ShapeSplit> splits =
        Arrays.stream(ShapeSplit.values())
            .filter(split -> Files.isRegularFile(folder.resolve(split.labelsFile())))
            .toList();
    if (splits.isEmpty()) {
      throw new IOException(
          folder
              + ": no "
              + ShapeSplit.TRAIN.labelsFile()
              + ", val_labels.npy or test_labels.npy; expected a Simple Shapes data set (make one:"
              + " cobot data shapes)");
    }
    return new SimpleShapes(folder, splits);
  }

  public Path folder() {
    return folder;
  }

  /** Returns the splits that have labels. */
  public List<ShapeSplit> splits() {
    return splits;
  }

  /**
   * Opens a split: reads its labels and the headers of its other arrays; pictures, captions and
   * groups are read when they are asked for.
   *
   * @throws IOException if the split is not there, a file is damaged, has another shape than the
   *     layout says, or the arrays and pictures are not of one length
   */
  public ShapesPart part(ShapeSplit split) throws IOException {
    return ShapesPart.open(folder, split);
  }
}

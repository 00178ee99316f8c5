package dev.cobot.brain.study.shapes;

import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapesWriter;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.nio.file.Path;

/** A data set of a few scenes, written anew. */
public final class SmallShapes {
  private SmallShapes() {}

  /** Writes training and validation scenes. */
  public static SimpleShapes write(Path folder, int train, int val) throws IOException {
    ShapesWriter writer = new ShapesWriter(4);
    writer.writeImages(ShapeSplit.TRAIN, 0, train, folder, () -> {});
    writer.writeArrays(ShapeSplit.TRAIN, train, folder);
    writer.writeImages(ShapeSplit.VAL, 0, val, folder, () -> {});
    writer.writeArrays(ShapeSplit.VAL, val, folder);
    return SimpleShapes.open(folder);
  }

  /** Writes training, validation and test scenes. */
  public static SimpleShapes write(Path folder, int train, int val, int test) throws IOException {
    write(folder, train, val);
    ShapesWriter writer = new ShapesWriter(4);
    writer.writeImages(ShapeSplit.TEST, 0, test, folder, () -> {});
    writer.writeArrays(ShapeSplit.TEST, test, folder);
    return SimpleShapes.open(folder);
  }
}

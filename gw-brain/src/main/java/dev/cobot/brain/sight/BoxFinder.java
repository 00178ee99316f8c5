package dev.cobot.brain.sight;

import dev.cobot.brain.network.InferenceNet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Asks a detector for the boxes of a picture. One thread. */
final class BoxFinder implements AutoCloseable {
  private static final int CELLS = DetectorNet.ROWS * DetectorNet.COLUMNS;
  private static final int MAX_BOXES = 24;

  /** Boxes that overlap more are of one object. */
  static final double SAME_PLACE = 0.55;

  private final InferenceNet detector;
  private final int kinds;
  private final float[] pixels = new float[3 * Canvas.PIXELS];

  /**
   * @param detector a released {@link DetectorNet}; closed with this
   * @param kinds how many kinds it has heat maps of
   */
  BoxFinder(InferenceNet detector, int kinds) {
    this.detector = detector;
    this.kinds = kinds;
  }

  /**
   * A box on the picture.
   *
   * @param logits (kinds) that an object of each kind has its centre here
   * @param kind the likeliest of them
   * @param box left, top, right, bottom, pixels of the picture
   */
  record Found(double[] logits, int kind, double[] box) {
    double score() {
      return 1 / (1 + Math.exp(-logits[kind]));
    }
  }

  /**
   * Returns the boxes, the surest first.
   *
   * @param view how the picture lies on the detector's input
   * @param rgb (height, width, 3) sRGB bytes
   * @param minScore boxes of which the detector is less sure are left out
   */
  List<Found> find(Canvas view, byte[] rgb, double minScore) {
    view.write(view.shrink(rgb), false, pixels, 0);
    float[][] maps = detector.run(1, pixels);
    double minLogit = Math.log(minScore / (1 - minScore));
    List<Found> found = new ArrayList<>();
    for (int cell = 0; cell < CELLS; cell++) {
      for (int k = 0; k < kinds; k++) {
        if (maps[0][k * CELLS + cell] >= minLogit && isPeak(maps[0], k, cell)) {
          double[] box = box(view, maps[1], cell);
          if (box[2] - box[0] > 2 && box[3] - box[1] > 2) {
            found.add(new Found(logits(maps[0], cell), k, box));
          }
        }
      }
    }
    found.sort(Comparator.comparingDouble(Found::score).reversed());
    List<Found> kept = new ArrayList<>();
    for (Found one : found) {
      if (kept.size() == MAX_BOXES) {
        break;
      }
      if (kept.stream().allMatch(other -> Boxes.overlap(one.box(), other.box()) < SAME_PLACE)) {
        kept.add(one);
      }
    }
    return kept;
  }

  private static double[] box(Canvas view, float[] sides, int cell) {
    double px = (cell % DetectorNet.COLUMNS + 0.5) * DetectorNet.STRIDE - 0.5;
    double py = (Math.floorDiv(cell, DetectorNet.COLUMNS) + 0.5) * DetectorNet.STRIDE - 0.5;
    double[] away = new double[4];
    for (int s = 0; s < 4; s++) {
      away[s] = DetectorNet.STRIDE * Math.exp(Math.min(4, sides[s * CELLS + cell]));
    }
    return new double[] {
      clamp(view.toPictureX(px - away[0]), view.widthPixels()),
      clamp(view.toPictureY(py - away[1]), view.heightPixels()),
      clamp(view.toPictureX(px + away[2]), view.widthPixels()),
      clamp(view.toPictureY(py + away[3]), view.heightPixels())
    };
  }

  private double[] logits(float[] heat, int cell) {
    double[] logits = new double[kinds];
    for (int k = 0; k < kinds; k++) {
      logits[k] = heat[k * CELLS + cell];
    }
    return logits;
  }

  private static double clamp(double at, int side) {
    return Math.max(-0.5, Math.min(side - 0.5, at));
  }

  private static boolean isPeak(float[] heat, int kind, int cell) {
    int row = cell / DetectorNet.COLUMNS;
    int column = cell % DetectorNet.COLUMNS;
    for (int r = Math.max(0, row - 1); r <= Math.min(DetectorNet.ROWS - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1);
          c <= Math.min(DetectorNet.COLUMNS - 1, column + 1);
          c++) {
        if (heat[kind * CELLS + r * DetectorNet.COLUMNS + c] > heat[kind * CELLS + cell]) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    detector.close();
  }
}

package dev.cobot.action.session;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A picture in cells of several pixels each, in which noise and fine texture are averaged away.
 * Cells are counted row by row; a mask is the set of its cells.
 *
 * @param camera of this size
 * @param rgb (height, width, 3), row-major, means of 0 to 255
 */
record CoarsePicture(CameraModel camera, float[] rgb) {
  private static final int WIDTH_CELLS = 80;
  private static final int SAMPLES_A_SIDE = 4;
  private static final int NEAR_CELLS = 2;
  private static final double LEAST_CHANGE = 12;
  private static final double SIGMAS_OF_CHANGE = 4;
  // A normal distribution's sigma from its median absolute deviation.
  private static final double SIGMA_OF_MEDIAN = 1.4826;

  /** From a cell to one beside it. */
  enum Step {
    LEFT(-1, 0),
    RIGHT(1, 0),
    UP(0, -1),
    DOWN(0, 1);

    private final int columns;
    private final int rows;

    Step(int columns, int rows) {
      this.columns = columns;
      this.rows = rows;
    }

    private Step back() {
      return switch (this) {
        case LEFT -> RIGHT;
        case RIGHT -> LEFT;
        case UP -> DOWN;
        case DOWN -> UP;
      };
    }
  }

  static CoarsePicture of(CameraFrame frame) {
    CameraModel fine = frame.camera();
    int width = Math.min(WIDTH_CELLS, frame.widthPixels());
    int height =
        Math.max(8, Math.round((float) width * frame.heightPixels() / frame.widthPixels()));
    CameraModel camera =
        new CameraModel(
            fine.id(), fine.intrinsics().resized(width, height), fine.tableFromCamera());
    int[] columns = samples(width, frame.widthPixels());
    int[] rows = samples(height, frame.heightPixels());
    byte[] from = frame.rgb();
    int[] sums = new int[3 * width * height];
    for (int y = 0; y < rows.length; y++) {
      int row = rows[y] * frame.widthPixels();
      for (int x = 0; x < columns.length; x++) {
        int pixel = 3 * (row + columns[x]);
        int cell = 3 * (y / SAMPLES_A_SIDE * width + x / SAMPLES_A_SIDE);
        sums[cell] += from[pixel] & 255;
        sums[cell + 1] += from[pixel + 1] & 255;
        sums[cell + 2] += from[pixel + 2] & 255;
      }
    }
    float[] rgb = new float[sums.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = sums[i] / (float) (SAMPLES_A_SIDE * SAMPLES_A_SIDE);
    }
    return new CoarsePicture(camera, rgb);
  }

  /** Returns which of some pixels in a row are looked at, some in each cell. */
  private static int[] samples(int cells, int pixels) {
    int[] samples = new int[cells * SAMPLES_A_SIDE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (int) ((i + 0.5) * pixels / samples.length);
    }
    return samples;
  }

  int width() {
    return camera.intrinsics().widthPixels();
  }

  int height() {
    return camera.intrinsics().heightPixels();
  }

  boolean isOfTheSameSize(CoarsePicture other) {
    return width() == other.width() && height() == other.height();
  }

  /** Returns the cell beside a cell; at the picture's border, the cell itself. */
  int beside(int cell, Step step) {
    int column = cell % width() + step.columns;
    int row = cell / width() + step.rows;
    boolean isInside = column >= 0 && column < width() && row >= 0 && row < height();
    return isInside ? row * width() + column : cell;
  }

  /** Returns the cells of a mask beside which there is one that is not of it. */
  BitSet edge(BitSet mask) {
    BitSet edge = new BitSet();
    mask.stream()
        .forEach(
            cell -> {
              for (Step step : Step.values()) {
                if (!mask.get(beside(cell, step))) {
                  edge.set(cell);
                }
              }
            });
    return edge;
  }

  /** Returns a mask with the cells that are at most two steps from it. */
  BitSet near(BitSet mask) {
    BitSet near = mask;
    for (int i = 0; i < NEAR_CELLS; i++) {
      BitSet inner = near;
      near = (BitSet) inner.clone();
      for (Step step : Step.values()) {
        inner.stream().map(cell -> beside(cell, step)).forEach(near::set);
      }
    }
    return near;
  }

  /**
   * Returns how much, in the channel that shows it most, the picture changes over the border
   * between a cell and the one beside it; seen one cell further on both sides.
   */
  float contrast(int cell, Step step) {
    int inside = beside(cell, step.back());
    int outside = beside(beside(cell, step), step);
    float contrast = 0;
    for (int k = 0; k < 3; k++) {
      contrast = Math.max(contrast, Math.abs(rgb[3 * inside + k] - rgb[3 * outside + k]));
    }
    return contrast;
  }

  /**
   * Returns which cells look otherwise than in an earlier picture of the same size, by more than
   * noise and more than the light of the whole picture.
   */
  BitSet changedSince(CoarsePicture earlier) {
    int cells = width() * height();
    float[] difference = new float[cells];
    float[] channel = new float[cells];
    for (int k = 0; k < 3; k++) {
      for (int i = 0; i < cells; i++) {
        channel[i] = rgb[3 * i + k] - earlier.rgb[3 * i + k];
      }
      float light = median(channel);
      for (int i = 0; i < cells; i++) {
        difference[i] = Math.max(difference[i], Math.abs(channel[i] - light));
      }
    }
    double noise = SIGMA_OF_MEDIAN * median(difference);
    double above = Math.max(LEAST_CHANGE, SIGMAS_OF_CHANGE * noise);
    BitSet changed = new BitSet(cells);
    for (int i = 0; i < cells; i++) {
      changed.set(i, difference[i] > above);
    }
    return changed;
  }

  private static float median(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

package dev.cobot.sim2real.shapes;

/**
 * A row of {@code {split}_labels.npy}.
 *
 * @param hue 0 to 180, in units of two degrees
 * @param lightness 0 to 255
 * @param saturation 0 to 255
 * @param unpaired a number in [0, 1) that no other domain tells
 */
public record ShapeLabel(
    ShapeAttributes attributes, float hue, float lightness, float saturation, float unpaired) {
  /** Columns of a row: class, x, y, size, rotation, R, G, B, H, L, S, unpaired. */
  public static final int COLUMNS = 12;

  public ShapeLabel {
    ShapeAttributes.require("hue", hue, 0, 180);
    ShapeAttributes.require("lightness", lightness, 0, 255);
    ShapeAttributes.require("saturation", saturation, 0, 255);
    ShapeAttributes.require("unpaired", unpaired, 0, 1);
  }

  /** Returns the row. */
  public float[] row() {
    ShapeAttributes a = attributes;
    return new float[] {
      a.shape().ordinal(),
      a.xPixels(),
      a.yPixels(),
      a.sizePixels(),
      a.rotationRad(),
      a.red(),
      a.green(),
      a.blue(),
      hue,
      lightness,
      saturation,
      unpaired
    };
  }

  /**
   * Takes a row.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  static ShapeLabel of(float[] row) {
    float number = row[0];
    if (!(number == 0 || number == 1 || number == 2)) {
      throw new IllegalArgumentException("class must be 0, 1 or 2, got " + number);
    }
    return new ShapeLabel(
        new ShapeAttributes(
            ShapeClass.of((int) number), row[1], row[2], row[3], row[4], row[5], row[6], row[7]),
        row[8],
        row[9],
        row[10],
        row[11]);
  }
}

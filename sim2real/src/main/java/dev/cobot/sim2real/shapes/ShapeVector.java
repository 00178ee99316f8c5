package dev.cobot.sim2real.shapes;

/**
 * Attributes as 11 numbers: one-hot class (3), x, y, size, cos and sin of the rotation, red, green,
 * blue. There are three conventions in use, which differ in x, y and size; an error between two
 * vectors means something in one of them only. The data sets of this project use {@link #SHIMMER}.
 */
public enum ShapeVector {
  /**
   * 2(x - 7)/18 - 1, the same for y, 2(size - 7)/7 - 1: what the lab's current library trains on.
   */
  SHIMMER(7, 18, 7, 7),
  /** 2x/32 - 1, the same for y, 2 size/32 - 1: the code of the first paper. */
  PAPER(0, 32, 0, 32),
  /** As {@link #SHIMMER}, but 2(size - 7)/14 - 1: the code of the reinforcement learning paper. */
  CONTROL(7, 18, 7, 14);

  /** Numbers of a vector. */
  public static final int LENGTH = 11;

  private static final int CLASSES = 3;

  private final float positionOffset;
  private final float positionRange;
  private final float sizeOffset;
  private final float sizeRange;

  ShapeVector(float positionOffset, float positionRange, float sizeOffset, float sizeRange) {
    this.positionOffset = positionOffset;
    this.positionRange = positionRange;
    this.sizeOffset = sizeOffset;
    this.sizeRange = sizeRange;
  }

  /** Returns the vector of a shape; positions, sizes and colours are about in [-1, 1]. */
  public float[] encode(ShapeAttributes a) {
    float[] out = new float[LENGTH];
    out[a.shape().ordinal()] = 1;
    out[3] = unit(a.xPixels(), positionOffset, positionRange);
    out[4] = unit(a.yPixels(), positionOffset, positionRange);
    out[5] = unit(a.sizePixels(), sizeOffset, sizeRange);
    out[6] = (float) StrictMath.cos(a.rotationRad());
    out[7] = (float) StrictMath.sin(a.rotationRad());
    out[8] = unit(a.red(), 0, 255);
    out[9] = unit(a.green(), 0, 255);
    out[10] = unit(a.blue(), 0, 255);
    return out;
  }

  /**
   * Returns the shape that a vector describes: the greatest class, the angle of (cos, sin) in [0, 2
   * pi), all else clipped to what a picture can show. What a network decoded is such a vector.
   *
   * @throws IllegalArgumentException if it has not {@value #LENGTH} finite numbers
   */
  public ShapeAttributes decode(float[] vector) {
    if (vector.length != LENGTH) {
      throw new IllegalArgumentException(
          "an attribute vector has " + LENGTH + " numbers, got " + vector.length);
    }
    int greatest = 0;
    for (int i = 0; i < LENGTH; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new IllegalArgumentException("number " + i + " of the vector is " + vector[i]);
      }
      greatest = i < CLASSES && vector[i] > vector[greatest] ? i : greatest;
    }
    double angle = StrictMath.atan2(vector[7], vector[6]);
    int side = ShapeAttributes.IMAGE_PIXELS;
    return new ShapeAttributes(
        ShapeClass.of(greatest),
        value(vector[3], positionOffset, positionRange, side),
        value(vector[4], positionOffset, positionRange, side),
        value(vector[5], sizeOffset, sizeRange, side),
        (float) (angle < 0 ? angle + 2 * Math.PI : angle),
        value(vector[8], 0, 255, 255),
        value(vector[9], 0, 255, 255),
        value(vector[10], 0, 255, 255));
  }

  private static float unit(float value, float offset, float range) {
    return 2 * (value - offset) / range - 1;
  }

  private static float value(float unit, float offset, float range, float max) {
    return Math.max(0, Math.min(max, (unit + 1) / 2 * range + offset));
  }
}

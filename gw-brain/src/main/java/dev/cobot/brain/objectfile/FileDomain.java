package dev.cobot.brain.objectfile;

/**
 * What may enter an object's file, in the order of the selection's weights.
 *
 * <p>A camera tells x, y, z (metres), yaw (radians, modulo the kind's symmetry), then ln of the
 * position's sigma over 5 mm, 1 where yaw means something else 0, sigma of yaw over 0.2, red,
 * green, blue, sigma of colour over 0.1, and a score for each of {@link ObjectFileNet#KINDS}. Touch
 * tells the hand's x, y, z, yaw, then contact (0 or 1), opening over 80 mm, effort (0 to 1),
 * whether it was told to close. Words tell one of left, middle, right and one of front, middle,
 * back, each as three values; zeros where unsaid.
 */
public enum FileDomain {
  CAMERA_A(15, true),
  CAMERA_B(15, true),
  TOUCH(8, true),
  WORDS(6, false);

  /** Values of a pose: x, y, z, yaw. */
  static final int POSE = 4;

  private final int width;
  private final boolean posed;

  FileDomain(int width, boolean posed) {
    this.width = width;
    this.posed = posed;
  }

  /** Returns how many values the domain tells. */
  public int width() {
    return width;
  }

  /** Whether the first four values are a pose, by which its encoding is turned. */
  boolean isPosed() {
    return posed;
  }
}

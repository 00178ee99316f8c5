package dev.cobot.sim2real.scene;

import java.util.Locale;

/** The kinds of objects that the scene files may name, in the order of the one-hot encoding. */
public enum ObjectKind {
  CUBE(4),
  BOWL(0),
  BOTTLE(0),
  CUP(0),
  PEDESTAL(0),
  CLOTH(2),
  CONE(0),
  CYLINDER(0),
  TABLE(1);

  private final int yawSymmetryOrder;

  ObjectKind(int yawSymmetryOrder) {
    this.yawSymmetryOrder = yawSymmetryOrder;
  }

  /**
   * Returns n when a turn by 2 pi / n about the vertical maps the object onto itself; 0 for a body
   * of revolution, whose yaw carries no information.
   */
  public int yawSymmetryOrder() {
    return yawSymmetryOrder;
  }

  /** Returns the name as scene files write it, for example {@code cube}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the kind of a scene-file word; an unknown word is an error that lists the allowed ones.
   */
  public static ObjectKind of(String word) {
    for (ObjectKind kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    StringBuilder allowed = new StringBuilder();
    for (ObjectKind kind : values()) {
      allowed.append(allowed.isEmpty() ? "" : ", ").append(kind.word());
    }
    throw new IllegalArgumentException("unknown object kind '" + word + "'; allowed: " + allowed);
  }
}

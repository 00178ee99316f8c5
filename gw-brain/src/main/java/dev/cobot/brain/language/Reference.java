package dev.cobot.brain.language;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;

/**
 * What a phrase such as "the red cube" says about an object.
 *
 * @param kind the kind it names, or null when it names none ("the red one")
 * @param color the colour it names, or null when it names none ("the cube")
 */
public record Reference(ObjectKind kind, ColorName color) {
  public static final Reference NONE = new Reference(null, null);

  public boolean isNone() {
    return kind == null && color == null;
  }

  /** Whether an object of this kind and colour is one that the phrase may mean. */
  public boolean matches(ObjectKind objectKind, ColorRgb objectColor) {
    return !isNone()
        && (kind == null || kind == objectKind)
        && (color == null || color == ColorName.nearest(objectColor));
  }

  /** Returns the phrase in plain words, for example {@code red cube}. */
  public String words() {
    if (isNone()) {
      return "nothing";
    }
    String noun = kind == null ? "object" : kind.word();
    return color == null ? noun : color.word() + " " + noun;
  }
}

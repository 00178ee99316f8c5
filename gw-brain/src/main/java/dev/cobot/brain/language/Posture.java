package dev.cobot.brain.language;

import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.Locale;

/** How an object is said to rest: "the lying bottle". */
public enum Posture {
  LYING,
  STANDING;

  /** Whether an object rests so. */
  public boolean isOf(ObjectAttributes object) {
    return object.isLying() == (this == LYING);
  }

  /** Returns the word for it, for example {@code lying}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

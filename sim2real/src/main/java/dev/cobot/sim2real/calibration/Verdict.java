package dev.cobot.sim2real.calibration;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a calibration is worth. */
public enum Verdict {
  /** Good for use. */
  OK("ok"),
  /** Usable within its sigma; the detail says what would make it better. */
  WEAK("weak"),
  /** Not to be used, kept as a record alone; the detail says why and what to do. */
  REFUSED("refused");

  private final String id;

  Verdict(String id) {
    this.id = id;
  }

  /** Returns the name in documents, tables and on the command line. */
  @JsonValue
  public String id() {
    return id;
  }

  /**
   * Returns the verdict of a name.
   *
   * @throws IllegalArgumentException for another name
   */
  public static Verdict of(String id) {
    for (Verdict value : values()) {
      if (value.id.equals(id)) {
        return value;
      }
    }
    throw new IllegalArgumentException("there is no verdict '" + id + "'");
  }
}

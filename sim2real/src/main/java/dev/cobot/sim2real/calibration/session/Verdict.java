package dev.cobot.sim2real.calibration.session;

/** What a calibration says of itself. */
public enum Verdict {
  /** As good as it should be. */
  OK("ok"),
  /** Usable, with a reason to repeat it. */
  WEAK("weak"),
  /** Not usable; kept as a record alone. */
  REFUSED("refused");

  private final String id;

  Verdict(String id) {
    this.id = id;
  }

  /** Returns the name in documents, tables and on the command line. */
  public String id() {
    return id;
  }

  static Verdict of(String id) {
    for (Verdict value : values()) {
      if (value.id.equals(id)) {
        return value;
      }
    }
    throw new IllegalArgumentException("there is no verdict '" + id + "'");
  }
}

package dev.cobot.sim2real.calibration.session;

/** What a run calibrates. */
public enum CalibrationKind {
  INTRINSICS("intrinsics"),
  TABLE("table"),
  HANDEYE("handeye"),
  ATTRIBUTES("attributes");

  private final String id;

  CalibrationKind(String id) {
    this.id = id;
  }

  /** Returns the name in documents, tables and on the command line. */
  public String id() {
    return id;
  }

  static CalibrationKind of(String id) {
    for (CalibrationKind value : values()) {
      if (value.id.equals(id)) {
        return value;
      }
    }
    throw new IllegalArgumentException("there is no kind of calibration '" + id + "'");
  }
}

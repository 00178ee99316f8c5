package dev.cobot.sim2real.calibration.session;

/** The unit of the errors of the pictures of a run. */
public enum ErrorUnit {
  PIXELS("pixels"),
  METERS("meters");

  private final String id;

  ErrorUnit(String id) {
    this.id = id;
  }

  /** Returns the name in documents, tables and on the command line. */
  public String id() {
    return id;
  }

  static ErrorUnit of(String id) {
    for (ErrorUnit value : values()) {
      if (value.id.equals(id)) {
        return value;
      }
    }
    throw new IllegalArgumentException("there is no unit of errors '" + id + "'");
  }
}

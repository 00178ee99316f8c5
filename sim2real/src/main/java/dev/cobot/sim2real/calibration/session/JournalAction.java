package dev.cobot.sim2real.calibration.session;

/** How a run became the accepted one. */
public enum JournalAction {
  ACCEPT("accept"),
  ROLL_BACK("rollback");

  private final String id;

  JournalAction(String id) {
    this.id = id;
  }

  /** Returns the name in documents, tables and on the command line. */
  public String id() {
    return id;
  }

  static JournalAction of(String id) {
    for (JournalAction value : values()) {
      if (value.id.equals(id)) {
        return value;
      }
    }
    throw new IllegalArgumentException("there is no action '" + id + "'");
  }
}

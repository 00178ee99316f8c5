package dev.cobot.node.fleet;

import java.util.Locale;

/** Whether what is shown of a cell can be taken for what it is at now. */
public enum CellStanding {
  /** It says that it is there, and its state is fresh. */
  LIVE,
  /** It says that it is there, but its state is not fresh. */
  STALE,
  /** The broker has lost it, or it has been silent for long. */
  LOST,
  /** It has said goodbye. */
  OFFLINE,
  /** It has not said whether it is there. */
  UNKNOWN;

  /** The state comes once a second; so many may be late. */
  static final double STALE_SECONDS = 5;

  static final double LOST_SECONDS = 30;

  /** Returns the word in documents and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns how a cell stands.
   *
   * @param said {@code ONLINE}, {@code OFFLINE}, {@code CONNECTION_BROKEN}, or null
   * @param ageSeconds of its state; infinite before the first
   */
  static CellStanding of(String said, double ageSeconds) {
    if (said == null) {
      return UNKNOWN;
    }
    return switch (said) {
      case "OFFLINE" -> OFFLINE;
      case "ONLINE" ->
          ageSeconds <= STALE_SECONDS
              ? LIVE
              : ageSeconds <= LOST_SECONDS || Double.isInfinite(ageSeconds) ? STALE : LOST;
      default -> LOST;
    };
  }
}

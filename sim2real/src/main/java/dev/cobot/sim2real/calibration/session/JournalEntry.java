package dev.cobot.sim2real.calibration.session;

/**
 * A change of what is accepted for a camera.
 *
 * @param number counts all entries of the store, from 1
 * @param atMillis epoch milliseconds, UTC
 * @param fromRun the run that was accepted before, or null
 * @param toRun the run that is accepted since, or null for none
 */
public record JournalEntry(
    long number,
    long atMillis,
    CalibrationKind kind,
    String cameraId,
    JournalAction action,
    Long fromRun,
    Long toRun,
    String why) {
  static final int MAX_WHY_CHARS = 4000;

  public JournalEntry {
    StoredText.paragraph("why", why, MAX_WHY_CHARS);
  }
}

package dev.cobot.sim2real.calibration.session;

import dev.cobot.sim2real.calibration.Verdict;

/**
 * A run as the store has it.
 *
 * @param number counts all runs of the store, from 1
 * @param regression how the held-out images fared
 * @param accepted whether it was the accepted one of its kind and camera when it was read
 */
public record StoredRun(
    long number, CalibrationRun run, RegressionCheck regression, boolean accepted) {
  /** Returns whether the run may ever be accepted. */
  public boolean acceptable() {
    return run.finding().verdict() != Verdict.REFUSED
        && regression.outcome() != RegressionCheck.Outcome.WORSE;
  }
}

package dev.cobot.sim2real.calibration.session;

import dev.cobot.sim2real.calibration.Verdict;

/** One line of the list of runs; see {@link CalibrationRun} and {@link StoredRun}. */
public record RunSummary(
    long number,
    String sessionId,
    CalibrationKind kind,
    String cameraId,
    long createdAtMillis,
    int images,
    Verdict verdict,
    RegressionCheck.Outcome regression,
    boolean accepted) {}

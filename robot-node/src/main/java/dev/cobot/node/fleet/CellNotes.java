package dev.cobot.node.fleet;

import java.time.Instant;

/** What one cell has told so far; guarded by {@link FleetMemory}. */
final class CellNotes {
  private static final double CLOCK_SECONDS = 10;
  private static final double SECONDS_A_DAY = 86_400;
  private static final int HASH_CHARACTERS = 8;

  private String connection;
  private String mode;
  private String command;
  private String phase;
  private String gateStop;
  private String bridgeProblem;
  private CellRow.Last last;
  private CellRow.Last lastOfState;
  private String software;
  private String policy;
  private Double gapMeters;
  private Double gapChangeMeters;
  private Instant gapTime;
  private String saidWhen = "";
  private boolean hasState;
  private long saidMonotonic;
  private Double clockSeconds;

  void connection(CellPayload said) {
    connection = said.word("connection", "ONLINE", "OFFLINE", "CONNECTION_BROKEN");
  }

  void factsheet(CellPayload said) {
    software = said.in("software").text("cobot");
    String hash = said.in("models").text("policy");
    policy = hash == null ? null : hash.substring(0, Math.min(HASH_CHARACTERS, hash.length()));
  }

  /**
   * @param isRetained whether it was said before this view came: then its own time counts, by the
   *     cell's clock
   */
  void state(CellPayload said, boolean isRetained, long monotonicNanos, long epochMillis) {
    Instant time = said.time("time");
    // A broker that is bridged tells what it has kept again; that is no sign of life.
    String when = said.text("bootId") + " " + time;
    if (!isRetained && !when.equals(saidWhen)) {
      saidMonotonic = monotonicNanos;
      hasState = true;
      clockSeconds = time == null ? null : (Double) seconds(time.toEpochMilli() - epochMillis);
    } else if (isRetained && time != null) {
      long ageMillis = Math.max(0, epochMillis - time.toEpochMilli());
      saidMonotonic = monotonicNanos - Math.min(ageMillis, 10_000_000_000L) * 1_000_000;
      hasState = true;
    }
    saidWhen = when;
    mode = said.word("mode", "idle", "looking", "acting", "stopped");
    command = said.in("command").text("text");
    phase = said.in("command").text("phase");
    gateStop = said.in("safety").text("gateStop");
    bridgeProblem = said.in("mqtt").text("problem");
    CellRow.Last told = last(said.in("lastResult"));
    // What the bridge itself refused since is on the result topic alone.
    if (told != null && !told.equals(lastOfState)) {
      last = told;
      lastOfState = told;
    }
    CellPayload gap = said.in("calibrationGap");
    gapMeters = gap.length("medianMeters");
    Double earlier = gap.length("earlierMedianMeters");
    gapChangeMeters = gapMeters == null || earlier == null ? null : (Double) (gapMeters - earlier);
    gapTime = gap.time("time");
  }

  /** Returns how a command ended, if a result tells that. */
  CellRow.Last result(CellPayload said) {
    CellRow.Last told = last(said);
    if (told != null) {
      last = told;
    }
    return told;
  }

  private static CellRow.Last last(CellPayload said) {
    String outcome = said.word("outcome", "done", "failed", "refused");
    return outcome == null
        ? null
        : new CellRow.Last(
            said.text("commandId"),
            said.text("text"),
            outcome,
            said.text("reason"),
            said.text("detail"));
  }

  CellRow row(String site, String cell, long monotonicNanos, long epochMillis) {
    double age =
        hasState ? Math.max(0, (monotonicNanos - saidMonotonic) * 1e-9) : Double.POSITIVE_INFINITY;
    return new CellRow(
        site,
        cell,
        CellStanding.of(connection, age),
        age,
        mode,
        command,
        phase,
        gateStop,
        last,
        software,
        policy,
        gapMeters == null
            ? null
            : new CellRow.Gap(
                gapMeters,
                gapChangeMeters,
                gapTime == null ? null : gapTime.toString(),
                gapTime == null
                    ? Double.NaN
                    : Math.max(0, seconds(epochMillis - gapTime.toEpochMilli())) / SECONDS_A_DAY),
        problem());
  }

  private String problem() {
    if (bridgeProblem != null || clockSeconds == null || Math.abs(clockSeconds) < CLOCK_SECONDS) {
      return bridgeProblem;
    }
    return "its clock is "
        + Math.round(Math.abs(clockSeconds))
        + " s "
        + (clockSeconds > 0 ? "ahead of" : "behind")
        + " this one";
  }

  private static double seconds(long millis) {
    return millis * 1e-3;
  }
}

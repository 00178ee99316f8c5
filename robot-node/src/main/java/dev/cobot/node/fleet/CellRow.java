package dev.cobot.node.fleet;

/**
 * What is known of one cell; texts are one line without control characters, null where nothing was
 * said.
 *
 * @param ageSeconds since its state was said; infinite before the first
 * @param mode {@code idle}, {@code looking}, {@code acting}, {@code stopped}
 * @param phase what the command is at
 * @param gateStop why the safety gate is stopped
 * @param last how the last command ended
 * @param software version of Cobot
 * @param policy the beginning of the hash of the policy's cards
 * @param gap how far off the cell was last found to see
 * @param problem what its bridge complains of, or its clock
 */
public record CellRow(
    String site,
    String cell,
    CellStanding standing,
    double ageSeconds,
    String mode,
    String command,
    String phase,
    String gateStop,
    Last last,
    String software,
    String policy,
    Gap gap,
    String problem) {
  /**
   * How a command ended.
   *
   * @param outcome {@code done}, {@code failed} or {@code refused}
   * @param reason in one word, or null
   * @param detail one sentence
   */
  public record Last(String commandId, String text, String outcome, String reason, String detail) {}

  /**
   * As {@link dev.cobot.node.mqtt.CalibrationGap}.
   *
   * @param changeMeters against the session before, or null
   * @param time when it was measured, ISO 8601
   */
  public record Gap(double medianMeters, Double changeMeters, String time, double ageDays) {}

  /** Returns the same without what changes by itself. */
  CellRow still() {
    return new CellRow(
        site,
        cell,
        standing,
        0,
        mode,
        command,
        phase,
        gateStop,
        last,
        software,
        policy,
        gap == null ? null : new Gap(gap.medianMeters(), gap.changeMeters(), gap.time(), 0),
        problem);
  }

  /** Returns its name in the fleet. */
  String name() {
    return site + "/" + cell;
  }
}

package dev.cobot.action.session;

import dev.cobot.sim2real.robot.JointTrajectory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds where the arm goes against what was released to it. Each release begins where the arm is
 * measured, so an arm that obeys late is told to begin again and again, lags and overshoots: that
 * shows long before its delay could be measured. Only the time until the next release counts of
 * each, so a policy that changes its mind is no fault of the arm's.
 */
final class FollowWatch {
  /** Over so many releases in a row, a fifth of a second, the ways are added up. */
  private static final int STEPS = 5;

  /** Two seconds of ticks with motion. */
  private static final int SAMPLES = 50;

  /** Motions that are older say nothing of now. */
  private static final long WINDOW_NANOS = 5_000_000_000L;

  /** What is not replaced for longer than this has stopped, or something is missing. */
  private static final long REPLACED_NANOS = 100_000_000L;

  /** Less than this, in all joints together, is no motion to judge by. */
  private static final double MOVES_RAD = 0.01;

  /** As far beside what was released, of its length, the arm may go; 0 where it obeys at once. */
  private static final double BESIDE_SHARE = 0.7;

  private record Sent(JointTrajectory trajectory, long fromNanos) {}

  /** What the joints should have done until the next release, and did, rad. */
  private record Step(double[] wantedRad, double[] doneRad) {}

  /**
   * How some releases in a row were followed.
   *
   * @param beside squared distance of what was done from what was wanted, rad2
   * @param wanted the square of the length of what was wanted, rad2
   */
  private record Sample(double beside, double wanted, long stampNanos) {}

  private final Deque<Step> steps = new ArrayDeque<>();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Sent last;

  /**
   * Takes note of a motion that was released; its time zero is {@code fromNanos}, and its first
   * point is where the arm was measured then.
   */
  void tell(JointTrajectory released, long fromNanos) {
    long since = last == null ? -1 : fromNanos - last.fromNanos();
    if (since > 0 && since <= REPLACED_NANOS) {
      steps.addLast(step(last.trajectory(), since * 1e-9, released.positionsRad()[0]));
      if (steps.size() > STEPS) {
        steps.removeFirst();
      }
      if (steps.size() == STEPS) {
        add(fromNanos);
      }
    } else {
      steps.clear();
    }
    last = new Sent(released, fromNanos);
  }

  /** Returns what is wrong, if the arm does not follow. */
  Optional<String> fault(long nowNanos) {
    while (samples.size() > SAMPLES
        || (!samples.isEmpty() && nowNanos - samples.peekFirst().stampNanos() > WINDOW_NANOS)) {
      samples.removeFirst();
    }
    if (samples.size() < SAMPLES) {
      return Optional.empty();
    }
    double beside = samples.stream().mapToDouble(Sample::beside).sum();
    double share = Math.sqrt(beside / samples.stream().mapToDouble(Sample::wanted).sum());
    return share <= BESIDE_SHARE
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the arm follows too late or not at all: in two seconds of motion it was beside"
                    + " what was released by %.0f %% of the way; shorten the way of commands to its"
                    + " controller, or see what blocks it",
                share * 100));
  }

  private static Step step(JointTrajectory released, double seconds, double[] isRad) {
    double[] from = released.positionsRad()[0];
    double[] to = released.positionsAt(seconds);
    double[] wanted = new double[from.length];
    double[] done = new double[from.length];
    for (int j = 0; j < from.length; j++) {
      wanted[j] = to[j] - from[j];
      done[j] = isRad[j] - from[j];
    }
    return new Step(wanted, done);
  }

  private void add(long nowNanos) {
    double beside = 0;
    double wanted = 0;
    for (int j = 0; j < steps.peekFirst().wantedRad().length; j++) {
      double wantedRad = 0;
      double doneRad = 0;
      for (Step step : steps) {
        wantedRad += step.wantedRad()[j];
        doneRad += step.doneRad()[j];
      }
      beside += (doneRad - wantedRad) * (doneRad - wantedRad);
      wanted += wantedRad * wantedRad;
    }
    if (wanted > MOVES_RAD * MOVES_RAD) {
      samples.addLast(new Sample(beside, wanted, nowNanos));
    }
  }
}

package dev.cobot.action.session;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds where the arm is against where it was released to a little before. Each release begins
 * where the arm is measured, so an arm that obeys late is told to begin again and again and hardly
 * gets on: that shows long before its delay could be measured.
 */
final class FollowWatch {
  /** After that time an arm is held against a release. */
  private static final long HORIZON_NANOS = 200_000_000L;

  /** Two seconds of ticks with motion. */
  private static final int SAMPLES = 50;

  /** Motions that are older say nothing of now. */
  private static final long WINDOW_NANOS = 5_000_000_000L;

  /** Less than this, in all joints together, is no motion to judge by. */
  private static final double MOVES_RAD = 0.01;

  private static final double FOLLOWS_SHARE = 0.35;

  private record Sent(JointTrajectory trajectory, long fromNanos) {}

  /**
   * How one release was followed.
   *
   * @param done what was done along the way that was wanted, times its length, rad2
   * @param wanted the square of the length of that way, rad2
   */
  private record Sample(double done, double wanted, long stampNanos) {}

  private final Deque<Sent> sent = new ArrayDeque<>();
  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Takes note of a motion that was released; its time zero is {@code fromNanos}. */
  void tell(JointTrajectory released, long fromNanos) {
    sent.addLast(new Sent(released, fromNanos));
  }

  /** Takes a measurement in; returns what is wrong, if the arm does not follow. */
  Optional<String> feel(ArmState arm) {
    long nowNanos = arm.stampNanos();
    while (!sent.isEmpty() && nowNanos - sent.peekFirst().fromNanos() >= HORIZON_NANOS) {
      add(sent.removeFirst(), arm);
    }
    while (samples.size() > SAMPLES
        || (!samples.isEmpty() && nowNanos - samples.peekFirst().stampNanos() > WINDOW_NANOS)) {
      samples.removeFirst();
    }
    if (samples.size() < SAMPLES) {
      return Optional.empty();
    }
    double done = samples.stream().mapToDouble(Sample::done).sum();
    double share = done / samples.stream().mapToDouble(Sample::wanted).sum();
    return share >= FOLLOWS_SHARE
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the arm follows too late or not at all: %.1f s after a release it has done %.0f %%"
                    + " of it, for two seconds of motion; shorten the way of commands to its"
                    + " controller, or see what blocks it",
                HORIZON_NANOS * 1e-9,
                Math.max(0, share) * 100));
  }

  private void add(Sent release, ArmState arm) {
    double[] from = release.trajectory().positionsRad()[0];
    double[] to = release.trajectory().positionsAt((arm.stampNanos() - release.fromNanos()) * 1e-9);
    double done = 0;
    double wanted = 0;
    for (int j = 0; j < from.length; j++) {
      done += (arm.positionsRad()[j] - from[j]) * (to[j] - from[j]);
      wanted += (to[j] - from[j]) * (to[j] - from[j]);
    }
    if (wanted > MOVES_RAD * MOVES_RAD) {
      samples.addLast(new Sample(done, wanted, arm.stampNanos()));
    }
  }
}

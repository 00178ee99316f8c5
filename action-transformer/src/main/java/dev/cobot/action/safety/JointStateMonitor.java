package dev.cobot.action.safety;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds each joint state against the one before: no joint moves faster than its velocity limit. A
 * state that the arm cannot have come to is not used; when such states go on, or come again and
 * again between good ones (a second publisher), somebody is told what jumps.
 */
final class JointStateMonitor {
  /** Noise of a measured position. */
  private static final double NOISE_RAD = 0.02;

  /** By how much a stamp may be off. */
  private static final double STAMP_JITTER_SECONDS = 0.01;

  /** Breaks within this time, clock in use, are counted together. */
  private static final long WINDOW_NANOS = 2_000_000_000L;

  private static final int BREAKS_ALLOWED = 3;

  private final List<String> names;
  private final double[] maxVelocity;
  private final ArrayDeque<Long> breaks = new ArrayDeque<>();
  private ArmState last;

  /** What a state is worth. */
  record Finding(boolean usable, Optional<String> jumps) {
    private static final Finding GOOD = new Finding(true, Optional.empty());
  }

  JointStateMonitor(RobotModel robot) {
    names = robot.armJointNames();
    maxVelocity = robot.armJoints().stream().mapToDouble(RobotModel.Joint::maxVelocity).toArray();
  }

  /** Begins anew: whatever comes next is the first. */
  void reset() {
    last = null;
    breaks.clear();
  }

  Finding check(ArmState state) {
    if (last == null || state.positionsRad().length != names.size()) {
      last = state; // a wrong number of joints is the gate's to refuse
      return Finding.GOOD;
    }
    double seconds = Math.max(0, (state.stampNanos() - last.stampNanos()) * 1e-9);
    int worst = -1;
    double most = 1;
    for (int j = 0; j < names.size(); j++) {
      double moved = Math.abs(state.positionsRad()[j] - last.positionsRad()[j]);
      double possible = NOISE_RAD + maxVelocity[j] * (seconds + STAMP_JITTER_SECONDS);
      double share = moved / possible;
      if (!(share <= most)) {
        most = share;
        worst = j;
      }
    }
    if (worst < 0) {
      last = state;
      return Finding.GOOD;
    }
    breaks.add(state.stampNanos());
    while (Math.abs(state.stampNanos() - breaks.peekFirst()) > WINDOW_NANOS) {
      breaks.removeFirst();
    }
    return breaks.size() <= BREAKS_ALLOWED
        ? new Finding(false, Optional.empty())
        : new Finding(
            false,
            Optional.of(
                String.format(
                    Locale.ROOT,
                    "the joint states jump: %s went from %.3f to %.3f rad in %.0f ms, its limit is"
                        + " %.2f rad/s; does more than one node publish them?",
                    names.get(worst),
                    last.positionsRad()[worst],
                    state.positionsRad()[worst],
                    seconds * 1000,
                    maxVelocity[worst])));
  }
}

package dev.cobot.node.app;

import dev.cobot.brain.belief.Track;
import dev.cobot.sim2real.robot.JointTrajectory;
import java.util.List;

/** Where the loop's results go. Called on the loop's thread; must not wait. */
interface CellOutput {
  /** The time of the clock in use. */
  long nowNanos();

  /** Moves the arm; the trajectory's time zero is {@code stampNanos}. */
  void move(JointTrajectory released, long stampNanos);

  void grip(boolean close);

  /** Tells the state as JSON. */
  void state(String json);

  /** Tells what is attended and why as JSON. */
  void explain(String json);

  void objects(List<Track> tracks, long stampNanos);

  void diagnose(LoopHealth health);

  void ended(CommandReport report);

  /**
   * How the loop is.
   *
   * @param jointAgeSeconds since the last joint state came; NaN before the first
   * @param imageAgeSeconds since the last picture was taken; NaN before the first
   * @param gateStop why the gate is stopped, or null
   * @param lateTicks ticks whose motion was too old to be offered to the gate
   */
  record LoopHealth(
      double jointAgeSeconds,
      double imageAgeSeconds,
      String gateStop,
      long gateStops,
      long gateClips,
      double tickP50Millis,
      double tickP99Millis,
      long lateTicks) {}
}

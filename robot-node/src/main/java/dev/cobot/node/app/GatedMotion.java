package dev.cobot.node.app;

import dev.cobot.action.evaluate.MotionFilter;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.GateState;
import dev.cobot.action.safety.Release;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.Turn;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.world.World;

/** The runtime's own safety gate, in rollouts and rehearsals. */
public final class GatedMotion implements MotionFilter {
  private final SafetyGate gate;

  public GatedMotion(GateLimits limits, World.RobotMount robot) {
    gate = new SafetyGate(limits, robot.model(), robot.tableFromBase());
  }

  @Override
  public Filtered filter(
      Turn.Act act, ArmState arm, long nowNanos, long observedNanos, long picturedNanos) {
    Release release =
        gate.release(
            act.trajectory(),
            act.closeGripper(),
            new GateState(
                arm.positionsRad(),
                arm.velocitiesRadPerSecond(),
                arm.stampNanos(),
                picturedNanos,
                observedNanos,
                nowNanos));
    if (release instanceof Release.Released released) {
      return new Filtered(released.trajectory(), released.clipped().size(), "");
    }
    return new Filtered(null, 0, ((Release.Stopped) release).sentence());
  }
}

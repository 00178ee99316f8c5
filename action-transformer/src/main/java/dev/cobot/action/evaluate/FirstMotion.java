package dev.cobot.action.evaluate;

import dev.cobot.action.session.CommandSession;
import dev.cobot.sim2real.robot.ArmState;

/** Is asked before the arm moves for the first time; the cell's time stands still meanwhile. */
@FunctionalInterface
public interface FirstMotion {
  /** Lets it move. */
  FirstMotion AT_ONCE = (session, arm) -> {};

  void before(CommandSession session, ArmState arm);
}

package dev.cobot.action.session;

import dev.cobot.sim2real.robot.ArmState;

/**
 * What is so when the pilot has decided. Seeing and deciding take a while: the motion starts from
 * where the arm is then, and the gate judges by the time that it is then.
 */
public interface Present {
  /** Returns the newest joint state. */
  ArmState arm();

  /** Returns the time of the clock in use. */
  long nowNanos();

  /** Returns a present that is still the observation's: nothing has passed meanwhile. */
  static Present of(ArmState arm) {
    return new Present() {
      @Override
      public ArmState arm() {
        return arm;
      }

      @Override
      public long nowNanos() {
        return arm.stampNanos();
      }
    };
  }
}

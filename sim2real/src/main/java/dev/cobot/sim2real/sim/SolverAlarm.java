package dev.cobot.sim2real.sim;

import org.ode4j.ode.internal.ErrorHdl;

/**
 * Notices that the engine's solver gave up. ODE tells it through one message handler of the process
 * and leaves the bodies without contact forces; the steps of other threads are told apart by
 * thread.
 */
final class SolverAlarm {
  private static final ThreadLocal<Boolean> RAISED = ThreadLocal.withInitial(() -> false);

  static {
    ErrorHdl.dSetMessageHandler((number, message, arguments) -> RAISED.set(true));
  }

  private SolverAlarm() {}

  static void clear() {
    RAISED.set(false);
  }

  /** Returns whether the solver gave up, in this thread, since the last {@link #clear}. */
  static boolean raised() {
    return RAISED.get();
  }
}

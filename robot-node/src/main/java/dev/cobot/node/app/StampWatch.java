package dev.cobot.node.app;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Holds the stamps of what comes against the clock in use, and finds out whose clock differs. */
final class StampWatch {
  private static final long ALLOWED_NANOS = 500_000_000L;

  /** For so long, on the wall clock, the last stamp of another input tells of its clock. */
  private static final long TELLS_NANOS = 2_000_000_000L;

  private record Ahead(long nanos, long monotonicNanos) {
    boolean isAllowed() {
      return Math.abs(nanos) <= ALLOWED_NANOS;
    }
  }

  private final LongSupplier monotonic;
  private final Map<CellInput, Ahead> newest = new EnumMap<>(CellInput.class);

  /**
   * @param monotonic {@link System#nanoTime}, or the test's clock
   */
  StampWatch(LongSupplier monotonic) {
    this.monotonic = monotonic;
  }

  /**
   * Checks a stamp as it comes.
   *
   * @param nowNanos the clock in use; 0 while a simulation's clock has not come yet, then nothing
   *     is checked
   * @throws IllegalArgumentException when the stamp is too far from the clock
   */
  synchronized void check(CellInput input, long stampNanos, long nowNanos) {
    if (nowNanos == 0) {
      return;
    }
    Ahead ahead = new Ahead(stampNanos - nowNanos, monotonic.getAsLong());
    newest.put(input, ahead);
    if (!ahead.isAllowed()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the %s are stamped %.3f s when the runtime's clock says %.3f s, %.1f s %s, allowed"
                  + " are %.1f s: %s",
              input.noun(),
              stampNanos * 1e-9,
              nowNanos * 1e-9,
              Math.abs(ahead.nanos()) * 1e-9,
              ahead.nanos() > 0 ? "ahead" : "behind",
              ALLOWED_NANOS * 1e-9,
              whose(input, ahead)));
    }
  }

  private String whose(CellInput input, Ahead ahead) {
    CellInput other = input == CellInput.JOINTS ? CellInput.PICTURES : CellInput.JOINTS;
    Ahead others = newest.get(other);
    if (others == null || ahead.monotonicNanos() - others.monotonicNanos() > TELLS_NANOS) {
      return "do both sides use the same clock (/use_sim_time)?";
    }
    if (others.isAllowed()) {
      return "the "
          + other.noun()
          + " agree with the runtime, so it is the clock of the "
          + input.noun()
          + " that differs"
          + (ahead.nanos() < 0 ? ", or they are that long on their way" : "");
    }
    return Math.abs(others.nanos() - ahead.nanos()) <= ALLOWED_NANOS
        ? "so are the "
            + other.noun()
            + ", so it is the runtime's clock that differs; is /use_sim_time the same for all?"
        : "the " + other.noun() + " have a third clock; is /use_sim_time the same for all?";
  }
}

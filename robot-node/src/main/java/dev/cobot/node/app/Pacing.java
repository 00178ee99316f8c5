package dev.cobot.node.app;

import dev.cobot.brain.hearing.PaceWish;
import java.util.Locale;

/**
 * How fast the arm carries commands out, and whether it waits in the middle of one. A speed that
 * was asked for stays for the commands that follow; a wait ends with the command.
 */
final class Pacing {
  private static final double USUAL = 1;
  private static final double SLOWEST = 0.25;
  private static final double STEP = 2;

  /** So long it waits; the person has gone, and what is in the hand should not stay there. */
  private static final long PATIENCE_NANOS = 300_000_000_000L;

  private double speed = USUAL;
  private boolean waits;
  private long waitsFromNanos;

  /** Returns the share of the usual speed at which a command is carried out now; 0 in a wait. */
  double share() {
    return waits ? 0 : speed;
  }

  boolean waits() {
    return waits;
  }

  /** Whether nobody has said for long that it shall go on. */
  boolean isForgotten(long nowNanos) {
    return waits && nowNanos - waitsFromNanos > PATIENCE_NANOS;
  }

  /** A command ends; nothing waits any more. */
  void ends() {
    waits = false;
  }

  /**
   * Takes a wish in and returns what is said to it.
   *
   * @param runs whether a command is carried out, which it is about
   */
  String heed(PaceWish wish, boolean runs, long nowNanos) {
    if (wish instanceof PaceWish.Wait) {
      waitsFromNanos = waits ? waitsFromNanos : nowNanos;
      waits = runs;
      return runs ? "I wait; say \"go on\" or \"stop\"" : "I am doing nothing";
    }
    if (wish instanceof PaceWish.GoOn) {
      boolean did = waits;
      waits = false;
      return did ? "I go on" + atSpeed() : "I am at it" + atSpeed();
    }
    if (wish instanceof PaceWish.Share share) {
      return turnTo(Math.max(SLOWEST, Math.min(USUAL, share.share())), "");
    }
    return wish instanceof PaceWish.Slower
        ? turnTo(Math.max(SLOWEST, speed / STEP), "slower I cannot be: ")
        : turnTo(Math.min(USUAL, speed * STEP), "faster I may not be: ");
  }

  private String turnTo(double next, String atTheEnd) {
    String lead = next == speed ? atTheEnd : "";
    speed = next;
    return lead
        + (speed == USUAL ? "I move at my usual speed" : "I move" + atSpeed() + " from now on")
        + (waits ? ", once you say \"go on\"" : "");
  }

  private String atSpeed() {
    return speed == USUAL
        ? ""
        : String.format(Locale.ROOT, " at %.0f %% of my usual speed", 100 * speed);
  }
}

package dev.cobot.action.session;

import java.util.Locale;
import java.util.Optional;

/**
 * Holds what the fingers are measured to do against what they were told. Fingers that something
 * stops on their way are no fault: that is a grasp.
 */
final class GripperWatch {
  /** When the fingers must have begun to obey. */
  private static final long BEGIN_NANOS = 300_000_000L;

  /** When they must have got somewhere. */
  private static final long REACT_NANOS = 1_500_000_000L;

  private static final long STILL_NANOS = 500_000_000L;
  private static final double STILL_METERS = 0.001;
  private static final double AGAINST_METERS = 0.015;
  private static final double SHUT_SHARE = 0.2;
  private static final double OPEN_SHARE = 0.95;

  private final double largestMeters;
  private boolean isTold;
  private boolean closes;
  private long toldNanos;
  private double fromMeters = Double.NaN;
  private double stillMeters = Double.NaN;
  private long stillFromNanos;

  /**
   * @param largestMeters the opening that the fingers can have at most
   */
  GripperWatch(double largestMeters) {
    this.largestMeters = largestMeters;
  }

  /** Takes note of what the fingers are told. */
  void tell(boolean close, long nowNanos) {
    if (!isTold || close != closes) {
      isTold = true;
      closes = close;
      toldNanos = nowNanos;
      fromMeters = Double.NaN;
    }
  }

  /** Takes a measurement in; returns what is wrong with it, if something is. */
  Optional<String> feel(double openingMeters, long nowNanos) {
    if (!(Math.abs(openingMeters - stillMeters) <= STILL_METERS)) {
      stillMeters = openingMeters;
      stillFromNanos = nowNanos;
    }
    long sinceNanos = nowNanos - toldNanos;
    if (!isTold || sinceNanos < BEGIN_NANOS) {
      return Optional.empty();
    }
    fromMeters = Double.isNaN(fromMeters) ? openingMeters : fromMeters;
    double against = closes ? openingMeters - fromMeters : fromMeters - openingMeters;
    if (against > AGAINST_METERS && sinceNanos <= REACT_NANOS) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the fingers move against the command: told to %s, they went from %.1f to %.1f mm;"
                  + " is the opening measured the other way round?",
              closes ? "close" : "open",
              fromMeters * 1000,
              openingMeters * 1000));
    }
    boolean isWrong =
        closes
            ? openingMeters > OPEN_SHARE * largestMeters
            : openingMeters < SHUT_SHARE * largestMeters;
    return isWrong && sinceNanos >= REACT_NANOS && nowNanos - stillFromNanos >= STILL_NANOS
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the fingers do not follow: told to %s %.1f s ago, they are measured at %.1f of at"
                    + " most %.1f mm and stand still; is the gripper's controller running, and is"
                    + " the opening measured the right way round?",
                closes ? "close" : "open",
                sinceNanos * 1e-9,
                openingMeters * 1000,
                largestMeters * 1000))
        : Optional.empty();
  }
}

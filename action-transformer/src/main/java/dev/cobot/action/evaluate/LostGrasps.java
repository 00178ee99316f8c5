package dev.cobot.action.evaluate;

import java.util.Optional;

/**
 * What was lost from closed fingers in an episode, and what the runtime noticed.
 *
 * @param slips how often what was held left fingers that were told to close, in truth
 * @param noticed slips after which the runtime went back to try again, or gave up for them
 * @param noticeSeconds the longest from a slip to that; NaN when none was noticed
 * @param secondTries how often the runtime went back to try again, for whatever reason
 */
public record LostGrasps(int slips, int noticed, double noticeSeconds, int secondTries) {
  /** Nothing was lost, and nothing noticed. */
  public static final LostGrasps NONE = new LostGrasps(0, 0, Double.NaN, 0);

  /** Counts them, tick by tick. */
  static final class Counter {
    private Optional<String> heldBefore = Optional.empty();
    private boolean wasTrying;
    private double slippedAt = Double.NaN;
    private int slips;
    private int noticed;
    private double longest = Double.NaN;
    private int secondTries;

    /**
     * Takes a tick in.
     *
     * @param held what the gripper holds, in truth
     * @param toldToClose what the gripper was told last
     * @param isTrying whether the runtime goes back to try again
     */
    void tick(Optional<String> held, boolean toldToClose, boolean isTrying, double seconds) {
      if (heldBefore.isPresent() && held.isEmpty() && toldToClose) {
        slips++;
        slippedAt = seconds;
      }
      heldBefore = held;
      if (isTrying && !wasTrying) {
        secondTries++;
        notice(seconds);
      }
      wasTrying = isTrying;
    }

    /**
     * Returns what it comes to.
     *
     * @param isNoticed whether the runtime gave up because of a grasp that it lost
     */
    LostGrasps end(boolean isNoticed, double seconds) {
      if (isNoticed) {
        notice(seconds);
      }
      return new LostGrasps(slips, noticed, longest, secondTries);
    }

    private void notice(double seconds) {
      if (!Double.isNaN(slippedAt)) {
        noticed++;
        double took = seconds - slippedAt;
        longest = Double.isNaN(longest) ? took : Math.max(longest, took);
        slippedAt = Double.NaN;
      }
    }
  }
}

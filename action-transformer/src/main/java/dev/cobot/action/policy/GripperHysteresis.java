package dev.cobot.action.policy;

/**
 * Turns the policy's probability of "closed" into a command that does not flutter: two thresholds
 * and a debounce.
 */
public final class GripperHysteresis {
  private static final double CLOSE_ABOVE = 0.7;
  private static final double OPEN_BELOW = 0.3;
  private static final int TICKS = 2;

  private boolean closed;
  private int against;

  /** A gripper that is open. */
  public GripperHysteresis() {
    this(false);
  }

  /**
   * @param closed what it was told last
   */
  public GripperHysteresis(boolean closed) {
    this.closed = closed;
  }

  public boolean closed() {
    return closed;
  }

  public boolean update(double closeProbability) {
    boolean change = closed ? closeProbability < OPEN_BELOW : closeProbability > CLOSE_ABOVE;
    against = change ? against + 1 : 0;
    if (against >= TICKS) {
      closed = !closed;
      against = 0;
    }
    return closed;
  }
}

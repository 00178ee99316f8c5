package dev.cobot.ros.message;

/** How far a goal has come. */
@RosType("actionlib_msgs/GoalStatus")
public record GoalStatus(GoalID goalId, byte status, String text) implements RosMessage {
  public static final byte PENDING = 0;
  public static final byte ACTIVE = 1;
  public static final byte PREEMPTED = 2;
  public static final byte SUCCEEDED = 3;
  public static final byte ABORTED = 4;
  public static final byte REJECTED = 5;
  public static final byte PREEMPTING = 6;
  public static final byte RECALLING = 7;
  public static final byte RECALLED = 8;
  public static final byte LOST = 9;

  /** Whether the goal is over, whatever came of it. */
  public boolean isTerminal() {
    return switch (status) {
      case PREEMPTED, SUCCEEDED, ABORTED, REJECTED, RECALLED, LOST -> true;
      default -> false;
    };
  }
}

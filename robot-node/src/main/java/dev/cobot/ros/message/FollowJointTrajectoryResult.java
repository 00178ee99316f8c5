package dev.cobot.ros.message;

/** What came of following a trajectory. */
@RosType("control_msgs/FollowJointTrajectoryResult")
public record FollowJointTrajectoryResult(int errorCode, String errorString) implements RosMessage {
  public static final int SUCCESSFUL = 0;
  public static final int INVALID_GOAL = -1;
  public static final int INVALID_JOINTS = -2;
  public static final int OLD_HEADER_TIMESTAMP = -3;
  public static final int PATH_TOLERANCE_VIOLATED = -4;
  public static final int GOAL_TOLERANCE_VIOLATED = -5;
}

package dev.cobot.ros.message;

import java.util.List;

/** All goals that a server knows. */
@RosType("actionlib_msgs/GoalStatusArray")
public record GoalStatusArray(Header header, List<GoalStatus> statusList) implements RosMessage {
  public GoalStatusArray {
    statusList = List.copyOf(statusList);
  }
}

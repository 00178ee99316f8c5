package dev.cobot.ros.message;

import java.util.List;

/**
 * State of named joints: rad or m, rad/s or m/s, N m or N. An array is either empty or as long as
 * {@code name}.
 */
@RosType("sensor_msgs/JointState")
public record JointState(
    Header header, List<String> name, double[] position, double[] velocity, double[] effort)
    implements RosMessage {
  public JointState {
    name = List.copyOf(name);
  }
}

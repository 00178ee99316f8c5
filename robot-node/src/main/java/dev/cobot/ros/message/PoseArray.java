package dev.cobot.ros.message;

import java.util.List;

/** Poses in one frame. */
@RosType("geometry_msgs/PoseArray")
public record PoseArray(Header header, List<Pose> poses) implements RosMessage {
  public PoseArray {
    poses = List.copyOf(poses);
  }
}

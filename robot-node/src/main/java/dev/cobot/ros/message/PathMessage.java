package dev.cobot.ros.message;

import java.util.List;

/** Poses to follow in their order. */
@RosType("nav_msgs/Path")
public record PathMessage(Header header, List<PoseStamped> poses) implements RosMessage {
  public PathMessage {
    poses = List.copyOf(poses);
  }
}

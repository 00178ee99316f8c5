package dev.cobot.ros.message;

import java.util.List;

/** Transforms between frames, as published on {@code /tf} and {@code /tf_static}. */
@RosType("tf2_msgs/TFMessage")
public record TFMessage(List<TransformStamped> transforms) implements RosMessage {
  public TFMessage {
    transforms = List.copyOf(transforms);
  }
}

package dev.cobot.ros.message;

import java.util.List;

/** Shapes that a viewer shows at once. */
@RosType("visualization_msgs/MarkerArray")
public record MarkerArray(List<Marker> markers) implements RosMessage {
  public MarkerArray {
    markers = List.copyOf(markers);
  }
}

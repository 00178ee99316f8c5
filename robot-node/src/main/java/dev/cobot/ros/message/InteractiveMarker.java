package dev.cobot.ros.message;

import java.util.List;

/** A marker that a user of the viewer can grasp; {@code scale} in metres. */
@RosType("visualization_msgs/InteractiveMarker")
public record InteractiveMarker(
    Header header,
    Pose pose,
    String name,
    String description,
    float scale,
    List<MenuEntry> menuEntries,
    List<InteractiveMarkerControl> controls)
    implements RosMessage {
  public InteractiveMarker {
    menuEntries = List.copyOf(menuEntries);
    controls = List.copyOf(controls);
  }
}

package dev.cobot.ros.message;

import java.util.List;

/** One way in which an interactive marker can be moved. */
@RosType("visualization_msgs/InteractiveMarkerControl")
public record InteractiveMarkerControl(
    String name,
    QuaternionMessage orientation,
    byte orientationMode,
    byte interactionMode,
    boolean alwaysVisible,
    List<Marker> markers,
    boolean independentMarkerOrientation,
    String description)
    implements RosMessage {
  public static final byte INHERIT = 0;
  public static final byte FIXED = 1;
  public static final byte VIEW_FACING = 2;
  public static final byte NONE = 0;
  public static final byte MENU = 1;
  public static final byte BUTTON = 2;
  public static final byte MOVE_AXIS = 3;
  public static final byte MOVE_PLANE = 4;
  public static final byte ROTATE_AXIS = 5;
  public static final byte MOVE_ROTATE = 6;
  public static final byte MOVE_3D = 7;
  public static final byte ROTATE_3D = 8;
  public static final byte MOVE_ROTATE_3D = 9;

  public InteractiveMarkerControl {
    markers = List.copyOf(markers);
  }
}

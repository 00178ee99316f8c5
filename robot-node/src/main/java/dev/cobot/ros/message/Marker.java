package dev.cobot.ros.message;

import java.util.List;

/** A shape for a viewer; scale in metres, zero lifetime means for ever. */
@RosType("visualization_msgs/Marker")
public record Marker(
    Header header,
    String ns,
    int id,
    int type,
    int action,
    Pose pose,
    Vector3Message scale,
    ColorRGBA color,
    RosDuration lifetime,
    boolean frameLocked,
    List<Point> points,
    List<ColorRGBA> colors,
    String text,
    String meshResource,
    boolean meshUseEmbeddedMaterials)
    implements RosMessage {
  public static final int ARROW = 0;
  public static final int CUBE = 1;
  public static final int SPHERE = 2;
  public static final int CYLINDER = 3;
  public static final int LINE_STRIP = 4;
  public static final int LINE_LIST = 5;
  public static final int CUBE_LIST = 6;
  public static final int SPHERE_LIST = 7;
  public static final int POINTS = 8;
  public static final int TEXT_VIEW_FACING = 9;
  public static final int MESH_RESOURCE = 10;
  public static final int TRIANGLE_LIST = 11;
  public static final int ADD = 0;
  public static final int MODIFY = 0;
  public static final int DELETE = 2;
  public static final int DELETEALL = 3;

  public Marker {
    points = List.copyOf(points);
    colors = List.copyOf(colors);
  }
}

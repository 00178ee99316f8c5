package dev.cobot.ros.message;

import java.util.List;

/** A surface of triangles, vertices in metres. */
@RosType("shape_msgs/Mesh")
public record MeshMessage(List<MeshTriangle> triangles, List<Point> vertices)
    implements RosMessage {
  public MeshMessage {
    triangles = List.copyOf(triangles);
    vertices = List.copyOf(vertices);
  }
}

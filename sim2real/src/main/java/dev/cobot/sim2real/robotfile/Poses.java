package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.robot.RobotDescription;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.robot.RobotModel.LinkVisual;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the links of a description are for given joint positions, and points of their surfaces. */
final class Poses {
  private static final int MAX_POINTS = 6_000;

  private Poses() {}

  static Transform parentFromChild(Joint joint, double position) {
    Transform zero = joint.parentFromChild();
    if (position == 0 || joint.type() == JointType.FIXED || joint.type() == JointType.FREE) {
      return zero;
    }
    return zero.after(
        joint.type() == JointType.PRISMATIC
            ? new Transform(
                zero.source(), zero.source(), joint.axis().times(position), Quaternion.IDENTITY)
            : new Transform(
                zero.source(), zero.source(), Vector3.ZERO, about(joint.axis(), position)));
  }

  private static Quaternion about(Vector3 axis, double rad) {
    double s = StrictMath.sin(rad / 2);
    return new Quaternion(axis.x() * s, axis.y() * s, axis.z() * s, StrictMath.cos(rad / 2));
  }

  /**
   * Returns the pose of a link and of all below it.
   *
   * @param positions of the joints that are not at 0
   */
  static Map<String, Transform> below(
      RobotDescription robot, String top, Map<String, Double> positions) {
    Map<String, Transform> poses = new LinkedHashMap<>();
    poses.put(top, Transform.identity(top, top));
    for (String link : robot.subtree(top)) {
      for (Joint joint : robot.jointsBelow(link)) {
        poses.put(
            joint.child(),
            poses
                .get(link)
                .after(parentFromChild(joint, positions.getOrDefault(joint.name(), 0.0))));
      }
    }
    return poses;
  }

  /** Returns points of what is seen of a link, or of what it collides with; in its own frame. */
  static List<Vector3> points(Link link) {
    List<Vector3> points = new ArrayList<>();
    for (LinkVisual visual : link.visuals()) {
      for (Vector3 point : points(visual.shape())) {
        points.add(visual.linkFromShape().apply(point));
      }
    }
    if (points.isEmpty()) {
      link.collisions()
          .forEach(
              c -> points(c.shape()).forEach(point -> points.add(c.linkFromShape().apply(point))));
    }
    return points;
  }

  private static List<Vector3> points(Shape shape) {
    List<Vector3> points = new ArrayList<>();
    if (shape instanceof Shape.Mesh mesh) {
      TriangleMesh triangles = mesh.triangles();
      int step = Math.max(1, 3 * triangles.triangles() / MAX_POINTS);
      for (int t = 0; t < triangles.triangles(); t += step) {
        for (int k = 0; k < 3; k++) {
          points.add(
              new Vector3(
                  triangles.corner(t, k, 0), triangles.corner(t, k, 1), triangles.corner(t, k, 2)));
        }
      }
      return points;
    }
    Vector3 size =
        shape instanceof Shape.Box box
            ? box.sizeMeters()
            : shape instanceof Shape.Cylinder c
                ? new Vector3(2 * c.radiusMeters(), 2 * c.radiusMeters(), c.lengthMeters())
                : shape instanceof Shape.Sphere s
                    ? new Vector3(2 * s.radiusMeters(), 2 * s.radiusMeters(), 2 * s.radiusMeters())
                    : Vector3.ZERO;
    for (int i = 0; i < 8; i++) {
      points.add(
          new Vector3(
              size.x() * ((i & 1) - 0.5),
              size.y() * ((i >> 1 & 1) - 0.5),
              size.z() * ((i >> 2) - 0.5)));
    }
    return points;
  }
}

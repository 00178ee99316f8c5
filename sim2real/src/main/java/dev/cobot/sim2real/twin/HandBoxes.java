package dev.cobot.sim2real.twin;

import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The cuboids of palm and fingers, which are what the arm touches things with. */
final class HandBoxes {
  private final RobotModel robot;
  private final Kinematics kinematics;
  private final Transform tableFromBase;

  /** A cuboid. */
  record Box(Transform tableFromShape, Vector3 sizeMeters) {
    double lowestMeters() {
      return tableFromShape.translation().z() - halfHeight();
    }

    double highestMeters() {
      return tableFromShape.translation().z() + halfHeight();
    }

    private double halfHeight() {
      double[] m = tableFromShape.rotation().toMatrix();
      return (Math.abs(m[6]) * sizeMeters.x()
              + Math.abs(m[7]) * sizeMeters.y()
              + Math.abs(m[8]) * sizeMeters.z())
          / 2;
    }

    Footprint footprint() {
      List<Vector3> corners = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        corners.add(
            tableFromShape.apply(
                new Vector3(
                    ((i & 1) - 0.5) * sizeMeters.x(),
                    ((i >> 1 & 1) - 0.5) * sizeMeters.y(),
                    ((i >> 2 & 1) - 0.5) * sizeMeters.z())));
      }
      return Footprint.ofCorners(
          corners,
          List.of(
              tableFromShape.rotation().rotate(new Vector3(1, 0, 0)),
              tableFromShape.rotation().rotate(new Vector3(0, 1, 0)),
              tableFromShape.rotation().rotate(new Vector3(0, 0, 1))));
    }

    /** Returns the distance to a point of the table frame; 0 inside. */
    double distanceTo(Vector3 point) {
      Vector3 p =
          tableFromShape.rotation().inverse().rotate(point.minus(tableFromShape.translation()));
      double dx = Math.max(0, Math.abs(p.x()) - sizeMeters.x() / 2);
      double dy = Math.max(0, Math.abs(p.y()) - sizeMeters.y() / 2);
      double dz = Math.max(0, Math.abs(p.z()) - sizeMeters.z() / 2);
      return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
  }

  HandBoxes(World.RobotMount mount) {
    robot = mount.model();
    kinematics = new Kinematics(robot);
    tableFromBase = mount.tableFromBase();
  }

  Transform tableFromTool(double[] positionsRad) {
    return tableFromBase.after(kinematics.baseFromTool(positionsRad));
  }

  List<Box> at(double[] positionsRad, double openingMeters) {
    Map<String, Transform> links =
        kinematics.baseFromLinks(positionsRad, openingMeters / 2, openingMeters / 2);
    List<Box> boxes = new ArrayList<>();
    for (String name :
        List.of(robot.palmLink(), robot.leftFinger().child(), robot.rightFinger().child())) {
      for (RobotModel.LinkCollision collision : robot.link(name).collisions()) {
        if (collision.shape() instanceof Shape.Box box) {
          boxes.add(
              new Box(
                  tableFromBase.after(links.get(name)).after(collision.linkFromShape()),
                  box.sizeMeters()));
        }
      }
    }
    return boxes;
  }
}

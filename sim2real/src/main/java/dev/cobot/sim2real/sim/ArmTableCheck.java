package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.RobotModel.JointType;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.robot.RobotModel.LinkCollision;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells which links of the arm are in the table or under it. Palm and fingers are left to the
 * physics, and what does not move against the base stands where the world puts it.
 */
final class ArmTableCheck {
  private static final double TOLERANCE_METERS = 0.0003;
  private static final double UNDER_METERS = 1;

  private record Solid(String owner, Shape shape, Transform ownerFromShape, double radiusMeters) {}

  private final PhysicsWorld physics;
  private final List<Solid> armSolids = new ArrayList<>();
  private final List<Solid> tableSolids = new ArrayList<>();

  ArmTableCheck(World world, PhysicsWorld physics) {
    this.physics = physics;
    RobotModel robot = world.robot().model();
    Set<String> moving = new LinkedHashSet<>();
    for (Link link : robot.links()) { // parents come first
      for (Joint joint : robot.joints()) {
        if (joint.child().equals(link.name())
            && (joint.type() != JointType.FIXED || moving.contains(joint.parent()))) {
          moving.add(link.name());
        }
      }
    }
    moving.removeAll(
        List.of(robot.palmLink(), robot.leftFinger().child(), robot.rightFinger().child()));
    for (Link link : robot.links()) {
      if (moving.contains(link.name())) {
        for (LinkCollision collision : link.collisions()) {
          armSolids.add(
              new Solid(
                  link.name(),
                  collision.shape(),
                  collision.linkFromShape(),
                  radius(collision.shape())));
        }
      }
    }
    for (World.Fixture fixture : world.fixtures()) {
      if (fixture.model().name().equals(CameraModel.TABLE)) {
        for (Model.Collision collision : fixture.model().collisions()) {
          tableSolids.add(
              downwards(
                  collision.shape(), fixture.tableFromModel().after(collision.modelFromShape())));
        }
      }
    }
  }

  /** Returns a part of the table together with what is under it, if it lies level. */
  private static Solid downwards(Shape shape, Transform tableFromShape) {
    double up = tableFromShape.rotation().rotate(new Vector3(0, 0, 1)).z();
    Shape grown = shape;
    if (up > 0.9999 && shape instanceof Shape.Box box) {
      Vector3 size = box.sizeMeters();
      grown = new Shape.Box(new Vector3(size.x(), size.y(), size.z() + UNDER_METERS));
    } else if (up > 0.9999 && shape instanceof Shape.Cylinder cylinder) {
      grown = new Shape.Cylinder(cylinder.radiusMeters(), cylinder.lengthMeters() + UNDER_METERS);
    } else if (up > 0.9999 && shape instanceof Shape.Plane plane) {
      grown = new Shape.Box(new Vector3(plane.sizeX(), plane.sizeY(), UNDER_METERS));
    }
    double sink = TOLERANCE_METERS + (grown.equals(shape) ? 0 : UNDER_METERS / 2);
    return new Solid(
        CameraModel.TABLE,
        grown,
        new Transform(
            tableFromShape.target(),
            tableFromShape.source(),
            tableFromShape.translation().minus(new Vector3(0, 0, sink)),
            tableFromShape.rotation()),
        radius(grown));
  }

  private static double radius(Shape shape) {
    if (shape instanceof Shape.Box box) {
      return box.sizeMeters().norm() / 2;
    }
    if (shape instanceof Shape.Cylinder cylinder) {
      return Math.hypot(cylinder.radiusMeters(), cylinder.lengthMeters() / 2);
    }
    return shape instanceof Shape.Sphere sphere ? sphere.radiusMeters() : Double.POSITIVE_INFINITY;
  }

  /**
   * Returns the names of the links that are in the table or under it.
   *
   * @param baseFromLinks the pose of every link
   */
  Set<String> linksInTable(Transform tableFromBase, Map<String, Transform> baseFromLinks) {
    Set<String> names = new LinkedHashSet<>();
    for (Solid solid : armSolids) {
      Transform tableFromShape =
          tableFromBase.after(baseFromLinks.get(solid.owner())).after(solid.ownerFromShape());
      for (Solid part : tableSolids) {
        if (isNear(tableFromShape.translation(), solid.radiusMeters(), part)
            && physics.overlap(
                solid.shape(), tableFromShape, part.shape(), part.ownerFromShape())) {
          names.add(solid.owner());
        }
      }
    }
    return names;
  }

  /** Returns whether a ball could reach a part of the table: cheap, and almost always no. */
  private static boolean isNear(Vector3 center, double radiusMeters, Solid part) {
    Vector3 between = center.minus(part.ownerFromShape().translation());
    double height =
        part.shape() instanceof Shape.Box box && isLevel(part)
            ? box.sizeMeters().z() / 2
            : part.radiusMeters();
    return between.z() < height + radiusMeters
        && between.norm() < part.radiusMeters() + radiusMeters;
  }

  private static boolean isLevel(Solid part) {
    return part.ownerFromShape().rotation().rotate(new Vector3(0, 0, 1)).z() > 0.9999;
  }
}

package dev.cobot.action.skill;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How much room an open gripper takes that points straight down: palm and fingers, as upright boxes
 * in the frame of {@code tool0}, whose z axis points down.
 */
public record HandShape(List<Part> parts) {
  /** A hand of no size: only the place of the tool counts. */
  public static final HandShape POINT = new HandShape(List.of());

  /** How near a part may come to something; the arm follows its way to some millimetres. */
  private static final double MARGIN_METERS = 0.008;

  /**
   * A box.
   *
   * @param low corner with the smallest coordinates, {@code tool0}
   * @param high corner with the largest coordinates, {@code tool0}
   */
  public record Part(Vector3 low, Vector3 high) {}

  public HandShape {
    parts = List.copyOf(parts);
  }

  /** Returns the shape of a robot's gripper, opened as wide as it goes. */
  public static HandShape of(RobotModel robot) {
    Kinematics kinematics = new Kinematics(robot);
    double[] zero = new double[robot.armJoints().size()];
    Transform toolFromBase = kinematics.baseFromTool(zero).inverse();
    Set<String> gripper =
        Set.of(robot.palmLink(), robot.leftFinger().child(), robot.rightFinger().child());
    List<Part> parts = new ArrayList<>();
    kinematics
        .baseFromLinks(zero, robot.leftFinger().upper(), robot.rightFinger().upper())
        .forEach(
            (link, baseFromLink) -> {
              if (gripper.contains(link)) {
                for (RobotModel.LinkCollision collision : robot.link(link).collisions()) {
                  parts.add(
                      part(
                          collision.shape(),
                          toolFromBase.after(baseFromLink).after(collision.linkFromShape())));
                }
              }
            });
    return new HandShape(parts);
  }

  private static Part part(Shape shape, Transform toolFromShape) {
    double[] m = toolFromShape.rotation().toMatrix();
    double[] at = toolFromShape.translation().toArray();
    double[] low = new double[3];
    double[] high = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      double x = m[3 * axis];
      double y = m[3 * axis + 1];
      double z = m[3 * axis + 2];
      low[axis] = at[axis] - shape.reachMeters(-x, -y, -z);
      high[axis] = at[axis] + shape.reachMeters(x, y, z);
    }
    return new Part(new Vector3(low[0], low[1], low[2]), new Vector3(high[0], high[1], high[2]));
  }

  /**
   * Returns how far what stands upright reaches into the hand, metres; 0 when the hand is clear of
   * everything.
   *
   * @param toolMeters where the tool is, table frame
   * @param yawRad how the hand is turned about the vertical
   */
  public double overlapMeters(Vector3 toolMeters, double yawRad, Obstacles obstacles) {
    double most = 0;
    for (Extent extent : obstacles.extents()) {
      Vector3 place =
          HandState.pointingDown(yawRad).inverse().rotate(extent.middle().minus(toolMeters));
      for (Part part : parts) {
        if (toolMeters.z() - part.high().z() < extent.high().z()) {
          double gap =
              Math.hypot(
                  outside(place.x(), part.low().x(), part.high().x()),
                  outside(place.y(), part.low().y(), part.high().y()));
          most = Math.max(most, extent.radiusMeters() + MARGIN_METERS - gap);
        }
      }
    }
    return most;
  }

  private static double outside(double value, double low, double high) {
    return Math.max(0, Math.max(low - value, value - high));
  }
}

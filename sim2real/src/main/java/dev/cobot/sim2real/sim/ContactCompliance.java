package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the arm yield: a cobot that meets the table or a wedged object stops instead of crushing it.
 */
final class ContactCompliance implements Checkpointed {
  private static final double BLOCKING_DEFLECTION_METERS = 0.0005;
  private static final double BLOCKING_DEPTH_METERS = 0.0005;
  private static final double TABLE_TOLERANCE_METERS = 0.0003;

  private final RobotModel robot;
  private final Kinematics kinematics;
  private final Quaternion baseFromTable;
  private final PhysicsWorld physics;
  private final GripperBodies bodies;
  private final GripperDrive gripper;
  private boolean armBlocked;
  private boolean gripperMeetsTable;

  ContactCompliance(
      World.RobotMount mount,
      Kinematics kinematics,
      PhysicsWorld physics,
      GripperBodies bodies,
      GripperDrive gripper) {
    robot = mount.model();
    this.kinematics = kinematics;
    baseFromTable = mount.tableFromBase().rotation().inverse();
    this.physics = physics;
    this.bodies = bodies;
    this.gripper = gripper;
  }

  /** Returns whether an obstacle kept the arm from its set-point in the last step. */
  boolean armBlocked() {
    return armBlocked;
  }

  /** Returns whether palm or fingers would have met the table in the last step but for yielding. */
  boolean gripperMeetsTable() {
    return gripperMeetsTable;
  }

  /**
   * Returns the proposed joint positions less the motion into an obstacle.
   *
   * @param current joint positions, radians
   */
  double[] unobstructed(double[] current, double[] proposed) {
    double[] next = proposed;
    armBlocked = false;
    gripperMeetsTable = false;
    for (Vector3 away : pushes()) {
      next = without(next, current, away);
    }
    if (lowestPoint(next) < 0 && lowestPoint(next) < lowestPoint(current)) {
      next = without(next, current, new Vector3(0, 0, 1));
      double lowest = lowestPoint(next);
      if (lowest < -TABLE_TOLERANCE_METERS && lowest < lowestPoint(current)) {
        armBlocked = true;
        next = current;
      }
      gripperMeetsTable = true;
    }
    return next;
  }

  /** Returns the directions, table frame, in which obstacles press the gripper away. */
  private List<Vector3> pushes() {
    List<Vector3> away = new ArrayList<>();
    for (GripperDrive.Finger finger : List.of(bodies.left(), bodies.right())) {
      Vector3 deflection = gripper.deflection(finger);
      if (deflection.norm() > BLOCKING_DEFLECTION_METERS) {
        away.add(deflection.normalized());
      }
    }
    for (PhysicsWorld.Contact contact : physics.contacts()) {
      if (contact.depthMeters() > BLOCKING_DEPTH_METERS) {
        if (contact.bodyA() == bodies.palm()) {
          away.add(contact.normal());
        } else if (contact.bodyB() == bodies.palm()) {
          away.add(contact.normal().times(-1));
        }
      }
    }
    return away;
  }

  /** Takes out of the joint motion what moves the tool against the direction {@code away}. */
  private double[] without(double[] next, double[] current, Vector3 away) {
    Vector3 n = baseFromTable.rotate(away);
    double[] jacobian = kinematics.jacobian(current);
    int joints = current.length;
    double[] row = new double[joints];
    double along = 0;
    double square = 0;
    for (int j = 0; j < joints; j++) {
      row[j] =
          n.x() * jacobian[j] + n.y() * jacobian[joints + j] + n.z() * jacobian[2 * joints + j];
      along += row[j] * (next[j] - current[j]);
      square += row[j] * row[j];
    }
    if (along >= 0 || square < 1e-9) {
      return next;
    }
    armBlocked = true;
    double[] kept = next.clone();
    for (int j = 0; j < joints; j++) {
      kept[j] -= row[j] * along / square;
    }
    return kept;
  }

  /** Returns the height of the lowest point of palm and fingers for some set-points, metres. */
  private double lowestPoint(double[] positionsRad) {
    Transform tableFromPalm = bodies.tableFromPalm(positionsRad);
    double lowest = lowestPoint(robot.palmLink(), tableFromPalm, Vector3.ZERO);
    for (GripperDrive.Finger finger : List.of(bodies.left(), bodies.right())) {
      Vector3 shift =
          finger.zeroInPalm().plus(finger.axisInPalm().times(gripper.positionOf(finger)));
      lowest = Math.min(lowest, lowestPoint(finger.link(), tableFromPalm, shift));
    }
    return lowest;
  }

  private double lowestPoint(String link, Transform tableFromPalm, Vector3 shiftInPalm) {
    double lowest = Double.POSITIVE_INFINITY;
    double[] m = tableFromPalm.rotation().toMatrix();
    for (RobotModel.LinkCollision collision : robot.link(link).collisions()) {
      if (collision.shape() instanceof Shape.Box box) {
        Vector3 s = box.sizeMeters();
        double reach =
            (Math.abs(m[6]) * s.x() + Math.abs(m[7]) * s.y() + Math.abs(m[8]) * s.z()) / 2;
        Vector3 center =
            tableFromPalm.apply(shiftInPalm.plus(collision.linkFromShape().translation()));
        lowest = Math.min(lowest, center.z() - reach);
      }
    }
    return lowest;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeBoolean(armBlocked);
    out.writeBoolean(gripperMeetsTable);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    armBlocked = in.readBoolean();
    gripperMeetsTable = in.readBoolean();
  }
}

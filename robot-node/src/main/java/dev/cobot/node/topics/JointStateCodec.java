package dev.cobot.node.topics;

import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import java.util.ArrayList;
import java.util.List;

/** The arm's state and {@code sensor_msgs/JointState}. */
public final class JointStateCodec {
  private static final double[] NONE = new double[0];

  private final List<String> armJoints;
  private final String leftFinger;
  private final String rightFinger;
  private final List<String> allJoints;

  public JointStateCodec(RobotModel robot) {
    armJoints = robot.armJointNames();
    leftFinger = robot.leftFinger().name();
    rightFinger = robot.rightFinger().name();
    allJoints = new ArrayList<>(armJoints);
    allJoints.add(leftFinger);
    allJoints.add(rightFinger);
  }

  /** Returns the message of a state. */
  public JointState toMessage(ArmState arm) {
    int joints = armJoints.size();
    double[] positions = new double[joints + 2];
    double[] velocities = new double[joints + 2];
    System.arraycopy(arm.positionsRad(), 0, positions, 0, joints);
    System.arraycopy(arm.velocitiesRadPerSecond(), 0, velocities, 0, joints);
    for (int finger = joints; finger < joints + 2; finger++) {
      positions[finger] = arm.gripperOpeningMeters() / 2;
      velocities[finger] = arm.gripperVelocityMetersPerSecond() / 2;
    }
    return new JointState(
        new Header(0, RosTime.ofNanos(arm.stampNanos()), ""),
        allJoints,
        positions,
        velocities,
        NONE);
  }

  /**
   * Returns the state that a message tells; joints of others are left out.
   *
   * @throws IllegalArgumentException when a joint is missing or a value is not finite
   */
  public ArmState fromMessage(JointState message) {
    int joints = armJoints.size();
    double[] positions = new double[joints];
    double[] velocities = new double[joints];
    for (int j = 0; j < joints; j++) {
      int at = indexOf(message, armJoints.get(j));
      positions[j] = value("position", message.position(), at, armJoints.get(j));
      velocities[j] = velocity(message, at, armJoints.get(j));
    }
    int left = indexOf(message, leftFinger);
    int right = indexOf(message, rightFinger);
    return new ArmState(
        armJoints,
        positions,
        velocities,
        value("position", message.position(), left, leftFinger)
            + value("position", message.position(), right, rightFinger),
        velocity(message, left, leftFinger) + velocity(message, right, rightFinger),
        message.header().stamp().toNanos());
  }

  private static int indexOf(JointState message, String joint) {
    int at = message.name().indexOf(joint);
    if (at < 0) {
      throw new IllegalArgumentException(
          "the joint state lacks '" + joint + "'; it has " + message.name());
    }
    return at;
  }

  private static double velocity(JointState message, int at, String joint) {
    return message.velocity().length == 0 ? 0 : value("velocity", message.velocity(), at, joint);
  }

  private static double value(String what, double[] values, int at, String joint) {
    if (!(at < values.length && Double.isFinite(values[at]))) {
      throw new IllegalArgumentException(
          "the joint state has no finite " + what + " for '" + joint + "'");
    }
    return values[at];
  }
}

package dev.cobot.node.topics;

import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import java.util.ArrayList;
import java.util.List;

/** The arm's state as {@code sensor_msgs/JointState}; {@link JointStateMerger} reads them. */
public final class JointStateCodec {
  private static final double[] NONE = new double[0];

  private final List<String> armJoints;
  private final List<String> allJoints;

  public JointStateCodec(RobotModel robot) {
    armJoints = robot.armJointNames();
    allJoints = new ArrayList<>(armJoints);
    allJoints.add(robot.leftFinger().name());
    allJoints.add(robot.rightFinger().name());
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
}

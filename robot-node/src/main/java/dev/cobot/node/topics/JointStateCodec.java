package dev.cobot.node.topics;

import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.GripperLinkage;
import dev.cobot.sim2real.robot.RobotModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The arm's state as {@code sensor_msgs/JointState}; {@link JointStateMerger} reads them. */
public final class JointStateCodec {
  private static final double SOON_SECONDS = 1e-3;
  private static final double[] NONE = new double[0];

  private final GripperLinkage linkage;
  private final List<String> armJoints;
  private final List<String> allJoints;

  public JointStateCodec(RobotModel robot) {
    armJoints = robot.armJointNames();
    allJoints = new ArrayList<>(armJoints);
    linkage = robot.linkage();
    if (linkage.isThere()) {
      linkage.joints().forEach(joint -> allJoints.add(joint.name()));
    } else {
      allJoints.add(robot.leftFinger().name());
      allJoints.add(robot.rightFinger().name());
    }
  }

  /** Returns the message of a state. */
  public JointState toMessage(ArmState arm) {
    int joints = armJoints.size();
    double[] positions = new double[allJoints.size()];
    double[] velocities = new double[allJoints.size()];
    System.arraycopy(arm.positionsRad(), 0, positions, 0, joints);
    System.arraycopy(arm.velocitiesRadPerSecond(), 0, velocities, 0, joints);
    Map<String, Double> now = linkage.positions(arm.gripperOpeningMeters());
    Map<String, Double> soon =
        linkage.positions(
            arm.gripperOpeningMeters() + arm.gripperVelocityMetersPerSecond() * SOON_SECONDS);
    for (int finger = joints; finger < allJoints.size(); finger++) {
      if (linkage.isThere()) {
        String name = allJoints.get(finger);
        positions[finger] = now.get(name);
        velocities[finger] = (soon.get(name) - now.get(name)) / SOON_SECONDS;
        continue;
      }
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

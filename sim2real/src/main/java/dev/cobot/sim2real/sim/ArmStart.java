package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the arm stands when a simulator opens, at rest.
 *
 * @param positionsRad one for each arm joint
 * @param openingMeters distance between the pads
 * @param heldId the object that the gripper holds as it is placed
 */
public record ArmStart(double[] positionsRad, double openingMeters, Optional<String> heldId) {
  private static final double TOLERANCE = 1e-9;

  public ArmStart {
    positionsRad = positionsRad.clone();
  }

  @Override
  public double[] positionsRad() {
    return positionsRad.clone();
  }

  /** Refuses a start that this robot cannot have. */
  void require(RobotModel robot) {
    List<Joint> joints = robot.armJoints();
    if (positionsRad.length != joints.size()) {
      throw new IllegalArgumentException(
          "the arm of "
              + robot.name()
              + " starts with "
              + joints.size()
              + " joint positions, got "
              + positionsRad.length);
    }
    for (int j = 0; j < positionsRad.length; j++) {
      Joint joint = joints.get(j);
      if (!(positionsRad[j] >= joint.lower() - TOLERANCE
          && positionsRad[j] <= joint.upper() + TOLERANCE)) {
        throw new IllegalArgumentException(
            "joint "
                + joint.name()
                + " must start in ["
                + joint.lower()
                + ", "
                + joint.upper()
                + "] rad, got "
                + positionsRad[j]);
      }
    }
    double stroke = robot.maxGripperOpeningMeters();
    if (!(openingMeters >= 0 && openingMeters <= stroke + TOLERANCE)) {
      throw new IllegalArgumentException(
          "the gripper must start with an opening in [0, " + stroke + "] m, got " + openingMeters);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ArmStart start
        && Arrays.equals(positionsRad, start.positionsRad)
        && openingMeters == start.openingMeters
        && heldId.equals(start.heldId);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(positionsRad) + Double.hashCode(openingMeters) + heldId.hashCode();
  }

  @Override
  public String toString() {
    return Arrays.toString(positionsRad) + " opening " + openingMeters + " holds " + heldId;
  }
}

package dev.cobot.brain.body;

import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;

/**
 * What the body feels of its hand.
 *
 * @param tableFromTool pose of {@code tool0} (between the fingertips, z out of the gripper) in the
 *     table frame
 * @param openingMeters gap between the fingers
 * @param openingMetersPerSecond rate of the gap; negative while closing
 * @param holding whether the fingers were told to close and are stopped by something between them
 */
public record HandState(
    Transform tableFromTool, double openingMeters, double openingMetersPerSecond, boolean holding) {

  /** The half turn about x that points the gripper down at a table. */
  private static final Quaternion HALF_TURN = new Quaternion(1, 0, 0, 0);

  /**
   * Returns the orientation of a gripper that points straight down, turned by {@code yawRad} about
   * the table's z axis.
   */
  public static Quaternion pointingDown(double yawRad) {
    return Quaternion.fromYaw(yawRad).after(HALF_TURN);
  }

  public Vector3 positionMeters() {
    return tableFromTool.translation();
  }

  /** Returns the direction of the tool's x axis in the table's plane, radians. */
  public double yawRad() {
    Vector3 x = tableFromTool.rotation().rotate(new Vector3(1, 0, 0));
    return StrictMath.atan2(x.y(), x.x());
  }
}

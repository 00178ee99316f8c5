package dev.cobot.node.drivers;

import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosType;

/** The messages of Robotiq's two-finger grippers: the device's registers, 0 to 255. */
final class RobotiqGripper {
  private RobotiqGripper() {}

  /**
   * What it is told: to be active and to go to a position (255 closed), how fast and how firmly.
   */
  @RosType("robotiq_2f_gripper_control/Robotiq2FGripper_robot_output")
  record Output(byte rACT, byte rGTO, byte rATR, byte rPR, byte rSP, byte rFR)
      implements RosMessage {}

  /** What it tells: {@code gPO} is where the fingers are, 255 closed. */
  @RosType("robotiq_2f_gripper_control/Robotiq2FGripper_robot_input")
  record Input(byte gACT, byte gGTO, byte gSTA, byte gOBJ, byte gFLT, byte gPR, byte gPO, byte gCU)
      implements RosMessage {}
}

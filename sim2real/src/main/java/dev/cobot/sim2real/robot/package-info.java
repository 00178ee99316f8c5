/**
 * What the robot is and where its parts are: the URDF reader, forward and inverse kinematics, joint
 * trajectories.
 *
 * <p>{@link RobotModel} and {@link JointTrajectory} are values for any thread; {@link Kinematics}
 * and {@link InverseKinematics} keep scratch memory, so give each thread its own. Metres, radians,
 * seconds; frames {@code base_link} and {@code tool0}. Trigonometry is {@link StrictMath}, so that
 * poses are the same on every machine.
 */
package dev.cobot.sim2real.robot;

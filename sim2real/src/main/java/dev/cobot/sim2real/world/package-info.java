/**
 * The world file: table, models, light, camera and the place of the robot, read from a subset of
 * SDF 1.6 that Gazebo classic loads too.
 *
 * <p>Pure values, any thread. Metres, radians, kilograms, seconds. The world frame of the file is
 * the {@code table} frame.
 */
package dev.cobot.sim2real.world;

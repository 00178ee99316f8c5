/**
 * The vocabulary that every room shares: vectors, transforms with named frames, object attributes,
 * colours, cameras.
 *
 * <p>Pure values, any thread. Metres, radians, seconds, sRGB in [0, 1]. Frames follow REP-103 and
 * REP-105: {@code base_link} (robot), {@code table} (origin at the centre of the table top, x away
 * from the robot, y left, z up), {@code tool0} (between the fingertips, z out of the gripper),
 * {@code camera_optical} (z forward, x right, y down). Pixel (0, 0) is a pixel centre.
 */
package dev.cobot.sim2real.scene;

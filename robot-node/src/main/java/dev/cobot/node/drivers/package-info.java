/**
 * How the drivers of a real robot are spoken to: where joint states come from, and by which topics,
 * actions and services arm and gripper are moved. {@link dev.cobot.node.drivers.RobotDrivers} is
 * what {@code robot.yaml} says of it; the simulated cell's own topics are the default.
 *
 * <p>Drivers are safe for use from any thread and never wait. Metres, radians, nanoseconds of the
 * clock in use.
 */
package dev.cobot.node.drivers;

/**
 * The simulated cell: arm, gripper and objects on a table, at a fixed physics step.
 *
 * <p>One simulator belongs to one thread at a time; separate simulators may run in parallel. The
 * same world, objects, seed and calls give the same poses bit for bit. Metres, radians, seconds,
 * newtons; poses in the {@code table} frame.
 */
package dev.cobot.sim2real.sim;

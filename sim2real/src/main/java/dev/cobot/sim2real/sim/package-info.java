/**
 * The simulated plant, that is what is commanded: arm, gripper and objects on a table, at a fixed
 * physics step. What commands it, and at which pace, is not of this package.
 *
 * <p>{@link dev.cobot.sim2real.sim.PlantSimulator} is what others call; behind it, bodies, drives,
 * compliance, the way of the signals, truth, visuals and saved states have a class each.
 *
 * <p>One simulator belongs to one thread at a time; separate simulators may run in parallel. The
 * same world, objects, seed and calls give the same poses bit for bit. Metres, radians, seconds,
 * newtons; poses in the {@code table} frame.
 */
package dev.cobot.sim2real.sim;

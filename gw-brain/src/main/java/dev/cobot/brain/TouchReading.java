package dev.cobot.brain;

/**
 * What a touch sensor says.
 *
 * @param stampNanos when it said it, nanoseconds of the clock in use
 * @param values in the sensor's own units and order, such as a wrist's force (3, newtons) and
 *     torque (3, newton metres); owned by the reading
 */
public record TouchReading(long stampNanos, float[] values) {}

package dev.cobot.action.safety;

/**
 * What is known when a motion is asked for. Stamps are nanoseconds of the clock in use. The arrays
 * are not copied.
 *
 * @param positionsRad measured, one for each arm joint
 * @param velocitiesRadPerSecond measured
 * @param jointStampNanos when the joints were measured
 * @param imageStampNanos when the newest picture was taken; {@link Long#MIN_VALUE} if there is none
 * @param observationStampNanos when the observation behind the wanted motion was taken
 * @param nowNanos the time
 */
public record GateState(
    double[] positionsRad,
    double[] velocitiesRadPerSecond,
    long jointStampNanos,
    long imageStampNanos,
    long observationStampNanos,
    long nowNanos) {}

package dev.cobot.node.event;

import java.util.Optional;

/**
 * How the loop is.
 *
 * @param jointAgeSeconds since the last joint state came; NaN before the first
 * @param imageAgeSeconds since the last picture was taken; NaN before the first
 * @param gateStop why the gate is stopped, if it is
 * @param lateTicks ticks whose motion was too old to be offered to the gate
 */
public record CellHealth(
    double jointAgeSeconds,
    double imageAgeSeconds,
    Optional<String> gateStop,
    long gateStops,
    long gateClips,
    double tickP50Millis,
    double tickP99Millis,
    long lateTicks) {}

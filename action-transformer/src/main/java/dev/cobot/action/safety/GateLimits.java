package dev.cobot.action.safety;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * What the gate lets through.
 *
 * @param jointStateAgeSeconds oldest joint state on which a motion may start
 * @param observationAgeSeconds oldest observation on which a motion may be based
 * @param imageAgeSeconds oldest picture at which the arm may still move
 * @param startToleranceRad largest distance of a trajectory's start from the measured joints
 * @param positionMarginRad distance that is kept from the joints' position limits
 * @param velocityFactor share of the joints' velocity limits that may be used
 * @param accelerationRadPerSecond2 largest acceleration of each joint
 * @param toolSpeedMetersPerSecond largest speed of {@code tool0}; ISO 10218 allows 0.25 for a
 *     reduced speed
 * @param horizonSeconds how much of a trajectory is released at a time
 * @param rampSeconds length of the ramp to rest that ends every release
 * @param workspace where {@code tool0} may be, table frame; its lower z is the table plane
 */
public record GateLimits(
    @JsonProperty(required = true) double jointStateAgeSeconds,
    @JsonProperty(required = true) double observationAgeSeconds,
    @JsonProperty(required = true) double imageAgeSeconds,
    @JsonProperty(required = true) double startToleranceRad,
    @JsonProperty(required = true) double positionMarginRad,
    @JsonProperty(required = true) double velocityFactor,
    @JsonProperty(required = true) double accelerationRadPerSecond2,
    @JsonProperty(required = true) double toolSpeedMetersPerSecond,
    @JsonProperty(required = true) double horizonSeconds,
    @JsonProperty(required = true) double rampSeconds,
    @JsonProperty(required = true) Box workspace) {
  public GateLimits {
    require("jointStateAgeSeconds", jointStateAgeSeconds, 0.005, 5);
    require("observationAgeSeconds", observationAgeSeconds, 0.005, 5);
    require("imageAgeSeconds", imageAgeSeconds, 0.01, 10);
    require("startToleranceRad", startToleranceRad, 0.0001, 0.2);
    require("positionMarginRad", positionMarginRad, 0, 1);
    require("velocityFactor", velocityFactor, 0.001, 1);
    require("accelerationRadPerSecond2", accelerationRadPerSecond2, 0.1, 1000);
    require("toolSpeedMetersPerSecond", toolSpeedMetersPerSecond, 0.001, 2);
    require("horizonSeconds", horizonSeconds, 0.05, 2);
    require("rampSeconds", rampSeconds, 0.05, 2);
  }

  /** Whether joint state, observation or picture are too old for a motion. */
  public boolean isStale(GateState state) {
    return isOlder(state.jointStampNanos(), state, jointStateAgeSeconds)
        || isOlder(state.observationStampNanos(), state, observationAgeSeconds)
        || isOlder(state.imageStampNanos(), state, imageAgeSeconds);
  }

  private static boolean isOlder(long stampNanos, GateState state, double limitSeconds) {
    return stampNanos == Long.MIN_VALUE || (state.nowNanos() - stampNanos) * 1e-9 > limitSeconds;
  }

  private static void require(String what, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          what + ": got " + value + ", must be in [" + low + ", " + high + "]");
    }
  }

  /** A box, each side as [low, high], metres. */
  public record Box(
      @JsonProperty(required = true) List<Double> xMeters,
      @JsonProperty(required = true) List<Double> yMeters,
      @JsonProperty(required = true) List<Double> zMeters) {
    public Box {
      xMeters = side("xMeters", xMeters);
      yMeters = side("yMeters", yMeters);
      zMeters = side("zMeters", zMeters);
    }

    private static List<Double> side(String what, List<Double> side) {
      if (side.size() != 2
          || side.stream().anyMatch(Objects::isNull)
          || !(side.get(0) < side.get(1) && side.get(0) >= -10 && side.get(1) <= 10)) {
        throw new IllegalArgumentException(
            what + ": got " + side + ", must be [low, high] with -10 <= low < high <= 10");
      }
      return List.copyOf(side);
    }
  }
}

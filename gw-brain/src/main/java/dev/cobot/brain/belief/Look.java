package dev.cobot.brain.belief;

import dev.cobot.sim2real.scene.CameraModel;
import java.util.List;

/**
 * What one picture shows.
 *
 * @param camera that took it
 * @param stampNanos when it was taken, nanoseconds of the clock in use
 */
public record Look(CameraModel camera, long stampNanos, List<Detection> detections) {
  public Look {
    detections = List.copyOf(detections);
  }
}

package dev.cobot.brain;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.Map;

/**
 * What the senses say at one tick.
 *
 * @param frames the pictures that are new since the observation before, by the id of their camera
 * @param arm what the joints and the fingers say; its stamp is the observation's
 * @param touch the newest reading of each touch sensor, by its name; empty where there is none
 */
public record Observation(
    Map<String, CameraFrame> frames, ArmState arm, Map<String, TouchReading> touch) {
  public Observation {
    frames = Map.copyOf(frames);
    touch = Map.copyOf(touch);
    frames.forEach(
        (id, frame) -> {
          if (!id.equals(frame.camera().id())) {
            throw new IllegalArgumentException(
                "the picture of camera '" + frame.camera().id() + "' is filed under '" + id + "'");
          }
        });
  }

  /** An observation of joints alone. */
  public static Observation of(ArmState arm) {
    return new Observation(Map.of(), arm, Map.of());
  }

  /** An observation of joints and one camera. */
  public static Observation of(ArmState arm, CameraFrame frame) {
    return new Observation(Map.of(frame.camera().id(), frame), arm, Map.of());
  }

  /** Returns when it was made, nanoseconds of the clock in use. */
  public long stampNanos() {
    return arm.stampNanos();
  }
}

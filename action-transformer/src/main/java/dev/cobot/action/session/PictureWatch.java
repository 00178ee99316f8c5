package dev.cobot.action.session;

import dev.cobot.brain.Observation;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the pictures that tell nothing new: those whose stamp is not newer, and those that are the
 * same byte for byte although the hand, which the camera sees, has moved. A picture of a cell in
 * which nothing moves may well be the same. A camera that shows nothing new for a moment is borne:
 * whoever acts waits for it.
 */
final class PictureWatch {
  private static final double MOVED_METERS = 0.03;
  private static final long BLIND_NANOS = 5_000_000_000L;

  /** Sooner than that no picture came for too long: it tells more. */
  private static final long FROZEN_NANOS = 4_500_000_000L;

  private static final long STILL_NANOS = 1_000_000_000L;
  private static final long NEVER = Long.MIN_VALUE;

  /** What is known of one camera. */
  private static final class Camera {
    private CameraFrame newest;
    private Vector3 toolWhenChanged;
    private long frozenFromNanos = NEVER;
    private long stillFromNanos = NEVER;
  }

  private final Map<String, Camera> cameras = new HashMap<>();
  private long freshStampNanos = NEVER;
  private long blindFromNanos = NEVER;

  /**
   * Takes the pictures of a tick in.
   *
   * @param tool where the hand is, table frame
   * @return the observation with those pictures only that tell something new
   */
  Observation fresh(Observation in, Vector3 tool) {
    Map<String, CameraFrame> fresh = new HashMap<>();
    in.frames()
        .forEach(
            (id, frame) -> {
              Camera camera = cameras.computeIfAbsent(id, any -> new Camera());
              if (isNew(camera, frame, tool, in.stampNanos())) {
                fresh.put(id, frame);
                freshStampNanos = Math.max(freshStampNanos, frame.stampNanos());
              }
            });
    return new Observation(fresh, in.arm(), in.touch());
  }

  private static boolean isNew(Camera camera, CameraFrame frame, Vector3 tool, long nowNanos) {
    CameraFrame before = camera.newest;
    if (before != null && frame.stampNanos() <= before.stampNanos()) {
      camera.stillFromNanos = camera.stillFromNanos == NEVER ? nowNanos : camera.stillFromNanos;
      return false;
    }
    camera.stillFromNanos = NEVER;
    camera.newest = frame;
    if (before == null || !Arrays.equals(before.rgb(), frame.rgb())) {
      camera.toolWhenChanged = tool;
      camera.frozenFromNanos = NEVER;
      return true;
    }
    if (tool.distanceTo(camera.toolWhenChanged) <= MOVED_METERS
        || !(sees(frame.camera(), tool) || sees(frame.camera(), camera.toolWhenChanged))) {
      return true;
    }
    camera.frozenFromNanos = camera.frozenFromNanos == NEVER ? nowNanos : camera.frozenFromNanos;
    return false;
  }

  private static boolean sees(CameraModel camera, Vector3 tool) {
    CameraModel.Pixel at = camera.project(tool);
    return at.depthMeters() > 0
        && at.x() >= 0
        && at.y() >= 0
        && at.x() < camera.intrinsics().widthPixels()
        && at.y() < camera.intrinsics().heightPixels();
  }

  /**
   * Whether the newest picture that tells something new is older than that; asked once a tick, and
   * remembered for {@link #fault}.
   */
  boolean isBlind(long nowNanos, double ageSeconds) {
    boolean isBlind = freshStampNanos != NEVER && (nowNanos - freshStampNanos) * 1e-9 > ageSeconds;
    if (!isBlind) {
      blindFromNanos = NEVER;
    } else if (blindFromNanos == NEVER) {
      blindFromNanos = nowNanos;
    }
    return isBlind;
  }

  /** Returns what is wrong with a camera, once it has lasted. */
  Optional<String> fault(long nowNanos) {
    for (Map.Entry<String, Camera> entry : cameras.entrySet()) {
      Camera camera = entry.getValue();
      if (lasts(camera.frozenFromNanos, FROZEN_NANOS, nowNanos)) {
        return Optional.of(
            "the camera '"
                + entry.getKey()
                + "' sends the same picture again and again with new stamps, although the arm"
                + " moves; restart its driver");
      }
      if (lasts(camera.stillFromNanos, STILL_NANOS, nowNanos)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "the camera '%s' sends pictures, but their stamps stand still at %.3f s: nothing"
                    + " tells how old they are",
                entry.getKey(),
                camera.newest.stampNanos() * 1e-9));
      }
    }
    if (lasts(freshStampNanos, BLIND_NANOS, nowNanos)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "no new picture came for %.1f s; does the camera still run?",
              (nowNanos - freshStampNanos) * 1e-9));
    }
    return lasts(blindFromNanos, BLIND_NANOS, nowNanos)
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "every picture that came in %.1f s was too old to move by, the newest is of %.1f s"
                    + " ago; is the camera's machine or this one too busy, or its clock wrong?",
                (nowNanos - blindFromNanos) * 1e-9,
                (nowNanos - freshStampNanos) * 1e-9))
        : Optional.empty();
  }

  private static boolean lasts(long fromNanos, long nanos, long nowNanos) {
    return fromNanos != NEVER && nowNanos - fromNanos >= nanos;
  }
}

package dev.cobot.sim2real.task;

import dev.cobot.sim2real.scene.CameraFrame;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** What arrives of the pictures of cameras that at times are dark or frozen. */
final class Blinking {
  private enum Sight {
    CLEAR,
    DARK,
    FROZEN
  }

  private final Split.Blink blink;
  private final SplittableRandom random;
  private final Map<String, CameraFrame> last = new HashMap<>();
  private Sight sight = Sight.CLEAR;
  private long untilNanos = Long.MIN_VALUE;

  /**
   * @param random draws when and how
   */
  Blinking(Split.Blink blink, SplittableRandom random) {
    this.blink = blink;
    this.random = random;
  }

  /** Returns what arrives of what is taken at a moment; moments must not go back. */
  Map<String, CameraFrame> shown(Map<String, CameraFrame> taken) {
    long nowNanos =
        taken.values().stream().mapToLong(CameraFrame::stampNanos).max().orElse(Long.MIN_VALUE);
    if (untilNanos == Long.MIN_VALUE) {
      // Somewhere within a clear time, or a blind one.
      turn(nowNanos, random.nextDouble() < blink.share());
      untilNanos = nowNanos + Math.round(random.nextDouble() * (untilNanos - nowNanos));
    }
    while (nowNanos >= untilNanos) {
      turn(untilNanos, sight == Sight.CLEAR);
    }
    if (sight == Sight.DARK) {
      return Map.of();
    }
    Map<String, CameraFrame> shown = new HashMap<>();
    taken.forEach(
        (id, frame) -> {
          CameraFrame before = sight == Sight.FROZEN ? last.get(id) : null;
          shown.put(
              id,
              before == null
                  ? frame
                  : new CameraFrame(frame.stampNanos(), frame.camera(), before.rgb()));
        });
    last.putAll(shown);
    return shown;
  }

  private void turn(long fromNanos, boolean isBlind) {
    double blindSeconds = random.nextDouble(blink.seconds().low(), blink.seconds().high());
    boolean freezes = random.nextDouble() < blink.frozenShare();
    sight = !isBlind ? Sight.CLEAR : freezes ? Sight.FROZEN : Sight.DARK;
    double seconds = isBlind ? blindSeconds : blindSeconds * (1 - blink.share()) / blink.share();
    untilNanos = fromNanos + Math.round(seconds * 1e9);
  }
}

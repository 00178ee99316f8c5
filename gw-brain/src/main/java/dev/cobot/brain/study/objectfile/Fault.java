package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.objectfile.FileDomain;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A sense that fails for a while.
 *
 * @param fromTick the first tick of it
 * @param untilTick the first tick after it
 * @param strength in [0, 1)
 */
record Fault(FileDomain domain, Kind kind, int fromTick, int untilTick, double strength) {
  /** How senses fail; none of those that are tested is trained on. */
  enum Kind {
    BLACK(true, FileDomain.CAMERA_A, FileDomain.CAMERA_B),
    BLURRED(true, FileDomain.CAMERA_A, FileDomain.CAMERA_B),
    GLARE(true, FileDomain.CAMERA_A, FileDomain.CAMERA_B),
    RANDOM_WORD(true, FileDomain.WORDS),
    NUMB(true, FileDomain.TOUCH),
    FROZEN(false, FileDomain.CAMERA_A, FileDomain.CAMERA_B),
    MISCALIBRATED(false, FileDomain.CAMERA_A, FileDomain.CAMERA_B),
    COLOR_CAST(false, FileDomain.CAMERA_A, FileDomain.CAMERA_B),
    MIRRORED_WORD(false, FileDomain.WORDS),
    HAND_OFFSET(false, FileDomain.TOUCH);

    private final boolean trained;
    private final List<FileDomain> domains;

    Kind(boolean trained, FileDomain... domains) {
      this.trained = trained;
      this.domains = List.of(domains);
    }

    static List<Kind> trained() {
      return Arrays.stream(values()).filter(k -> k.trained).toList();
    }

    static List<Kind> tested() {
      return Arrays.stream(values()).filter(k -> !k.trained).toList();
    }
  }

  static Fault drawn(Kind kind, int fromTick, int ticks, SplittableRandom random) {
    FileDomain domain = kind.domains.get(random.nextInt(kind.domains.size()));
    return new Fault(domain, kind, fromTick, fromTick + ticks, random.nextDouble());
  }

  boolean isOn(int tick) {
    return tick >= fromTick && tick < untilTick;
  }
}

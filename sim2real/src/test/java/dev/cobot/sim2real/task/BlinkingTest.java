package dev.cobot.sim2real.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlinkingTest {
  private static final long PICTURE = 80_000_000L;
  private static final String ID = CameraModel.ONLY;
  private static final CameraModel CAMERA =
      new CameraModel(
          new CameraIntrinsics(8, 8, 8, 8, 4, 4, List.of(0.0, 0.0, 0.0, 0.0, 0.0)),
          CameraModel.lookAt(new Vector3(0, 0, 1), new Vector3(0.1, 0, 0)));

  private static CameraFrame picture(int number) {
    byte[] rgb = new byte[3 * 8 * 8];
    rgb[0] = (byte) number;
    rgb[1] = (byte) (number >> 8);
    return new CameraFrame(number * PICTURE, CAMERA, rgb);
  }

  /** Of each picture of an hour what arrives: its own number, the number of an older one, -1. */
  private static List<Integer> arrivals(Split.Blink blink, long seed) {
    Blinking blinking = new Blinking(blink, new SeedStreams(seed).stream("blink"));
    List<Integer> arrivals = new ArrayList<>();
    for (int i = 0; i < 45_000; i++) {
      CameraFrame frame = picture(i);
      Optional<CameraFrame> got = Optional.ofNullable(blinking.shown(Map.of(ID, frame)).get(ID));
      got.ifPresent(shown -> assertEquals(frame.stampNanos(), shown.stampNanos()));
      arrivals.add(got.map(f -> (f.rgb()[0] & 0xff) + ((f.rgb()[1] & 0xff) << 8)).orElse(-1));
    }
    return arrivals;
  }

  @Test
  void theShareAndTheLengthsAreAsDeclared() {
    Split.Blink blink = new Split.Blink(0.4, new Split.Range(1, 4), 0.5);
    List<Integer> arrivals = arrivals(blink, 1);
    int dark = 0;
    int frozen = 0;
    int run = 0;
    List<Integer> runs = new ArrayList<>();
    for (int i = 0; i < arrivals.size(); i++) {
      boolean isDark = arrivals.get(i) < 0;
      boolean isFrozen = !isDark && arrivals.get(i) != i;
      dark += isDark ? 1 : 0;
      frozen += isFrozen ? 1 : 0;
      if (isFrozen) {
        assertEquals(arrivals.get(i - 1), arrivals.get(i), "the last one again");
      }
      if (isDark || isFrozen) {
        run++;
      } else if (run > 0) {
        runs.add(run);
        run = 0;
      }
    }
    assertEquals(0.4, (dark + frozen) / 45_000.0, 0.04);
    assertEquals(0.5, dark / (double) (dark + frozen), 0.08);
    // The first one may have begun before the episode.
    List<Integer> whole = runs.subList(1, runs.size());
    assertTrue(whole.stream().allMatch(n -> n >= 12 && n <= 51), whole::toString);
    assertTrue(whole.stream().anyMatch(n -> n < 20) && whole.stream().anyMatch(n -> n > 42));
  }

  @Test
  void theSameSeedBlinksTheSame() {
    Split.Blink blink = new Split.Blink(0.2, new Split.Range(0.5, 1), 0);
    assertEquals(arrivals(blink, 2), arrivals(blink, 2));
    assertNotEquals(arrivals(blink, 2), arrivals(blink, 3));
  }
}

package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.Observation;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PictureWatchTest {
  private static final long PICTURE = 80_000_000L;
  private static ScriptedCell cell;

  private final PictureWatch watch = new PictureWatch();
  private long now = ScriptedCell.START;

  @BeforeAll
  static void load() throws Exception {
    cell = new ScriptedCell();
  }

  /** Feeds a picture; returns whether it tells something new. */
  private boolean isNew(int content, long stampNanos, double xMeters) {
    now += PICTURE;
    CameraFrame frame = cell.picture(stampNanos);
    frame.rgb()[0] = (byte) content;
    ArmState arm = cell.arm(cell.home, now);
    return !watch
        .fresh(Observation.of(arm, frame), new Vector3(xMeters, 0, 0.1))
        .frames()
        .isEmpty();
  }

  @Test
  void aCellInWhichNothingMovesMayLookTheSame() {
    for (int i = 0; i < 100; i++) {
      assertTrue(isNew(0, now, 0.02 * (i % 2)));
    }
    assertEquals(Optional.empty(), watch.fault(now));
  }

  @Test
  void picturesThatChangeWithTheArmAreNew() {
    for (int i = 0; i < 100; i++) {
      assertTrue(isNew(i, now, 0.002 * i));
    }
    assertEquals(Optional.empty(), watch.fault(now));
  }

  @Test
  void theSamePictureWhileTheArmMovesIsOldAndThenAFault() {
    int fresh = 0;
    long from = now;
    while (watch.fault(now).isEmpty() && now < from + 9 * ScriptedCell.SECOND) {
      fresh += isNew(0, now, 0.008 * (now - from) / PICTURE) ? 1 : 0;
    }
    assertEquals(4, fresh, "up to 3 cm from where it changed last");
    assertTrue(watch.isBlind(now, 4));
    assertTrue(now - from >= 4_900_000_000L && now - from <= 5_000_000_000L);
    String fault = watch.fault(now).orElseThrow();
    assertTrue(fault.contains("'" + CameraModel.ONLY + "'") && fault.contains("same picture"));
    assertTrue(isNew(1, now, 0.3), "a picture that changes again is one");
    assertEquals(Optional.empty(), watch.fault(now));
  }

  @Test
  void picturesThatStopComingAreAFaultInTheEnd() {
    assertEquals(Optional.empty(), watch.fault(now), "before the first one nothing is missing");
    assertTrue(isNew(0, now, 0));
    long seen = now - PICTURE;
    assertEquals(Optional.empty(), watch.fault(seen + 5 * ScriptedCell.SECOND - 1));
    assertTrue(watch.isBlind(seen + ScriptedCell.SECOND, 0.6));
    assertEquals(
        "no new picture came for 5.1 s; does the camera still run?",
        watch.fault(seen + 5_100_000_000L).orElseThrow());
    now = seen + 5_100_000_000L;
    assertTrue(isNew(0, now, 0));
    assertEquals(Optional.empty(), watch.fault(now));
  }

  /** They come, but late: nothing can be decided by them, and nobody waits for ever. */
  @Test
  void picturesThatAreAllTooOldAreAFaultInTheEnd() {
    long from = now;
    boolean isBlind = true;
    while (watch.fault(now).isEmpty() && now < from + 9 * ScriptedCell.SECOND) {
      assertTrue(isNew((int) (now / PICTURE), now - ScriptedCell.SECOND, 0));
      isBlind &= watch.isBlind(now, 0.6);
    }
    assertTrue(isBlind);
    assertTrue(now - from >= 5 * ScriptedCell.SECOND && now - from <= 5_200_000_000L);
    String fault = watch.fault(now).orElseThrow();
    assertTrue(fault.contains("was too old to move by, the newest is of 1."), fault);
    assertTrue(isNew(1, now, 0));
    assertFalse(watch.isBlind(now, 0.6));
    assertEquals(Optional.empty(), watch.fault(now));
  }

  /** Where the camera does not look the arm may move as it likes. */
  @Test
  void anArmThatIsNotInThePictureDoesNotCount() {
    for (int i = 0; i < 50; i++) {
      assertTrue(isNew(0, now, 5 + 0.1 * i));
    }
    assertEquals(Optional.empty(), watch.fault(now));
  }

  @Test
  void stampsThatStandStillAreNeverNewAndThenAFault() {
    long stamp = now;
    assertTrue(isNew(0, stamp, 0));
    long from = now;
    while (watch.fault(now).isEmpty() && now < from + 5 * ScriptedCell.SECOND) {
      assertEquals(false, isNew((int) (now / PICTURE), stamp, 0));
    }
    assertTrue(now - from <= 1_200_000_000L);
    String fault = watch.fault(now).orElseThrow();
    assertTrue(fault.contains("stand still at 7.000 s"), fault);
  }
}

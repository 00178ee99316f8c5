package dev.cobot.brain.belief;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushingTest {
  private static final CameraModel CAMERA =
      new CameraModel(
          CameraIntrinsics.ideal(320, 240, 0.9),
          CameraModel.lookAt(new Vector3(0.75, 0, 0.75), Vector3.ZERO));

  private static final double TICK_METERS = 0.004;
  private static final double LOW = 0.024;
  private static final double CLOSED = 0;
  private static final double OPEN = 0.05;

  /** Half of the bowl and half of the closed fingers. */
  private static final double TOUCHING_METERS = 0.08 + 0.01;

  private final SceneBelief belief = new SceneBelief();
  private long now;

  private static HandState hand(double x, double y, double z, double yawRad, double opening) {
    return new HandState(
        new Transform("table", "tool0", new Vector3(x, y, z), HandState.pointingDown(yawRad)),
        opening,
        0,
        false);
  }

  private static Detection seen(ObjectKind kind, double x, double y, Vector3 size) {
    return new Detection(
        new ObjectAttributes(
            "seen",
            kind,
            new Vector3(x, y, size.z() / 2),
            0,
            ColorName.GREY.prototype(),
            size,
            0.9,
            new ObjectAttributes.Uncertainty(
                new Vector3(0.003, 0.003, 0.003), 0.05, new Vector3(0.02, 0.02, 0.02))),
        new float[] {1, 2});
  }

  private static Detection bowl(double x, double y) {
    return seen(ObjectKind.BOWL, x, y, new Vector3(0.16, 0.16, 0.05));
  }

  private static Detection cube(double x, double y) {
    return seen(ObjectKind.CUBE, x, y, new Vector3(0.04, 0.04, 0.04));
  }

  private void feel(HandState hand, Detection... shown) {
    now += 40_000_000;
    belief.feel(hand);
    belief.see(List.of(new Look(CAMERA, now, List.of(shown))), hand);
  }

  /** Shows some objects while the hand is far away. */
  private void show(Detection... detections) {
    for (int i = 0; i < 3; i++) {
      feel(hand(-0.3, 0.4, 0.3, 0, CLOSED), detections);
    }
  }

  private Vector3 place(ObjectKind kind) {
    return belief.tracks().stream()
        .map(Track::attributes)
        .filter(a -> a.kind() == kind)
        .findFirst()
        .orElseThrow()
        .positionMeters();
  }

  /** Moves a hand that hides everything from one place to another along x. */
  private void moveHidden(double fromX, double toX, double y, double z, double opening) {
    int ticks = (int) Math.ceil(Math.abs(toX - fromX) / TICK_METERS);
    for (int i = 0; i <= ticks; i++) {
      feel(hand(fromX + (toX - fromX) * i / ticks, y, z, 0, opening));
    }
  }

  @Test
  void whatIsPushedWhileNothingShowsItGoesAheadOfTheFingers() {
    show(bowl(0.1, 0));
    long lastSeen = belief.tracks().get(0).lastSeenNanos();
    moveHidden(0.24, 0.05, 0, LOW, CLOSED);
    assertEquals(0.05 - TOUCHING_METERS, place(ObjectKind.BOWL).x(), 1e-9);
    assertEquals(0, place(ObjectKind.BOWL).y(), 1e-9);
    assertEquals(lastSeen, belief.tracks().get(0).lastSeenNanos(), "no picture showed it");
    // It stays where it was left.
    moveHidden(0.05, 0.2, 0, LOW, CLOSED);
    assertEquals(0.05 - TOUCHING_METERS, place(ObjectKind.BOWL).x(), 1e-9);
  }

  /** Friction leads along what is met near to its middle. */
  @Test
  void whatIsMetNearItsMiddleGoesWhereTheFingersGo() {
    show(bowl(0.1, 0.02));
    moveHidden(0.24, 0.05, 0, LOW, CLOSED);
    Vector3 bowl = place(ObjectKind.BOWL);
    assertEquals(0.02, bowl.y(), 1e-9);
    assertEquals(0.08, Math.hypot(bowl.x() - 0.04, bowl.y() - 0.01), 1e-3, "it touches a corner");
  }

  @Test
  void whatIsMetOffItsMiddleSlidesAside() {
    show(bowl(0.1, 0.06));
    moveHidden(0.24, 0.1, 0, LOW, CLOSED);
    Vector3 bowl = place(ObjectKind.BOWL);
    assertTrue(bowl.y() > 0.062 && bowl.x() < 0.095, bowl.toString());
    assertEquals(0.08, Math.hypot(bowl.x() - 0.09, bowl.y() - 0.01), 1e-3, "it touches a corner");
  }

  /** How it slid unseen nobody knows well; seen near the hand it is no part of the arm. */
  @Test
  void whatWasPushedUnseenIsFoundFurtherAway() {
    Detection aside = bowl(-0.05, 0.1);
    for (int i = 0; i < 8; i++) {
      show(bowl(0.1, 0));
    }
    HandState pushes = hand(0.05, 0, LOW, 0, CLOSED);
    moveHidden(0.24, 0.05, 0, LOW, CLOSED);
    assertTrue(place(ObjectKind.BOWL).horizontalDistanceTo(new Vector3(-0.05, 0.1, 0)) > 0.09);
    for (int i = 0; i < 40; i++) {
      feel(pushes, aside);
    }
    assertEquals("bowl-1", belief.tracks().get(0).id());
    assertEquals(1, belief.tracks().size());
    assertEquals(0.1, place(ObjectKind.BOWL).y(), 1e-3);
    // The same again is too far: it was seen where it is.
    for (int i = 0; i < 40; i++) {
      feel(pushes, bowl(-0.05, 0));
    }
    assertEquals(0.1, place(ObjectKind.BOWL).y(), 1e-3);
  }

  @Test
  void oneOfAnotherColourIsNotWhatWasPushed() {
    show(bowl(0.1, 0));
    moveHidden(0.24, 0.05, 0, LOW, CLOSED);
    double x = place(ObjectKind.BOWL).x();
    ObjectAttributes red = bowl(-0.05, 0.1).attributes();
    Detection other =
        new Detection(
            new ObjectAttributes(
                red.id(),
                red.kind(),
                red.positionMeters(),
                0,
                ColorName.RED.prototype(),
                red.sizeMeters(),
                0.9,
                red.uncertainty()),
            new float[] {1, 2});
    for (int i = 0; i < 10; i++) {
      feel(hand(0.05, 0, LOW, 0, CLOSED), other);
    }
    assertEquals(x, place(ObjectKind.BOWL).x(), 1e-9);
  }

  @Test
  void whatThePicturesShowIsStillBelieved() {
    show(bowl(0.1, 0));
    moveHidden(0.24, 0.05, 0, LOW, CLOSED);
    for (int i = 0; i < 40; i++) {
      feel(hand(0.05, 0, LOW, 0, CLOSED), bowl(-0.06, 0.01));
    }
    assertEquals(-0.06, place(ObjectKind.BOWL).x(), 1e-3);
    assertEquals(0.01, place(ObjectKind.BOWL).y(), 1e-3);
  }

  @Test
  void aHandAboveIsNotInTheWay() {
    show(bowl(0.1, 0));
    moveHidden(0.24, 0.05, 0, 0.08, CLOSED);
    assertEquals(0.1, place(ObjectKind.BOWL).x(), 1e-9);
  }

  /** What lies between open fingers is where the hand is. */
  @Test
  void openFingersPushNothing() {
    show(cube(0.1, 0));
    moveHidden(0.2, 0.1, 0, LOW, OPEN);
    assertEquals(0.1, place(ObjectKind.CUBE).x(), 1e-9);
    // They close on nothing: the cube is not where it was believed, but nobody knows where.
    moveHidden(0.1, 0.1 + 3 * TICK_METERS, 0, LOW, CLOSED);
    assertEquals(0.1, place(ObjectKind.CUBE).x(), 1e-9);
  }

  @Test
  void whatComesDownIntoABowlDoesNotPushIt() {
    show(bowl(0.1, 0));
    feel(hand(0.1, 0, 0.08, 0, CLOSED));
    moveHidden(0.1, 0.12, 0, LOW, CLOSED);
    assertEquals(0.1, place(ObjectKind.BOWL).x(), 1e-9);
  }

  @Test
  void anythingIsPushedAndTakesAlongWhatIsInIt() {
    show(bowl(0.1, 0), cube(0.08, 0.01), seen(ObjectKind.CUP, 0.1, 0.3, new Vector3(.07, .07, .1)));
    moveHidden(0.24, 0.05, 0, LOW, CLOSED);
    double way = 0.05 - TOUCHING_METERS - 0.1;
    assertEquals(0.08 + way, place(ObjectKind.CUBE).x(), 1e-9);
    assertEquals(0.01, place(ObjectKind.CUBE).y(), 1e-9);
    assertEquals(0.1, place(ObjectKind.CUP).x(), 1e-9);
    moveHidden(0.2, 0, 0.3, LOW, CLOSED);
    assertEquals(0 - 0.035 - 0.01, place(ObjectKind.CUP).x(), 1e-9);
  }
}

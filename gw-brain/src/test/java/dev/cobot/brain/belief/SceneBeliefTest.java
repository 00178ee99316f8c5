package dev.cobot.brain.belief;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SceneBeliefTest {
  private static final long PERIOD_NANOS = 80_000_000;
  private static final CameraModel CAMERA =
      new CameraModel(
          CameraIntrinsics.ideal(320, 240, 0.9),
          CameraModel.lookAt(new Vector3(0.75, 0, 0.75), Vector3.ZERO));
  private static final CameraModel SIDE =
      new CameraModel(
          "side",
          CameraIntrinsics.ideal(320, 240, 0.9),
          CameraModel.lookAt(new Vector3(0.05, -0.75, 0.6), Vector3.ZERO));
  private static final HandState AWAY = hand(new Vector3(-0.3, 0.4, 0.2), 0, false);
  private static final Vector3 HERE = new Vector3(0, -0.1, 0.02);
  private static final Vector3 THERE = new Vector3(0.1, 0.12, 0.02);

  private final SceneBelief belief = new SceneBelief();
  private long now;

  private static HandState hand(Vector3 position, double yawRad, boolean holding) {
    return new HandState(
        new Transform("table", "tool0", position, HandState.pointingDown(yawRad)),
        0.04,
        0,
        holding);
  }

  private static Detection seen(ObjectKind kind, ColorName color, Vector3 position, double yawRad) {
    double height = kind == ObjectKind.BOTTLE ? 0.2 : 0.04;
    return new Detection(
        new ObjectAttributes(
            "seen",
            kind,
            position,
            yawRad,
            color.prototype(),
            new Vector3(0.04, 0.04, height),
            0.9,
            new ObjectAttributes.Uncertainty(
                new Vector3(0.003, 0.003, 0.003), 0.05, new Vector3(0.02, 0.02, 0.02))),
        new float[] {1, 2});
  }

  private static Detection redCube(Vector3 position) {
    return seen(ObjectKind.CUBE, ColorName.RED, position, 0);
  }

  private void see(HandState hand, Detection... detections) {
    now += PERIOD_NANOS;
    belief.feel(hand);
    belief.see(List.of(new Look(CAMERA, now, List.of(detections))), hand);
  }

  private Track only() {
    assertEquals(1, belief.tracks().size(), belief.tracks().toString());
    return belief.tracks().get(0);
  }

  private static void assertNear(Vector3 expected, Vector3 got) {
    assertEquals(0, expected.distanceTo(got), 1e-12, expected + " and " + got);
  }

  @Test
  void oneSightingIsNotBelieved() {
    see(AWAY, redCube(HERE));
    assertTrue(belief.tracks().isEmpty());
    Detection second = redCube(HERE);
    see(AWAY, second);
    assertEquals("cube-1", only().id());
    assertEquals(2, only().sightings());
    assertEquals(now, only().lastSeenNanos());
    assertSame(second.encoding(), only().encoding(), "the newest encoding");
  }

  /** One axis off by four sigmas of both places, of three. */
  @Test
  void whatIsSeenElsewhereThanBelievedIsToldInSigmas() {
    see(AWAY, redCube(HERE));
    assertEquals(Map.of(), belief.innovations(), "nothing was expected there");
    see(AWAY, redCube(HERE));
    assertEquals(Map.of("cube-1", 0.0), belief.innovations());
    double both = Math.hypot(0.003, 0.003);
    see(AWAY, redCube(HERE.plus(new Vector3(4 * both, 0, 0))));
    assertEquals(4 / Math.sqrt(3), belief.innovations().get("cube-1"), 1e-9);
    see(AWAY);
    assertEquals(Map.of(), belief.innovations(), "the picture does not show it");
    see(AWAY, redCube(THERE));
    assertEquals("cube-1", only().id());
    assertTrue(belief.innovations().get("cube-1") > 20, belief.innovations().toString());
    belief.see(List.of(), AWAY);
    assertEquals(Map.of(), belief.innovations(), "no picture came");
  }

  private static Detection scored(Detection detection, double score) {
    ObjectAttributes a = detection.attributes();
    return new Detection(
        new ObjectAttributes(
            a.id(),
            a.kind(),
            a.positionMeters(),
            a.yawRad(),
            a.color(),
            a.sizeMeters(),
            score,
            a.uncertainty()),
        detection.encoding());
  }

  /** Parts of the arm look like things now and then, though never surely. */
  @Test
  void whatAppearsLateMustLookMoreLikeItself() {
    Detection cup = seen(ObjectKind.CUP, ColorName.BLUE, new Vector3(-0.2, 0.2, 0.04), 0);
    for (int i = 0; i < 6; i++) {
      see(AWAY, redCube(HERE), scored(cup, 0.78));
    }
    assertEquals(2, belief.tracks().size(), "at first it is believed");
    Detection bottle = seen(ObjectKind.BOTTLE, ColorName.GREEN, new Vector3(-0.2, -0.2, 0.1), 0);
    for (int i = 0; i < 8; i++) {
      see(AWAY, redCube(HERE), scored(cup, 0.78), scored(bottle, 0.78));
    }
    assertEquals(2, belief.tracks().size(), "later not");
    see(AWAY, redCube(HERE), scored(cup, 0.78), scored(bottle, 0.85));
    see(AWAY, redCube(HERE), scored(cup, 0.78), scored(bottle, 0.85));
    assertEquals(3, belief.tracks().size());
    for (int i = 0; i < 4; i++) {
      see(AWAY, redCube(HERE), scored(cup, 0.78), scored(bottle, 0.4));
    }
    assertEquals(2, belief.tracks().size(), "on the whole it does not look like one");
  }

  @Test
  void sightingsAreAveraged() {
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(HERE.plus(new Vector3(0.01, 0, 0))));
    assertNear(HERE.plus(new Vector3(0.005, 0, 0)), only().attributes().positionMeters());
    see(AWAY, redCube(HERE.plus(new Vector3(0.02, 0, 0.003))));
    assertNear(HERE.plus(new Vector3(0.01, 0, 0.001)), only().attributes().positionMeters());
  }

  @Test
  void noiseIsSmoothedAndChangeIsStillFollowed() {
    SplittableRandom random = new SplittableRandom(3);
    double squared = 0;
    int runs = 60;
    for (int run = 0; run < runs; run++) {
      SceneBelief fresh = new SceneBelief();
      for (int i = 1; i <= 25; i++) {
        Vector3 noise = new Vector3(0.003 * random.nextGaussian(), 0, 0);
        fresh.see(
            List.of(new Look(CAMERA, i * PERIOD_NANOS, List.of(redCube(HERE.plus(noise))))), AWAY);
      }
      double error = fresh.tracks().get(0).attributes().positionMeters().x() - HERE.x();
      squared += error * error;
    }
    assertTrue(Math.sqrt(squared / runs) < 0.6 * 0.003, "sigma " + Math.sqrt(squared / runs));
    for (int i = 0; i < 40; i++) {
      see(AWAY, redCube(HERE));
    }
    Vector3 pushed = HERE.plus(new Vector3(0.04, 0, 0));
    for (int i = 0; i < 16; i++) {
      see(AWAY, redCube(pushed));
    }
    assertEquals(0, only().attributes().positionMeters().distanceTo(pushed), 0.0005);
  }

  @Test
  void whatIsHiddenStays() {
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(HERE));
    long last = now;
    for (int i = 0; i < 500; i++) {
      see(AWAY);
    }
    assertNear(HERE, only().attributes().positionMeters());
    assertEquals(last, only().lastSeenNanos());
  }

  @Test
  void aGlimpseIsForgottenAfterAWhile() {
    see(AWAY, redCube(HERE));
    now += 400_000_000;
    see(AWAY);
    see(AWAY, redCube(HERE));
    assertEquals("cube-1", only().id(), "0.56 s later it is still the same");

    see(AWAY, seen(ObjectKind.CUP, ColorName.WHITE, THERE, 0));
    now += 600_000_000;
    see(AWAY);
    see(AWAY, seen(ObjectKind.CUP, ColorName.WHITE, THERE, 0));
    assertEquals(1, belief.tracks().size());
    see(AWAY, seen(ObjectKind.CUP, ColorName.WHITE, THERE, 0));
    assertEquals("cup-3", belief.tracks().get(1).id(), "the glimpse has lost its name");
  }

  @Test
  void whatTheHandHoldsMovesWithItAndStaysWhereItIsLeft() {
    for (int i = 0; i < 3; i++) {
      see(AWAY, seen(ObjectKind.CUBE, ColorName.RED, HERE, 0.3));
    }
    Vector3 grasp = HERE.plus(new Vector3(0.004, -0.003, -0.005));
    see(hand(grasp, 0.2, true));
    assertTrue(only().held());
    // The fingers centre the object; how high it was gripped is kept.
    assertNear(grasp.plus(new Vector3(0, 0, 0.005)), only().attributes().positionMeters());
    Vector3 carried = new Vector3(0.2, 0.15, 0.25);
    see(hand(carried, 0.9, true));
    assertNear(carried.plus(new Vector3(0, 0, 0.005)), only().attributes().positionMeters());
    assertEquals(0.9, only().attributes().yawRad(), 1e-12, "flat between the fingers");
    see(hand(carried, 0.9, false));
    see(AWAY);
    assertFalse(only().held());
    assertNear(carried.plus(new Vector3(0, 0, 0.005)), only().attributes().positionMeters());
    assertEquals("cube-1", only().id());
  }

  private static Detection leaning(Detection detection, Vector3 axis) {
    return new Detection(detection.attributes().leaning(axis), detection.encoding());
  }

  private static Detection sized(ObjectKind kind, Vector3 position, Vector3 size) {
    ObjectAttributes a = seen(kind, ColorName.WHITE, position, 0).attributes();
    return new Detection(
        new ObjectAttributes(
            a.id(), kind, position, 0, a.color(), size, a.score(), a.uncertainty()),
        new float[] {1, 2});
  }

  private void seeThrice(Detection... detections) {
    for (int i = 0; i < 3; i++) {
      see(AWAY, detections);
    }
  }

  private static void assertClose(Vector3 expected, Vector3 got) {
    assertEquals(0, expected.distanceTo(got), 1e-9, expected + " and " + got);
  }

  @Test
  void aStandingBottleIsTakenByItsCap() {
    Vector3 place = new Vector3(0, -0.1, 0.1); // 0.2 m tall
    seeThrice(seen(ObjectKind.BOTTLE, ColorName.GREEN, place, 0));
    see(hand(place.plus(new Vector3(0, 0, 0.16)), 0, true));
    assertFalse(only().held(), "its end is too far away");
    see(hand(place.plus(new Vector3(0, 0, 0.16)), 0, false));
    see(hand(place.plus(new Vector3(0.06, 0, 0)), 0, true));
    assertFalse(only().held(), "it is beside the hand");
    see(AWAY);
    Vector3 cap = place.plus(new Vector3(0.003, 0.002, 0.085));
    see(hand(cap, 0.4, true));
    assertTrue(only().held());
    assertClose(cap.plus(new Vector3(0, 0, -0.085)), only().attributes().positionMeters());
    Vector3 carried = new Vector3(0.15, 0.1, 0.35);
    see(hand(carried, -1, true));
    assertClose(carried.plus(new Vector3(0, 0, -0.085)), only().attributes().positionMeters());
    assertClose(ObjectAttributes.UPRIGHT, only().attributes().axis());
  }

  @Test
  void aLyingBottleTurnsAboutTheHandThatHoldsItsNeck() {
    Vector3 place = new Vector3(0, -0.1, 0.03);
    Vector3 axis = Quaternion.fromYaw(0.5).rotate(new Vector3(1, 0, 0));
    Vector3 across = Quaternion.fromYaw(0.5).rotate(new Vector3(0, 1, 0));
    seeThrice(leaning(seen(ObjectKind.BOTTLE, ColorName.GREEN, place, 0), axis));
    double yawRad = 0.5 + Math.PI / 2;
    Vector3 neck =
        place.plus(axis.times(0.07)).plus(across.times(0.004)).plus(new Vector3(0, 0, 0.002));
    see(hand(neck, yawRad, true));
    assertTrue(only().held());
    // The fingers centre it between them; where along it they are, and how high, is kept.
    Vector3 lower = new Vector3(0, 0, -0.002);
    assertClose(neck.plus(axis.times(-0.07)).plus(lower), only().attributes().positionMeters());
    assertClose(axis, only().attributes().axis());
    Vector3 carried = new Vector3(0.15, 0.1, 0.3);
    for (double turned = 0.2; turned < 1; turned += 0.2) {
      see(hand(carried, yawRad + turned, true));
      Vector3 now = Quaternion.fromYaw(turned).rotate(axis);
      assertClose(now, only().attributes().axis());
      assertClose(carried.plus(now.times(-0.07)).plus(lower), only().attributes().positionMeters());
    }
    ObjectAttributes left = only().attributes();
    see(AWAY);
    assertFalse(only().held());
    assertClose(left.positionMeters(), only().attributes().positionMeters());
    assertClose(left.axis(), only().attributes().axis());
  }

  /** The eye errs by more than a cloth is thick; that it lies on the table is known. */
  @Test
  void theHeightOfATakenClothComesFromTheTable() {
    Vector3 size = new Vector3(0.14, 0.10, 0.034);
    seeThrice(sized(ObjectKind.CLOTH, new Vector3(0, -0.1, 0.032), size));
    see(hand(new Vector3(0.002, -0.1, 0.022), 0, true));
    assertTrue(only().held());
    assertClose(new Vector3(0.002, -0.1, 0.017), only().attributes().positionMeters());
    see(hand(new Vector3(0.1, 0.1, 0.062), 0, true));
    assertClose(new Vector3(0.1, 0.1, 0.057), only().attributes().positionMeters());
  }

  private List<String> held() {
    return belief.tracks().stream().filter(Track::held).map(Track::id).toList();
  }

  @Test
  void whatIsInABowlIsTakenAndNotTheBowl() {
    Vector3 middle = new Vector3(0, -0.1, 0.03);
    Detection bowl = sized(ObjectKind.BOWL, middle, new Vector3(0.16, 0.16, 0.06));
    Detection cube = redCube(middle.plus(new Vector3(0.03, 0, 0)));
    seeThrice(bowl, cube);
    assertEquals(2, belief.tracks().size(), belief.tracks().toString());
    Vector3 nearer = middle.plus(new Vector3(0.012, 0, 0)); // to the bowl's middle
    see(hand(nearer, 0, true));
    assertEquals(List.of("cube-2"), held());
    see(AWAY);
    see(hand(middle.plus(new Vector3(-0.042, 0, 0)), 0, true)); // too far from the cube
    assertEquals(List.of("bowl-1"), held());
  }

  @Test
  void whatStandsOnAPedestalIsNoMisreading() {
    Detection pedestal =
        sized(ObjectKind.PEDESTAL, new Vector3(0, -0.1, 0.04), new Vector3(0.1, 0.1, 0.08));
    Detection cup = seen(ObjectKind.CUP, ColorName.RED, new Vector3(0.002, -0.1, 0.12), 0);
    for (boolean cupFirst : new boolean[] {false, true}) {
      SceneBelief both = new SceneBelief();
      for (int i = 1; i <= 6; i++) {
        List<Detection> seen = i < 3 ? List.of(cupFirst ? cup : pedestal) : List.of(pedestal, cup);
        both.see(List.of(new Look(CAMERA, i * PERIOD_NANOS, seen)), AWAY);
      }
      assertEquals(2, both.tracks().size(), both.tracks().toString());
      both.feel(hand(new Vector3(0, -0.1, 0.09), 0, true)); // between the two
      assertEquals(
          List.of(ObjectKind.CUP),
          both.tracks().stream().filter(Track::held).map(t -> t.attributes().kind()).toList());
    }
  }

  @Test
  void theAxisIsAveragedAndJumpsWithAJump() {
    Detection bottle = seen(ObjectKind.BOTTLE, ColorName.GREEN, HERE, 0);
    Vector3 leaning = new Vector3(Math.sin(0.2), 0, Math.cos(0.2));
    see(AWAY, bottle);
    see(AWAY, leaning(bottle, leaning));
    Vector3 half = new Vector3(Math.sin(0.1), 0, Math.cos(0.1));
    assertClose(half, only().attributes().axis());
    see(AWAY, leaning(bottle, leaning));
    Vector3 third = half.times(2.0 / 3).plus(leaning.times(1.0 / 3)).normalized();
    assertClose(third, only().attributes().axis());
    see(AWAY, leaning(bottle, third.times(-1)));
    see(AWAY, leaning(bottle, third.times(-1)));
    assertClose(third, only().attributes().axis()); // cap and bottom are taken for each other
    Vector3 flat = new Vector3(0.6, -0.8, 0);
    see(AWAY, leaning(seen(ObjectKind.BOTTLE, ColorName.GREEN, THERE, 0), flat));
    assertEquals("bottle-1", only().id());
    assertNear(THERE, only().attributes().positionMeters());
    assertClose(flat, only().attributes().axis());
    assertTrue(only().attributes().isLying());
  }

  @Test
  void anAxisThatIsSeenTheOtherWayRoundAtFirstStays() {
    Detection bottle = seen(ObjectKind.BOTTLE, ColorName.GREEN, HERE, 0);
    Vector3 flat = new Vector3(0.6, -0.8, 0);
    see(AWAY, leaning(bottle, flat));
    see(AWAY, leaning(bottle, flat.times(-1)));
    assertClose(flat, only().attributes().axis());
  }

  @Test
  void theHandTakesTheNearestThingWithinReach() {
    Detection cup = seen(ObjectKind.CUP, ColorName.WHITE, HERE.plus(new Vector3(0, 0.045, 0)), 0);
    see(AWAY, redCube(HERE), cup);
    see(AWAY, redCube(HERE), cup);
    see(hand(THERE, 0, true));
    assertTrue(belief.tracks().stream().noneMatch(Track::held), "nothing is near");
    see(hand(HERE, 0, false));
    see(hand(HERE.plus(new Vector3(0, 0.01, 0)), 0, true));
    assertEquals(
        List.of("cube-1"), belief.tracks().stream().filter(Track::held).map(Track::id).toList());
  }

  @Test
  void picturesOfWhatIsHeldAreNotUsed() {
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(HERE));
    see(hand(HERE, 0, true));
    Vector3 carried = new Vector3(0.1, 0.1, 0.25);
    for (int i = 0; i < 10; i++) {
      see(hand(carried, 0, true), redCube(carried.plus(new Vector3(0.02, -0.25, -0.2))));
    }
    assertNear(carried, only().attributes().positionMeters());
    assertTrue(only().held());
    // Another colour is another cube.
    Detection blue = seen(ObjectKind.CUBE, ColorName.BLUE, new Vector3(0.1, -0.2, 0.02), 0);
    see(hand(carried, 0, true), blue);
    see(hand(carried, 0, true), blue);
    assertEquals(2, belief.tracks().size());
  }

  @Test
  void whatIsSeenAtTheHandIsNotUsedUnlessItIsABowlOrAPedestal() {
    HandState over = hand(HERE.plus(new Vector3(0, 0, 0.03)), 0, false);
    Detection bowl = seen(ObjectKind.BOWL, ColorName.WHITE, HERE, 0);
    for (int i = 0; i < 4; i++) {
      see(over, redCube(HERE));
    }
    assertTrue(belief.tracks().isEmpty());
    see(over, bowl);
    see(over, bowl);
    assertEquals("bowl-1", only().id());
    see(over, redCube(THERE));
    see(over, redCube(THERE));
    assertEquals(2, belief.tracks().size(), "away from the hand pictures count");
    SceneBelief other = new SceneBelief();
    Detection pedestal = seen(ObjectKind.PEDESTAL, ColorName.WHITE, HERE, 0);
    for (int i = 1; i <= 3; i++) {
      other.see(List.of(from(CAMERA, i * PERIOD_NANOS, pedestal)), over);
    }
    assertEquals(1, other.tracks().size());
  }

  @Test
  void anObjectThatJumpedKeepsItsName() {
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(THERE));
    assertEquals("cube-1", only().id());
    assertNear(THERE, only().attributes().positionMeters());
  }

  @Test
  void aSecondOneLikeItIsAnotherOne() {
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(HERE), redCube(THERE));
    see(AWAY, redCube(HERE), redCube(THERE));
    assertEquals(List.of("cube-1", "cube-2"), belief.tracks().stream().map(Track::id).toList());
    assertNear(HERE, belief.tracks().get(0).attributes().positionMeters());
    // Both hidden, one seen elsewhere: which of the two it is cannot be told.
    Vector3 elsewhere = new Vector3(-0.15, 0.05, 0.02);
    see(AWAY, redCube(elsewhere));
    see(AWAY, redCube(elsewhere));
    assertEquals(3, belief.tracks().size());
    assertNear(HERE, belief.tracks().get(0).attributes().positionMeters());
    assertNear(THERE, belief.tracks().get(1).attributes().positionMeters());
  }

  @Test
  void neighboursAreNotMixedUp() {
    Vector3 next = HERE.plus(new Vector3(0.05, 0, 0));
    for (int i = 0; i < 5; i++) {
      see(AWAY, redCube(next), redCube(HERE));
      see(AWAY, redCube(HERE), redCube(next));
    }
    assertEquals(2, belief.tracks().size());
    assertNear(next, belief.tracks().get(0).attributes().positionMeters());
    assertNear(HERE, belief.tracks().get(1).attributes().positionMeters());
  }

  @Test
  void aMisreadKindIsNoSecondObject() {
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(HERE));
    Detection asCup = seen(ObjectKind.CUP, ColorName.RED, HERE.plus(new Vector3(0.01, 0.01, 0)), 0);
    for (int i = 0; i < 10; i++) {
      see(AWAY, asCup);
    }
    assertEquals(ObjectKind.CUBE, only().attributes().kind());
    // A cube may well lie in a bowl.
    Detection bowl = seen(ObjectKind.BOWL, ColorName.WHITE, HERE, 0);
    see(AWAY, redCube(HERE), bowl);
    see(AWAY, redCube(HERE), bowl);
    assertEquals(2, belief.tracks().size());
  }

  @Test
  void yawIsAveragedModuloTheSymmetry() {
    double quarter = Math.PI / 2;
    see(AWAY, seen(ObjectKind.CUBE, ColorName.RED, HERE, 0.75));
    see(AWAY, seen(ObjectKind.CUBE, ColorName.RED, HERE, 0.81 - quarter));
    assertEquals(0.78, only().attributes().yawRad(), 1e-12);
    see(AWAY, seen(ObjectKind.CUBE, ColorName.RED, HERE, 0.78 + 0.03 + 5 * quarter));
    assertEquals(0.79, only().attributes().yawRad(), 1e-12);

    see(AWAY, seen(ObjectKind.CLOTH, ColorName.BLUE, THERE, 1.5));
    see(AWAY, seen(ObjectKind.CLOTH, ColorName.BLUE, THERE, 1.6 - Math.PI));
    assertEquals(1.55, belief.tracks().get(1).attributes().yawRad(), 1e-12);
  }

  @Test
  void anyInputLeavesABeliefInOrder() {
    SplittableRandom random = new SplittableRandom(99);
    ObjectKind[] kinds = ObjectKind.values();
    for (int run = 0; run < 30; run++) {
      SceneBelief any = new SceneBelief();
      Map<String, ObjectKind> kindOf = new HashMap<>();
      long time = 0;
      for (int step = 0; step < 300; step++) {
        HandState hand = hand(position(random), random.nextDouble(-7, 7), random.nextInt(3) == 0);
        if (random.nextInt(5) > 0) {
          any.feel(hand);
        }
        List<Detection> detections = new ArrayList<>();
        for (int i = random.nextInt(7); i > 0; i--) {
          Detection detection =
              seen(
                  kinds[random.nextInt(5)],
                  ColorName.values()[random.nextInt(4)],
                  position(random),
                  random.nextDouble(-20, 20));
          if (random.nextInt(3) == 0) {
            detection = leaning(detection, position(random).plus(new Vector3(0, 0, -0.1)));
          }
          detections.add(detection);
          if (random.nextInt(10) == 0) {
            detections.add(detection);
          }
        }
        time += random.nextLong(0, 900_000_000);
        Look one = new Look(random.nextBoolean() ? CAMERA : SIDE, time, detections);
        Look other = new Look(one.camera().equals(SIDE) ? CAMERA : SIDE, time, detections);
        any.see(random.nextInt(3) == 0 ? List.of(one, other) : List.of(one), hand);
        Set<String> ids = new HashSet<>();
        int held = 0;
        for (Track track : any.tracks()) {
          assertTrue(ids.add(track.id()), "two are called " + track.id());
          ObjectKind kind = track.attributes().kind();
          assertEquals(kind, kindOf.computeIfAbsent(track.id(), id -> kind), "a name is for life");
          assertTrue(track.id().startsWith(kind.word() + "-"));
          assertTrue(track.attributes().positionMeters().isFinite());
          assertTrue(Double.isFinite(track.attributes().yawRad()));
          assertEquals(1, track.attributes().axis().norm(), 1e-9);
          assertTrue(track.lastSeenNanos() <= time);
          assertEquals(2, track.encoding().length);
          held += track.held() ? 1 : 0;
        }
        assertTrue(held <= 1, held + " held");
      }
    }
  }

  private static Vector3 position(SplittableRandom random) {
    return new Vector3(
        random.nextDouble(-0.2, 0.2), random.nextDouble(-0.2, 0.2), random.nextDouble(0.2));
  }

  /** A hand that was stopped over the table hides what was seen before it came. */
  @Test
  void whatTheArmMayHideIsRemembered() {
    see(AWAY, redCube(HERE), redCube(THERE));
    see(AWAY, redCube(HERE), redCube(THERE));
    List<Track> before = belief.tracks();
    HandState above = hand(HERE.plus(new Vector3(0, 0, 0.08)), 0, false);
    SceneBelief anew = new SceneBelief(new SceneBelief.Before(before, true));
    assertEquals(List.of(), anew.tracks(), "before the first picture");
    anew.see(List.of(new Look(CAMERA, now + PERIOD_NANOS, List.of())), above);
    assertEquals(1, anew.tracks().size(), "what stands aside must be seen again");
    assertNear(HERE, anew.tracks().get(0).attributes().positionMeters());
    anew.see(List.of(new Look(CAMERA, now + 10 * PERIOD_NANOS, List.of())), above);
    assertEquals(1, anew.tracks().size(), "for as long as it is not seen");
  }

  private static final Vector3 UP = new Vector3(0.03, 0.02, 0.12);

  /** Sees a red cube, takes it and lifts it. */
  private HandState lifted() {
    see(AWAY, redCube(HERE));
    see(AWAY, redCube(HERE));
    belief.feel(hand(HERE, 0, true));
    HandState up = hand(HERE.plus(UP), 0, true);
    belief.feel(up);
    return up;
  }

  @Test
  void whereAHeldThingWasTakenIsKept() {
    see(AWAY, redCube(HERE));
    assertTrue(belief.grip().isEmpty(), "nothing is held");
    lifted();
    assertNear(HERE, belief.grip().orElseThrow().takenFrom().positionMeters());
    assertNear(HERE.plus(UP), belief.tracks().get(0).attributes().positionMeters());
    belief.feel(hand(HERE.plus(UP), 0, false));
    assertTrue(belief.grip().isEmpty(), "it was let go");
  }

  /**
   * A stop lets the arm run on a little; how the thing lies in the hand does not change by that.
   */
  @Test
  void theNextCommandKnowsHowAndFromWhereSomethingIsHeld() {
    lifted();
    SceneBelief.Before stopped = new SceneBelief.Before(belief.tracks(), true, belief.grip());
    SceneBelief next = new SceneBelief(stopped);
    HandState ranOn = hand(HERE.plus(UP).plus(new Vector3(0.02, 0, 0.02)), 0, true);
    next.feel(ranOn);
    Track held = next.tracks().get(0);
    assertTrue(held.held());
    assertNear(ranOn.positionMeters(), held.attributes().positionMeters());
    assertNear(HERE, next.grip().orElseThrow().takenFrom().positionMeters());
    assertEquals(held.id(), next.grip().get().takenFrom().id());
  }

  @Test
  void whatAHandDoesNotFeelAnyMoreIsHeldNoMore() {
    HandState up = lifted();
    SceneBelief next =
        new SceneBelief(new SceneBelief.Before(belief.tracks(), false, belief.grip()));
    for (int i = 0; i < 20; i++) {
      next.feel(hand(up.positionMeters(), 0, false));
    }
    HandState elsewhere = hand(up.positionMeters().plus(new Vector3(0, 0, 0.03)), 0, true);
    next.feel(elsewhere);
    Vector3 taken = next.grip().orElseThrow().takenFrom().positionMeters();
    assertTrue(taken.distanceTo(HERE) > 0.1, "it is taken anew, where it was let go: " + taken);
  }

  /** A bowl with a cube in it is often seen as the cube alone. */
  @Test
  void aBowlInWhichSomethingIsSeenIsRemembered() {
    Detection bowl = seen(ObjectKind.BOWL, ColorName.GREY, THERE, 0);
    see(AWAY, bowl, redCube(HERE));
    see(AWAY, bowl, redCube(HERE));
    SceneBelief.Before before = new SceneBelief.Before(belief.tracks(), false);
    SceneBelief filled = new SceneBelief(before);
    filled.see(List.of(new Look(CAMERA, now + PERIOD_NANOS, List.of(redCube(THERE)))), AWAY);
    assertEquals(1, filled.tracks().size(), filled.tracks().toString());
    assertEquals(ObjectKind.BOWL, filled.tracks().get(0).attributes().kind());
    SceneBelief gone = new SceneBelief(before);
    gone.see(List.of(new Look(CAMERA, now + PERIOD_NANOS, List.of(redCube(HERE)))), AWAY);
    assertEquals(List.of(), gone.tracks(), "nothing is where it was");
  }

  /** The fingers, seen from above, look like a small bowl. */
  @Test
  void aBowlThatAppearsAtTheHandIsTheHand() {
    see(AWAY, redCube(THERE));
    see(AWAY, redCube(THERE));
    HandState above = hand(HERE.plus(new Vector3(0, 0, 0.08)), 0, false);
    Detection bowl = seen(ObjectKind.BOWL, ColorName.WHITE, above.positionMeters(), 0);
    SceneBelief anew = new SceneBelief(new SceneBelief.Before(belief.tracks(), true));
    SceneBelief first = new SceneBelief();
    for (int i = 1; i <= 3; i++) {
      Look look = new Look(CAMERA, now + i * PERIOD_NANOS, List.of(bowl));
      anew.see(List.of(look), above);
      first.see(List.of(look), above);
    }
    assertEquals(List.of(), anew.tracks());
    SceneBelief.Before withBowl =
        new SceneBelief.Before(List.of(belief.tracks().get(0), first.tracks().get(0)), true);
    SceneBelief known = new SceneBelief(withBowl);
    known.see(List.of(new Look(CAMERA, now + 4 * PERIOD_NANOS, List.of())), AWAY);
    assertEquals(1, known.tracks().size(), "a bowl that was there stays");
    assertEquals(1, first.tracks().size(), "a bowl under a hand that has not been there");
  }

  private static Look from(CameraModel camera, long stampNanos, Detection... detections) {
    return new Look(camera, stampNanos, List.of(detections));
  }

  /** Of two alike each is hidden from one camera: neither is the other one that has moved. */
  @Test
  void whatTheOtherCameraSeesHasNotMoved() {
    for (boolean sideFirst : new boolean[] {false, true}) {
      SceneBelief both = new SceneBelief();
      for (int i = 1; i <= 8; i++) {
        long stamp = i * PERIOD_NANOS;
        Look front = from(CAMERA, stamp, redCube(HERE));
        Look side = from(SIDE, stamp, redCube(THERE));
        both.see(sideFirst ? List.of(side, front) : List.of(front, side), AWAY);
      }
      assertEquals(2, both.tracks().size(), both.tracks().toString());
      assertEquals(
          Set.of("cube-1", "cube-2"), Set.of(both.tracks().get(0).id(), both.tracks().get(1).id()));
      assertNear(sideFirst ? THERE : HERE, both.tracks().get(0).attributes().positionMeters());
      assertNear(sideFirst ? HERE : THERE, both.tracks().get(1).attributes().positionMeters());
      assertEquals(8, both.tracks().get(0).sightings());
    }
  }

  /** The same when their pictures come in turns. */
  @Test
  void whatACameraShowedWhenItLookedLastHasNotMoved() {
    long stamp = 0;
    for (int i = 0; i < 8; i++) {
      stamp += PERIOD_NANOS / 2;
      belief.see(
          List.of(
              i % 2 == 0 ? from(CAMERA, stamp, redCube(HERE)) : from(SIDE, stamp, redCube(THERE))),
          AWAY);
    }
    assertEquals(2, belief.tracks().size(), belief.tracks().toString());
    assertNear(HERE, belief.tracks().get(0).attributes().positionMeters());
    assertNear(THERE, belief.tracks().get(1).attributes().positionMeters());
    // Both are seen by both, and one of them leaves both pictures: it is hidden, not moved.
    for (int i = 0; i < 6; i++) {
      stamp += PERIOD_NANOS / 2;
      belief.see(List.of(from(i % 2 == 0 ? CAMERA : SIDE, stamp, redCube(THERE))), AWAY);
    }
    assertEquals(2, belief.tracks().size(), belief.tracks().toString());
    assertNear(HERE, belief.tracks().get(0).attributes().positionMeters());
  }

  /** The camera that sees it first does not know yet that the other one has lost it. */
  @Test
  void whatMovesBeforeCamerasThatTakeTurnsKeepsItsName() {
    long stamp = 0;
    Vector3 place = HERE;
    for (int i = 0; i < 9; i++) {
      stamp += PERIOD_NANOS / 2;
      place = i < 5 ? HERE : THERE;
      belief.see(List.of(from(i % 2 == 0 ? CAMERA : SIDE, stamp, redCube(place))), AWAY);
    }
    assertEquals("cube-1", only().id());
    assertNear(THERE, only().attributes().positionMeters());
    assertEquals(9, only().sightings());
  }

  @Test
  void whatTwoCamerasSeeIsOneObject() {
    Vector3 slightlyOff = HERE.plus(new Vector3(0.02, 0, 0));
    belief.see(List.of(from(CAMERA, 1, redCube(HERE)), from(SIDE, 2, redCube(slightlyOff))), AWAY);
    assertEquals(2, only().sightings());
    assertEquals(2, only().lastSeenNanos());
    assertNear(HERE.plus(new Vector3(0.01, 0, 0)), only().attributes().positionMeters());
    // The newer picture may be taken in first.
    belief.see(
        List.of(from(SIDE, PERIOD_NANOS, redCube(HERE)), from(CAMERA, 3, redCube(HERE))), AWAY);
    assertEquals(PERIOD_NANOS, only().lastSeenNanos());
  }

  @Test
  void whatMovesBeforeBothCamerasKeepsItsName() {
    for (int i = 1; i <= 2; i++) {
      long stamp = i * PERIOD_NANOS;
      belief.see(
          List.of(from(CAMERA, stamp, redCube(HERE)), from(SIDE, stamp, redCube(HERE))), AWAY);
    }
    long stamp = 3 * PERIOD_NANOS;
    belief.see(
        List.of(from(CAMERA, stamp, redCube(THERE)), from(SIDE, stamp, redCube(THERE))), AWAY);
    assertEquals("cube-1", only().id());
    assertNear(THERE, only().attributes().positionMeters());
    assertEquals(6, only().sightings());
  }

  /** A container that one camera can see past the hand has to be seen again. */
  @Test
  void whatOneOfTheCamerasCanSeeIsNotRemembered() {
    HandState before = hand(HERE.plus(new Vector3(0.21, 0.03, 0.21)), 0, false);
    Detection bowl = seen(ObjectKind.BOWL, ColorName.GREY, HERE, 0);
    see(AWAY, bowl);
    see(AWAY, bowl);
    SceneBelief.Before known = new SceneBelief.Before(belief.tracks(), false);
    SceneBelief hidden = new SceneBelief(known);
    hidden.see(List.of(from(CAMERA, now)), before);
    assertEquals(1, hidden.tracks().size(), "the only camera has the hand before it");
    SceneBelief seenPast = new SceneBelief(known);
    seenPast.see(List.of(from(CAMERA, now), from(SIDE, now)), before);
    assertEquals(List.of(), seenPast.tracks());
    CameraModel elsewhere =
        new CameraModel(
            "elsewhere",
            CameraIntrinsics.ideal(320, 240, 0.9),
            CameraModel.lookAt(new Vector3(0.05, -0.75, 0.6), new Vector3(0.05, -3, 0)));
    SceneBelief unseen = new SceneBelief(known);
    unseen.see(List.of(from(CAMERA, now), from(elsewhere, now)), before);
    assertEquals(1, unseen.tracks().size(), "the other one does not look there");
  }
}

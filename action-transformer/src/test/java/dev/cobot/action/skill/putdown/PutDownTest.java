package dev.cobot.action.skill.putdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.decode.Bounds;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.HandSkill;
import dev.cobot.action.skill.InHand;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where what is held comes to rest, and what is said of it afterwards. */
class PutDownTest {
  private static final Bounds ROOM =
      new Bounds(new Vector3(-0.4, -0.45, 0), new Vector3(0.4, 0.45, 0.6));
  private static final Vector3 UP = new Vector3(0.1, 0.05, 0.25);
  private static final Track HELD = track("cup-1", ObjectKind.CUP, UP, Vector3.ZERO, true);
  private static final HandState HAND =
      new HandState(
          new Transform(CameraModel.TABLE, RobotModel.TOOL, UP, HandState.pointingDown(0)),
          0.085,
          0,
          false);
  private static final long SECOND = 1_000_000_000L;
  private static final HandSkill DOWN = new PutDown();
  private static final HandSkill BACK = new PutBack();

  private static ObjectAttributes object(String id, ObjectKind kind, Vector3 at, Vector3 axis) {
    Vector3 size =
        switch (kind) {
          case BOWL -> new Vector3(0.13, 0.13, 0.05);
          case CUP -> new Vector3(0.07, 0.07, 0.08);
          default -> new Vector3(0.04, 0.04, 0.04);
        };
    ObjectAttributes.Uncertainty sure =
        new ObjectAttributes.Uncertainty(new Vector3(0.002, 0.002, 0.002), 0, Vector3.ZERO);
    ObjectAttributes upright =
        new ObjectAttributes(id, kind, at, 0, ColorName.RED.prototype(), size, 0.9, sure);
    return axis.norm() == 0
        ? upright
        : new ObjectAttributes(id, kind, at, 0, ColorName.RED.prototype(), size, 0.9, sure, axis);
  }

  private static Track track(String id, ObjectKind kind, Vector3 at, Vector3 axis, boolean held) {
    return new Track(object(id, kind, at, axis), new float[0], 0, 3, held);
  }

  private static Track bowl(double x, double y) {
    return track("bowl-2", ObjectKind.BOWL, new Vector3(x, y, 0.025), Vector3.ZERO, false);
  }

  private static InHand inHand(Optional<Vector3> from, Track... others) {
    return new InHand(
        HELD,
        from.map(at -> object("cup-1", ObjectKind.CUP, at, Vector3.ZERO)),
        List.of(others),
        UP,
        ROOM);
  }

  private static Vector3 goal(HandSkill skill, InHand inHand) {
    assertEquals(Optional.empty(), skill.feasible(inHand));
    return skill.course(inHand).observe(inHand.held().attributes(), HAND, true).goals().get(0);
  }

  @Test
  void itIsPutDownBelowItselfWhereThatIsFree() {
    Vector3 goal = goal(DOWN, inHand(Optional.empty()));
    assertEquals(UP.x(), goal.x(), 1e-9);
    assertEquals(UP.y(), goal.y(), 1e-9);
    assertEquals(0.04, goal.z(), 1e-9, "half its height");
  }

  @Test
  void itIsPutDownBesideWhatStandsBelowIt() {
    Track bowl = bowl(UP.x(), UP.y());
    Vector3 goal = goal(DOWN, inHand(Optional.empty(), bowl));
    double away = goal.horizontalDistanceTo(bowl.attributes().positionMeters());
    assertTrue(away > 0.065 + 0.08, "the open hand clears the bowl: " + away);
    assertTrue(away < 0.2, "but no farther than it needs: " + away);
  }

  @Test
  void fromTheTableItIsPutAsHighAsItWas() {
    assertEquals(0.045, goal(DOWN, inHand(Optional.of(new Vector3(0, 0, 0.045)))).z(), 1e-9);
    assertEquals(
        0.04, goal(DOWN, inHand(Optional.of(new Vector3(0, 0, 0.12)))).z(), 1e-9, "off a pedestal");
  }

  @Test
  void aTableWithoutAFreePlaceIsToldOf() {
    Track[] crowd = new Track[400];
    for (int i = 0; i < crowd.length; i++) {
      crowd[i] = bowl(-0.5 + 0.05 * (i % 20), -0.5 + 0.05 * Math.floorDiv(i, 20));
    }
    Refusal why = DOWN.feasible(inHand(Optional.empty(), crowd)).orElseThrow();
    assertEquals("I see no free place on the table for the red cup", why.detail());
    assertEquals(Refusal.Reason.UNSUPPORTED, why.reason());
  }

  @Test
  void itGoesBackToWhereItWasTaken() {
    Vector3 pedestal = new Vector3(-0.1, 0.3, 0.12);
    assertEquals(pedestal, goal(BACK, inHand(Optional.of(pedestal), bowl(0, 0))));
    assertEquals(
        pedestal,
        goal(BACK, inHand(Optional.of(pedestal), bowl(-0.1, 0.3))),
        "into a bowl that it was in");
  }

  @Test
  void aPlaceThatIsTakenOrNotKnownIsNoneToGoBackTo() {
    Vector3 from = new Vector3(-0.1, 0.3, 0.04);
    Track cube =
        track("cube-3", ObjectKind.CUBE, new Vector3(-0.09, 0.3, 0.02), Vector3.ZERO, false);
    assertEquals(
        "where the red cup was is the red cube now; I can put it down elsewhere",
        BACK.feasible(inHand(Optional.of(from), cube)).orElseThrow().detail());
    assertEquals(
        "I do not know where the red cup was; I can put it down",
        BACK.feasible(inHand(Optional.empty())).orElseThrow().detail());
  }

  /** Judges a cup that should rest at a place by where, how and since when it is seen. */
  private static Optional<Outcome> verified(
      Vector3 at, Vector3 axis, boolean held, long seenNanos, long nowNanos) {
    Track now =
        new Track(object("cup-1", ObjectKind.CUP, at, axis), new float[0], seenNanos, 3, held);
    RoleBeliefs beliefs =
        new RoleBeliefs(
            Map.of(Role.TARGET, HELD.attributes()),
            List.of(now),
            HAND,
            new Progress(List.of(new Vector3(0.1, 0.05, 0.04)), 1, Optional.empty()));
    return DOWN.verify(beliefs, SECOND, nowNanos);
  }

  @Test
  void howItEndedIsToldByWhatIsSeen() {
    Vector3 there = new Vector3(0.11, 0.05, 0.04);
    Outcome done = verified(there, Vector3.ZERO, false, 2 * SECOND, 2 * SECOND).orElseThrow();
    assertEquals(Outcome.Kind.DONE, done.kind());
    assertEquals("I put the red cup down", done.detail());
    assertTrue(verified(there, Vector3.ZERO, false, 0, 2 * SECOND).isEmpty(), "a look is awaited");
    assertEquals(
        "I put the red cup down (let go there; not seen since)",
        verified(there, Vector3.ZERO, false, 0, 9 * SECOND).orElseThrow().detail());
    Vector3 away = new Vector3(0.3, 0.05, 0.04);
    Outcome off = verified(away, Vector3.ZERO, false, 2 * SECOND, 2 * SECOND).orElseThrow();
    assertEquals("the red cup is 200 mm from where it should rest", off.detail());
    assertEquals(Outcome.Kind.FAILED, off.kind());
    assertEquals(
        "the red cup fell over when I let go of it",
        verified(there, new Vector3(1, 0, 0), false, 2 * SECOND, 2 * SECOND)
            .orElseThrow()
            .detail());
    assertEquals(
        "I still hold the red cup",
        verified(there, Vector3.ZERO, true, 2 * SECOND, 2 * SECOND).orElseThrow().detail());
  }
}

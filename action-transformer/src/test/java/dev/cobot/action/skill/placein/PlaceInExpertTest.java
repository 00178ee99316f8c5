package dev.cobot.action.skill.placein;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.HandShape;
import dev.cobot.action.skill.Obstacles;
import dev.cobot.action.skill.Situation;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A wide hand beside a bottle: it turns so that palm and fingers come down clear of it. */
class PlaceInExpertTest {
  /** As wide as a Panda's: 204 mm along the way of the fingers, 63 across, 60 above the tool. */
  private static final HandShape WIDE =
      new HandShape(
          List.of(
              new HandShape.Part(
                  new Vector3(-0.032, -0.102, -0.2), new Vector3(0.032, 0.102, -0.06))));

  private static World world;
  private final PlaceInExpert expert = new PlaceInExpert(ActionChunk.STEP_SECONDS);

  @BeforeAll
  static void loadWorld() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
  }

  private static HandState hand(Vector3 position, double yawRad) {
    return new HandState(
        new Transform("table", "tool0", position, HandState.pointingDown(yawRad)), 0.08, 0, false);
  }

  private static SceneObject standing(ObjectKind kind, double x, double y) {
    return world.standing(kind.word(), kind, x, y, 0, ColorName.GREEN.prototype());
  }

  /** A cube at the origin, turned; the bowl far away; a bottle, if any. */
  private static Situation situation(
      HandShape shape, HandState hand, double cubeYawRad, List<SceneObject> bottles) {
    SceneObject cube = standing(ObjectKind.CUBE, 0, 0);
    return new Situation(
        hand,
        shape,
        cube.at(cube.positionMeters(), Quaternion.fromYaw(cubeYawRad)),
        Optional.of(standing(ObjectKind.BOWL, 0.3, 0.3)),
        bottles,
        Progress.NONE);
  }

  /** Lets the hand follow until it would close; returns how it is turned then. */
  private double graspYawRad(HandShape shape, double startYawRad, List<SceneObject> bottles) {
    Situation now = situation(shape, hand(new Vector3(0.1, 0.1, 0.3), startYawRad), 0.1, bottles);
    for (int tick = 0; tick < 10 / ActionChunk.STEP_SECONDS; tick++) {
      Decision decision = expert.decide(now);
      if (decision.close()) {
        return now.hand().yawRad();
      }
      now = expert.expect(now, decision, ActionChunk.STEP_SECONDS);
    }
    throw new AssertionError("it never closes: " + now);
  }

  @Test
  void withNothingBesideItTakesTheSmallestTurn() {
    assertEquals(0.1, graspYawRad(WIDE, 0, List.of()), 0.13);
    assertEquals(0.1 - Math.PI / 2, graspYawRad(WIDE, -1.3, List.of()), 0.13);
    // Where neither way is free it is the same.
    List<SceneObject> round =
        List.of(
            standing(ObjectKind.BOTTLE, 0, 0.09),
            standing(ObjectKind.BOTTLE, 0.09, 0),
            standing(ObjectKind.BOTTLE, 0, -0.09),
            standing(ObjectKind.BOTTLE, -0.09, 0));
    assertTrue(Math.abs(quarterTurn(graspYawRad(WIDE, 0, round) - 0.1)) < 0.13);
  }

  @Test
  void itTurnsFromWhatThePalmWouldMeet() {
    List<SceneObject> beside = List.of(standing(ObjectKind.BOTTLE, 0, 0.09));
    double turned = graspYawRad(WIDE, 0, beside);
    assertEquals(0, quarterTurn(turned - 0.1), 0.13);
    assertEquals(Math.PI / 2, Math.abs(turned - 0.1), 0.13);
    // A palm that is high enough passes over a cube, and what is narrow fits beside the bottle.
    assertEquals(0.1, graspYawRad(WIDE, 0, List.of(standing(ObjectKind.CUBE, 0, 0.09))), 0.13);
    assertEquals(0.1, graspYawRad(HandShape.POINT, 0, beside), 0.13);
  }

  @Test
  void theShapeOfAnArmIsItsOpenGripper() {
    HandShape shape = HandShape.of(world.robot().model());
    Vector3 tool = new Vector3(0, 0, 0.02);
    // The pads, 85 mm apart, come down beside the cube; the fingers slide along y.
    Obstacles left = Obstacles.of(List.of(standing(ObjectKind.CUP, 0, 0.07)));
    assertTrue(shape.overlapMeters(tool, 0, left) > 0.02);
    assertEquals(0, shape.overlapMeters(tool, Math.PI / 2, left));
    assertEquals(0, shape.overlapMeters(new Vector3(0, 0, 0.3), 0, left), "above it");
    assertEquals(0, HandShape.POINT.overlapMeters(tool, 0, left));
  }

  private static double quarterTurn(double angleRad) {
    return angleRad - Math.PI / 2 * Math.rint(angleRad / (Math.PI / 2));
  }
}

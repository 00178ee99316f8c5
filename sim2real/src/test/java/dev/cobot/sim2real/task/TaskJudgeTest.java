package dev.cobot.sim2real.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskJudgeTest {
  private static final double TICK = 0.04;
  private static final SceneObject TARGET =
      object("cube", ObjectKind.CUBE, new Vector3(0, 0, 0.02), new Vector3(0.04, 0.04, 0.04));
  private static final SceneObject BOWL =
      object("bowl", ObjectKind.BOWL, new Vector3(0.1, 0.1, 0.03), new Vector3(0.16, 0.16, 0.06));
  private static final SceneObject RIVAL =
      object("rival0", ObjectKind.CUBE, new Vector3(0, -0.2, 0.02), new Vector3(0.04, 0.04, 0.04));
  private static final SceneObject CUP =
      object("cup", ObjectKind.CUP, new Vector3(0.2, -0.2, 0.045), new Vector3(0.07, 0.07, 0.09));
  private static World world;
  private static TaskScene scene;

  private TaskJudge judge;
  private double seconds;

  @BeforeAll
  static void load() throws Exception {
    world = World.load(TaskSuiteTest.RAT7.resolveSibling("../factory_table.world").normalize());
    scene =
        new TaskScene(
            TaskSuite.load(TaskSuiteTest.RAT7).task("T2"),
            List.of(TARGET, BOWL, RIVAL, CUP),
            List.of(),
            "go");
  }

  @BeforeEach
  void start() {
    judge = new TaskJudge(scene, world.robot());
  }

  private static SceneObject object(String id, ObjectKind kind, Vector3 position, Vector3 size) {
    return new SceneObject(
        id, kind, position, Quaternion.IDENTITY, ColorName.RED.prototype(), size);
  }

  /** The state of a tick: at first everything as after a perfect placing. */
  private static final class Tick {
    Vector3 target = new Vector3(0.11, 0.09, 0.025);
    Vector3 targetVelocity = Vector3.ZERO;
    Set<String> targetTouches = Set.of("bowl");
    boolean targetTouchesGripper;
    Vector3 bowl = BOWL.positionMeters();
    Quaternion bowlRotation = Quaternion.IDENTITY;
    Vector3 rival = RIVAL.positionMeters();
    Set<String> rivalTouches = Set.of();
    Vector3 cup = CUP.positionMeters();
    Set<String> cupTouches = Set.of();
    double openingMeters = 0.085;
    String held;
  }

  private TaskJudge.Verdict tick(Consumer<Tick> change) {
    Tick t = new Tick();
    change.accept(t);
    seconds += TICK;
    return judge.observe(
        new PlantTruth(
            seconds,
            List.of(
                new PlantTruth.ObjectTruth(
                    TARGET.at(t.target, Quaternion.IDENTITY),
                    t.targetVelocity,
                    Vector3.ZERO,
                    false,
                    false,
                    t.targetTouchesGripper,
                    false,
                    t.targetTouches,
                    false,
                    Map.of()),
                truth(BOWL.at(t.bowl, t.bowlRotation), Set.of()),
                truth(RIVAL.at(t.rival, Quaternion.IDENTITY), t.rivalTouches),
                truth(CUP.at(t.cup, Quaternion.IDENTITY), t.cupTouches)),
            Optional.ofNullable(t.held),
            false,
            false,
            Set.of(),
            PlantTruth.GripperTruth.FREE),
        new ArmState(
            world.robot().model().armJointNames(),
            PlantSimulator.homePositionsRad(world),
            new double[6],
            t.openingMeters,
            0,
            0));
  }

  private static PlantTruth.ObjectTruth truth(SceneObject object, Set<String> touches) {
    return new PlantTruth.ObjectTruth(
        object, Vector3.ZERO, Vector3.ZERO, false, false, false, true, touches, false, Map.of());
  }

  private void ticks(int count, Consumer<Tick> change) {
    for (int i = 0; i < count; i++) {
      tick(change);
    }
  }

  private static final Map<String, Consumer<Tick>> VIOLATIONS =
      Map.of(
          "inside(target, destination)", t -> t.target = new Vector3(0.1 + 0.055, 0.1, 0.025),
          "belowRim(target, destination)", t -> t.target = new Vector3(0.11, 0.09, 0.061),
          "touches(target, destination)", t -> t.targetTouches = Set.of("cup"),
          "gripperOpen()", t -> t.openingMeters = 0.059,
          "released(target)", t -> t.targetTouchesGripper = true,
          "still(target)", t -> t.targetVelocity = new Vector3(0, 0.015, 0.015),
          "upright(destination)",
              t -> t.bowlRotation = Quaternion.fromRollPitchYaw(Math.toRadians(16), 0, 0),
          "inPlace(destination)",
              t -> {
                t.bowl = BOWL.positionMeters().plus(new Vector3(0.051, 0, 0));
                t.target = t.target.plus(new Vector3(0.051, 0, 0));
              });

  @Test
  void allPredicatesForHalfASecondAreSuccess() {
    ticks(13, t -> {});
    assertEquals(TaskJudge.State.RUNNING, judge.verdict().state(), "0.48 s are not enough");
    assertEquals(
        VIOLATIONS.keySet(),
        judge.predicates().keySet(),
        "a new predicate needs its violation in this test");
    assertFalse(judge.predicates().containsValue(false));
    assertEquals(TaskJudge.State.SUCCESS, tick(t -> {}).state());
    assertEquals("", judge.verdict().failure());
    assertEquals(new TaskJudge.Verdict(TaskJudge.State.SUCCESS, ""), judge.end("timeout"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inside(target, destination)",
        "belowRim(target, destination)",
        "touches(target, destination)",
        "gripperOpen()",
        "released(target)",
        "still(target)",
        "upright(destination)",
        "inPlace(destination)"
      })
  void onePredicateAlonePreventsSuccess(String name) {
    Consumer<Tick> violation = VIOLATIONS.get(name);
    ticks(50, violation);
    assertEquals(TaskJudge.State.RUNNING, judge.verdict().state());
    assertEquals(
        Set.of(name),
        judge.predicates().entrySet().stream()
            .filter(e -> !e.getValue())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()));
    // A break of one tick starts the half second anew.
    ticks(12, t -> {});
    tick(violation);
    ticks(13, t -> {});
    assertEquals(TaskJudge.State.RUNNING, judge.verdict().state());
    assertEquals(TaskJudge.State.SUCCESS, tick(t -> {}).state());
  }

  @Test
  void whatIsStillHeldIsNotReleased() {
    ticks(50, t -> t.held = "cube");
    assertFalse(judge.predicates().get("released(target)"));
    assertEquals(TaskJudge.State.RUNNING, judge.verdict().state());
  }

  @Test
  void aVerdictIsFinal() {
    ticks(20, t -> {});
    assertEquals(TaskJudge.State.SUCCESS, judge.verdict().state());
    ticks(5, t -> t.target = new Vector3(0, 0, -1));
    assertEquals(TaskJudge.State.SUCCESS, judge.verdict().state());

    TaskJudge other = new TaskJudge(scene, world.robot());
    assertEquals(new TaskJudge.Verdict(TaskJudge.State.FAILURE, "timeout"), other.end("timeout"));
    assertEquals("timeout", other.end("later").failure());
  }

  @Test
  void aFailureIsFinalToo() {
    tick(t -> t.target = new Vector3(0.5, 0.5, -0.03));
    assertEquals(new TaskJudge.Verdict(TaskJudge.State.FAILURE, "off_table"), judge.verdict());
    ticks(50, t -> {});
    assertEquals("off_table", judge.verdict().failure());
    assertFalse(judge.predicates().containsValue(false), "predicates are of the last observation");
  }

  @Test
  void anotherObjectOffTheTableIsAFailure() {
    assertEquals("off_table", tick(t -> t.cup = new Vector3(0.2, -0.2, -0.021)).failure());
  }

  @Test
  void aTippedBowlIsAFailure() {
    Quaternion tipped = Quaternion.fromRollPitchYaw(Math.toRadians(31), 0, 1);
    assertEquals("bowl_tipped", tick(t -> t.bowlRotation = tipped).failure());
  }

  @Test
  void aDisplacedObjectIsAFailureBeyondFiveCentimetres() {
    assertEquals(
        "", tick(t -> t.cup = CUP.positionMeters().plus(new Vector3(0.049, 0, 0))).failure());
    assertEquals(
        "displaced_other",
        tick(t -> t.cup = CUP.positionMeters().plus(new Vector3(0.051, 0, 0))).failure());
  }

  @Test
  void aCupThatTouchesTheBowlIsNoWrongObject() {
    assertEquals("", tick(t -> t.cupTouches = Set.of("bowl")).failure());
    assertEquals("wrong_object", tick(t -> t.rivalTouches = Set.of("bowl")).failure());
  }

  @Test
  void carryingAnotherObjectAwayIsTheWrongObject() {
    tick(
        t -> {
          t.held = "rival0";
          t.rival = RIVAL.positionMeters().plus(new Vector3(0, 0, 0.031));
        });
    assertEquals("rival0", judge.picked());
    assertEquals(TaskJudge.State.RUNNING, judge.verdict().state(), "lifting alone may be undone");
    tick(
        t -> {
          t.held = "rival0";
          t.rival = RIVAL.positionMeters().plus(new Vector3(0, 0.04, 0.04));
        });
    assertEquals(new TaskJudge.Verdict(TaskJudge.State.FAILURE, "wrong_object"), judge.verdict());
  }

  @Test
  void anEpisodeThatPickedTheWrongObjectEndsAsSuch() {
    tick(
        t -> {
          t.held = "rival0";
          t.rival = RIVAL.positionMeters().plus(new Vector3(0, 0, 0.035));
        });
    tick(
        t -> {
          t.held = "cube";
          t.target = new Vector3(0, 0, 0.2);
        });
    assertEquals("rival0", judge.picked(), "the first counts");
    assertEquals("wrong_object", judge.end("timeout").failure());
  }

  @Test
  void aGraspWithoutALiftIsNoPick() {
    tick(
        t -> {
          t.held = "cube";
          t.target = new Vector3(0, 0, 0.045);
        });
    assertEquals("", judge.picked());
    tick(
        t -> {
          t.held = "cube";
          t.target = new Vector3(0, 0, 0.051);
        });
    assertEquals("cube", judge.picked());
    assertTrue(judge.verdict().failure().isEmpty());
    assertEquals("timeout", judge.end("timeout").failure());
  }
}

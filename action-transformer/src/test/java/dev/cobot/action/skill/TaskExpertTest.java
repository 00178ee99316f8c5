package dev.cobot.action.skill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.decode.Bounds;
import dev.cobot.action.decode.ChunkDecoder;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.GripperHysteresis;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.WipedArea;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TaskExpertTest {
  private static final double STEP = ActionChunk.STEP_SECONDS;
  private static final ColorRgb WHITE = ColorName.WHITE.prototype();
  private static final Vector3 CLOTH_SIZE = new Vector3(0.14, 0.10, 0.034);
  private static final int SEEDS = 6;
  private static World world;

  @BeforeAll
  static void loadWorld() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
  }

  private static TaskExpert expert(String skill) {
    return SkillCatalog.ALL.get(skill).expert(STEP);
  }

  /** Moves the hand of a cell as an expert decides; nothing stands between the two. */
  private static final class Hand {
    private final RobotModel robot = world.robot().model();
    private final Transform tableFromBase = world.robot().tableFromBase();
    private final Kinematics kinematics = new Kinematics(robot);
    private final ChunkDecoder decoder = new ChunkDecoder(robot, tableFromBase);
    private final GripperHysteresis gripper = new GripperHysteresis();

    HandState state(ArmState arm, boolean holding) {
      return new HandState(
          tableFromBase.after(kinematics.baseFromTool(arm.positionsRad())),
          arm.gripperOpeningMeters(),
          arm.gripperVelocityMetersPerSecond(),
          holding);
    }

    Decision step(PlantSimulator cell, TaskExpert expert, Situation situation) {
      Decision decision = expert.decide(situation);
      ArmState arm = cell.armState();
      ActionChunk chunk = expert.chunk(cell.timeNanos(), situation, 4, STEP);
      cell.followTrajectory(
          decoder.decode(
              chunk, cell.timeNanos(), arm.positionsRad(), arm.velocitiesRadPerSecond()));
      cell.commandGripper(
          gripper.update(decision.close() ? 1 : 0) ? 0 : robot.maxGripperOpeningMeters());
      cell.advance(STEP);
      return decision;
    }
  }

  private static Vector3 place(SplittableRandom random) {
    return new Vector3(random.nextDouble(-0.08, 0.2), random.nextDouble(-0.22, 0.22), 0);
  }

  /** Brings the hand anywhere above the table, with the gripper at any opening. */
  private static void startAnywhere(PlantSimulator cell, SplittableRandom random) {
    Transform tool =
        new Transform(
            CameraModel.TABLE,
            RobotModel.TOOL,
            place(random).plus(new Vector3(0, 0, random.nextDouble(0.22, 0.36))),
            InverseKinematics.toolDown(random.nextDouble(-1, 1)));
    InverseKinematics.Solution pose =
        new InverseKinematics(world.robot().model())
            .solve(world.robot().tableFromBase().inverse().after(tool), cell.homePositionsRad());
    cell.commandGripper(random.nextDouble(0, 0.085));
    cell.followTrajectory(
        JointTrajectory.to(cell.armState().jointNames(), 1.2, pose.positionsRad()));
    cell.advance(1.5);
  }

  /** Follows places that the target is to be brought to, in order, and takes away the reached. */
  private static Course past(List<Vector3> waypoints) {
    return (target, hand, held) -> {
      while (!waypoints.isEmpty()
          && waypoints.get(0).horizontalDistanceTo(target.positionMeters()) < 0.04) {
        waypoints.remove(0);
      }
      return new Progress(waypoints, 0, Optional.empty());
    };
  }

  /** Lets the expert act until it says that it is done; returns the seconds that it took. */
  private static double perform(
      PlantSimulator cell,
      TaskExpert expert,
      Course course,
      double limitSeconds,
      Consumer<PlantTruth> watch) {
    Hand hand = new Hand();
    double start = cell.timeSeconds();
    boolean done = false;
    while (!done && cell.timeSeconds() - start < limitSeconds) {
      PlantTruth truth = cell.truth();
      SceneObject target = truth.object("target").object();
      HandState state = hand.state(cell.armState(), truth.heldId().isPresent());
      Situation now =
          new Situation(
              state,
              HandShape.POINT,
              target,
              Optional.empty(),
              List.of(),
              course.observe(ObjectAttributes.certain(target), state, state.holding()));
      Decision decision = hand.step(cell, expert, now);
      assertFalse(cell.truth().armBlocked(), "the arm meets the table");
      watch.accept(cell.truth());
      done = decision.done();
    }
    assertTrue(done, "not done after " + limitSeconds + " s: " + cell.truth());
    return cell.timeSeconds() - start;
  }

  /** What was lifted is put back, and stands or lies there as it did. */
  @Test
  void whatIsHeldIsPutBackAndDown() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SeedStreams(seed).stream("scene");
      ObjectKind kind = seed % 2 == 0 ? ObjectKind.CUP : ObjectKind.BOTTLE;
      Vector3 p = place(random);
      SceneObject object = world.standing("target", kind, p.x(), p.y(), 0, WHITE);
      try (PlantSimulator cell = PlantSimulator.open(world, List.of(object), seed)) {
        startAnywhere(cell, new SeedStreams(seed).stream("start"));
        Course lift =
            SkillCatalog.ALL
                .get("pick")
                .course(new CommandMeaning(Optional.of("pick"), Map.of(), Optional.empty()));
        perform(cell, expert("pick"), lift, 12, truth -> {});
        String name = seed % 4 < 2 ? "put_back" : "put_down";
        HandSkill skill = (HandSkill) SkillCatalog.ALL.get(name);
        SceneObject held = cell.truth().object("target").object();
        Track track = new Track(ObjectAttributes.certain(held), new float[0], 0, 3, true);
        Course course =
            skill.course(
                new InHand(
                    track,
                    Optional.of(ObjectAttributes.certain(object)),
                    List.of(),
                    held.positionMeters(),
                    Bounds.NONE));
        perform(cell, skill.expert(STEP), course, 12, truth -> {});
        cell.advance(0.5);
        PlantTruth truth = cell.truth();
        SceneObject now = truth.object("target").object();
        assertEquals(Optional.empty(), truth.heldId(), name + ", seed " + seed);
        assertTrue(truth.object("target").touchesTable(), name + ", seed " + seed + ": " + now);
        Vector3 up = now.rotation().rotate(new Vector3(0, 0, 1));
        assertTrue(up.z() > 0.99, name + ", seed " + seed + ": it fell over, " + now);
        Vector3 wanted = name.equals("put_back") ? object.positionMeters() : held.positionMeters();
        assertTrue(
            now.positionMeters().horizontalDistanceTo(wanted) < 0.015,
            name + ", seed " + seed + ": " + now + " instead of " + wanted);
        assertTrue(
            cell.armState().gripperOpeningMeters() > 0.07, "the fingers are open in the end");
      }
    }
  }

  private static void isPickedUp(SceneObject object, int seed) {
    SplittableRandom random = new SeedStreams(seed).stream("start");
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(object), seed)) {
      startAnywhere(cell, random);
      Course course =
          SkillCatalog.ALL
              .get("pick")
              .course(new CommandMeaning(Optional.of("pick"), Map.of(), Optional.empty()));
      perform(cell, expert("pick"), course, 12, truth -> {});
      PlantTruth truth = cell.truth();
      assertEquals(Optional.of("target"), truth.heldId(), "seed " + seed);
      assertTrue(
          Extent.of(truth.object("target").object()).low().z() > 0.1,
          "seed " + seed + ": " + truth.object("target").object());
    }
  }

  @Test
  void cupsAndStandingBottlesAreLiftedFromAnyStart() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SeedStreams(seed).stream("scene");
      ObjectKind kind = seed % 2 == 0 ? ObjectKind.CUP : ObjectKind.BOTTLE;
      Vector3 p = place(random);
      isPickedUp(
          world.standing("target", kind, p.x(), p.y(), random.nextDouble(-3, 3), WHITE), seed);
    }
  }

  @Test
  void aLyingBottleIsTakenAcrossItsAxis() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SeedStreams(seed).stream("scene");
      Vector3 p = place(random);
      double yaw = random.nextDouble(-3, 3);
      SceneObject standing = world.standing("target", ObjectKind.BOTTLE, p.x(), p.y(), 0, WHITE);
      Quaternion lying =
          Quaternion.fromYaw(yaw).after(Quaternion.fromRollPitchYaw(0, Math.PI / 2, Math.PI / 8));
      isPickedUp(standing.at(p.plus(new Vector3(0, 0, 0.0285)), lying), seed);
    }
  }

  @Test
  void aBowlIsPushedRoundWithoutBeingTippedOrHeld() {
    for (int seed = 0; seed < 4; seed++) {
      SplittableRandom random = new SeedStreams(seed).stream("scene");
      double sense = seed % 2 == 0 ? 1 : -1;
      double radius = random.nextDouble(0.11, 0.15);
      List<Vector3> waypoints = new ArrayList<>();
      for (int k = 1; k <= 4; k++) {
        double angle = -Math.PI / 2 + sense * k * Math.PI / 2;
        waypoints.add(new Vector3(0.06 + radius * Math.cos(angle), radius * Math.sin(angle), 0));
      }
      SceneObject bowl = world.standing("target", ObjectKind.BOWL, 0.06, -radius, 0, WHITE);
      try (PlantSimulator cell = PlantSimulator.open(world, List.of(bowl), seed)) {
        startAnywhere(cell, random);
        perform(
            cell,
            expert("push"),
            past(waypoints),
            40,
            truth -> {
              PlantTruth.ObjectTruth now = truth.object("target");
              Vector3 up = now.object().rotation().rotate(new Vector3(0, 0, 1));
              assertTrue(up.z() > Math.cos(Math.toRadians(10)), "tipped " + up);
              assertTrue(now.touchesTable());
              assertEquals(Optional.empty(), truth.heldId());
            });
        assertTrue(waypoints.isEmpty(), "seed " + seed + " leaves " + waypoints);
      }
    }
  }

  private static HandState anyHand(SplittableRandom random) {
    return new HandState(
        new Transform(
            CameraModel.TABLE,
            RobotModel.TOOL,
            place(random).plus(new Vector3(0, 0, random.nextDouble(0.02, 0.4))),
            HandState.pointingDown(random.nextDouble(-3, 3))),
        random.nextDouble(0, 0.085),
        0,
        false);
  }

  private static Situation anyWiping(SplittableRandom random, boolean[] wiped) {
    SceneObject cloth =
        new SceneObject(
            "target",
            ObjectKind.CLOTH,
            place(random).plus(new Vector3(0, 0, CLOTH_SIZE.z() / 2)),
            Quaternion.fromYaw(random.nextDouble(-3, 3)),
            WHITE,
            CLOTH_SIZE);
    return new Situation(
        anyHand(random),
        HandShape.POINT,
        cloth,
        Optional.empty(),
        List.of(),
        new Progress(
            List.of(),
            0,
            Optional.of(new WipedArea(new Vector3(-0.09, -0.15, 0), 0.015, 20, wiped))));
  }

  private static void wipe(WipedArea area, SceneObject cloth) {
    if (Extent.of(cloth).low().z() > 0.005) {
      return;
    }
    for (int cell = 0; cell < area.wiped().length; cell++) {
      Vector3 offset = area.middle(cell).minus(cloth.positionMeters());
      Vector3 own = cloth.rotation().inverse().rotate(new Vector3(offset.x(), offset.y(), 0));
      if (Math.abs(own.x()) < CLOTH_SIZE.x() / 2 && Math.abs(own.y()) < CLOTH_SIZE.y() / 2) {
        area.wiped()[cell] = true;
      }
    }
  }

  /** The world is as the expert expects it, so this shows that its plan is whole. */
  @Test
  void wipingCoversTheAreaFromAnyStartAndComesBackToWhatWasMissed() {
    TaskExpert expert = expert("wipe");
    SplittableRandom random = new SplittableRandom(17);
    for (int run = 0; run < 30; run++) {
      boolean[] wiped = new boolean[400];
      Situation now = anyWiping(random, wiped);
      boolean forgot = false;
      int ticks = 0;
      Decision decision = expert.decide(now);
      while (!decision.done() && ticks++ < 40 / STEP) {
        now = expert.expect(now, decision, STEP);
        if (now.hand().holding()) {
          wipe(now.progress().wiped().orElseThrow(), now.target());
        }
        if (!forgot && now.progress().wiped().orElseThrow().share() > 0.7) {
          forgot = true;
          for (int cell = 0; cell < 60; cell++) {
            wiped[cell] = false; // three rows are dirty again
          }
        }
        decision = expert.decide(now);
      }
      double share = now.progress().wiped().orElseThrow().share();
      assertTrue(forgot && share > 0.95, "run " + run + " wiped " + share);
      assertTrue(Extent.of(now.target()).low().z() < 0.002, "the cloth stays on the table");
    }
  }

  @Test
  void labelsOfAnyStateAreFiniteAndSlow() {
    SplittableRandom random = new SplittableRandom(18);
    for (int run = 0; run < 60; run++) {
      Vector3 p = place(random);
      Quaternion any =
          new Quaternion(
              random.nextGaussian(),
              random.nextGaussian(),
              random.nextGaussian(),
              random.nextGaussian());
      SceneObject bottle =
          world
              .standing("target", ObjectKind.BOTTLE, p.x(), p.y(), 0, WHITE)
              .at(p.plus(new Vector3(0, 0, 0.08)), any);
      Vector3 q = place(random);
      SceneObject bowl = world.standing("b", ObjectKind.BOWL, q.x(), q.y(), 0, WHITE);
      SceneObject cup = world.standing("c", ObjectKind.CUP, q.y(), q.x(), 0, WHITE);
      HandState hand = anyHand(random);
      HandShape shape = HandShape.of(world.robot().model());
      areFiniteAndSlow(
          expert("pick"),
          new Situation(
              hand,
              shape,
              bottle,
              Optional.of(bowl),
              List.of(cup),
              goals(p.plus(new Vector3(0, 0, random.nextDouble(0.05, 0.3))))));
      areFiniteAndSlow(
          expert("place_in"),
          new Situation(hand, shape, bottle, Optional.of(bowl), List.of(cup), Progress.NONE));
      areFiniteAndSlow(
          expert("push"),
          new Situation(
              hand,
              shape,
              bowl,
              Optional.empty(),
              List.of(cup),
              goals(place(random), place(random))));
      areFiniteAndSlow(expert("wipe"), anyWiping(random, new boolean[400]));
    }
  }

  private static Progress goals(Vector3... goals) {
    return new Progress(List.of(goals), 0, Optional.empty());
  }

  private static void areFiniteAndSlow(TaskExpert expert, Situation situation) {
    ActionChunk chunk = expert.chunk(7, situation, ActionChunk.STEPS, STEP);
    assertEquals(ActionChunk.STEPS, chunk.steps().size());
    Vector3 last = situation.hand().positionMeters();
    for (ActionChunk.Step step : chunk.steps()) {
      Vector3 next = step.tableFromTool().translation();
      assertTrue(next.isFinite());
      assertTrue(next.distanceTo(last) < 0.32 * STEP, next + " after " + last);
      assertTrue(step.progress() >= 0 && step.progress() <= 1, "progress " + step.progress());
      last = next;
    }
  }

  @Test
  void theHandPassesOverWhatStandsInTheWay() {
    SceneObject tall =
        new SceneObject(
            "tower",
            ObjectKind.CYLINDER,
            new Vector3(0, 0, 0.15),
            Quaternion.IDENTITY,
            WHITE,
            new Vector3(0.06, 0.06, 0.3));
    Obstacles obstacles = Obstacles.of(List.of(tall));
    Vector3 left = new Vector3(0, -0.2, 0.1);
    Vector3 right = new Vector3(0, 0.2, 0.1);
    assertTrue(obstacles.clearZ(left, right, 0) > 0.31);
    assertTrue(obstacles.clearZ(left, right, 0.1) > 0.4, "what is carried hangs lower");
    assertEquals(0, obstacles.clearZ(left, left.plus(new Vector3(0.1, 0, 0)), 0));
    assertEquals(0.17, obstacles.gap(left, 0.1), 1e-9);
    assertEquals(1, obstacles.gap(left, 0.31), "lower than the hand");
  }
}

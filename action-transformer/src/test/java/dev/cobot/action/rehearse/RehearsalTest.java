package dev.cobot.action.rehearse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.twin.TwinAnswer;
import dev.cobot.sim2real.twin.TwinBelief;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rehearsals of the expert; those of the learned policy differ in what acts only. */
class RehearsalTest {
  private static World world;
  private static TaskSuite suite;

  @BeforeAll
  static void open() throws Exception {
    Path home = Path.of(System.getProperty("cobot.home"));
    world = World.load(home.resolve("worlds/factory_table.world"));
    suite = TaskSuite.load(home.resolve("worlds/suites/rat7.yaml"));
  }

  private static ObjectAttributes belief(
      String id, ObjectKind kind, double x, double y, double sigma) {
    Vector3 size = world.objectModel(kind).sizeMeters();
    return new ObjectAttributes(
        id,
        kind,
        new Vector3(x, y, size.z() / 2),
        0.2,
        ColorName.RED.prototype(),
        size,
        0.9,
        new ObjectAttributes.Uncertainty(
            new Vector3(sigma, sigma, 0.002), 0.05, new Vector3(0.02, 0.02, 0.02)));
  }

  private static RehearsalRequest request(ObjectAttributes... objects) {
    double[] home = PlantSimulator.homePositionsRad(world);
    ArmState arm =
        new ArmState(
            world.robot().model().armJointNames(), home, new double[home.length], 0.085, 0, 0);
    return new RehearsalRequest(
        "put the red cube in the bowl",
        new TwinBelief(List.of(objects), arm, Optional.empty()),
        "cube-1",
        Optional.of("bowl-2"),
        world.cameras(),
        11);
  }

  private static RehearsalRequest ordinary(double sigma) {
    return request(
        belief("cube-1", ObjectKind.CUBE, 0, -0.1, sigma),
        belief("bowl-2", ObjectKind.BOWL, 0.05, 0.12, sigma),
        belief("cup-3", ObjectKind.CUP, 0.18, -0.2, sigma));
  }

  @Test
  void whatIsBelievedWellSucceedsAndRepeats() {
    Rehearsal rehearsal = Rehearsal.expert(world, suite.task("T2"));
    RehearsalReport report = rehearsal.rehearse(ordinary(0.003), 4);
    assertEquals(4, report.successes(), report.failures() + " " + report.failureDetail());
    assertEquals(0.51, report.wilsonLow(), 0.01);
    assertTrue(report.expectedSeconds() > 2 && report.expectedSeconds() < 15);
    assertEquals("cup-3", report.nearestId());
    assertTrue(
        report.worstClearanceMeters() > 0.02 && report.worstClearanceMeters() < 0.3,
        "nearest " + report.worstClearanceMeters());
    assertEquals(report, Rehearsal.expert(world, suite.task("T2")).rehearse(ordinary(0.003), 4));
    assertNotEquals(
        rehearsal.play(ordinary(0.003), 0, () -> false),
        rehearsal.play(ordinary(0.003), 1, () -> false));
    assertTrue(rehearsal.picture(ordinary(0.003)).isPresent());
  }

  @Test
  void aCubeBehindTheRimFails() {
    // Where no gripper reaches: at the far corner of the table.
    RehearsalReport report =
        Rehearsal.expert(world, suite.task("T2"))
            .rehearse(
                request(
                    belief("cube-1", ObjectKind.CUBE, 0.57, 0.37, 0.001),
                    belief("bowl-2", ObjectKind.BOWL, 0, 0, 0.001)),
                2);
    assertEquals(0, report.successes());
    assertTrue(Double.isNaN(report.expectedSeconds()));
    assertEquals(2, report.failures().values().stream().mapToInt(i -> i).sum());
  }

  @Test
  void whatIsNoSceneCountsAsFailureWithItsReason() {
    Rehearsal rehearsal = Rehearsal.expert(world, suite.task("T2"));
    RehearsalReport floating =
        rehearsal.rehearse(
            request(
                belief("cube-1", ObjectKind.CUBE, 0.9, 0, 0.003),
                belief("bowl-2", ObjectKind.BOWL, 0, 0, 0.003)),
            2);
    assertEquals(Map.of("twin_off_table", 2), floating.failures());
    assertInstanceOf(TwinAnswer.Refused.class, floating.mostLikely());
    RehearsalReport incomplete =
        rehearsal.rehearse(request(belief("cube-1", ObjectKind.CUBE, 0, 0, 0.003)), 1);
    assertEquals(Map.of("twin_incomplete", 1), incomplete.failures());
  }

  @Test
  void aRehearsalCanBeGivenUp() {
    Rehearsal rehearsal = Rehearsal.expert(world, suite.task("T2"));
    assertThrows(CancellationException.class, () -> rehearsal.play(ordinary(0.003), 0, () -> true));
  }

  @Test
  void whatBeliefsCannotSayIsNotRehearsed() {
    assertThrows(IllegalArgumentException.class, () -> Rehearsal.expert(world, suite.task("T5")));
    assertThrows(
        IllegalArgumentException.class, () -> Rehearsal.expert(world, suite.task("T2-absent")));
  }
}

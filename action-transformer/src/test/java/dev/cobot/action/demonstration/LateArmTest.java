package dev.cobot.action.demonstration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.FirstMotion;
import dev.cobot.action.session.Pilot;
import dev.cobot.action.session.Present;
import dev.cobot.action.session.Turn;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole rollouts of the expert, whose arm obeys as it should or late. */
class LateArmTest {
  private static Outcome run(long seed, double delaySeconds) throws IOException {
    Path root = Path.of(System.getProperty("cobot.home"));
    World world = World.load(root.resolve("worlds/factory_table.world"));
    TaskSuite suite = TaskSuite.load(root.resolve("worlds/suites/rat7.yaml"));
    YAMLMapper yaml = new YAMLMapper();
    GateLimits limits =
        yaml.treeToValue(
            yaml.readTree(root.resolve("launch/profiles/default.yaml").toFile()).get("gate"),
            GateLimits.class);
    SeedStreams seeds = new SeedStreams(seed);
    TaskScene scene = new TaskScenes(suite, world).draw(suite.task("T2"), seeds);
    Skill skill = SkillCatalog.ALL.get(scene.task().skill());
    SimulatorOptions d = SimulatorOptions.DEFAULTS;
    SimulatorOptions options =
        new SimulatorOptions(
            d.velocityScale(),
            d.accelerationRadPerSecond2(),
            d.jerkRadPerSecond3(),
            d.gripForceNewtons(),
            d.gripperSpeedMetersPerSecond(),
            d.physicsSpread(),
            new SimulatorOptions.Link(0, delaySeconds, 0, 0));
    try (PlantSimulator cell = PlantSimulator.open(world, scene.objects(), seed, options)) {
      cell.advance(0.2);
      DemonstratingMind mind =
          new DemonstratingMind(
              scene,
              cell,
              world.camera(),
              skill,
              new PerceptionNoise(seeds.stream("demonstration.perception")),
              new Disturbance(seeds.stream("demonstration.noise")),
              Optional.empty());
      Pilot pilot =
          new Pilot(
              mind,
              new Pilot.Cell(
                  world.robot(), SkillCatalog.ALL, SafetyGate.of(limits, world.robot()), 40),
              scene.prompt(),
              FirstMotion.AT_ONCE);
      while (true) {
        ArmState arm = cell.armState();
        Turn turn = pilot.tick(Observation.of(arm), Present.of(arm)).turn();
        if (turn instanceof Turn.End end) {
          return end.outcome();
        }
        if (turn instanceof Turn.Move move) {
          cell.followTrajectory(move.released().trajectory());
          cell.commandGripper(
              move.released().closeGripper() ? 0 : world.robot().model().maxGripperOpeningMeters());
        }
        cell.advance(ActionChunk.STEP_SECONDS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 10})
  void anArmThatObeysIsNoFault(long seed) throws Exception {
    Outcome outcome = run(seed, 0);
    assertEquals(Outcome.Kind.DONE, outcome.kind(), outcome.detail());
  }

  @ParameterizedTest
  @CsvSource({"1,0.2", "3,0.2", "5,0.2", "1,0.06"})
  void anArmThatObeysTooLateIsToldInsteadOfHoveringUntilTheTimeIsUp(long seed, double delaySeconds)
      throws Exception {
    Outcome outcome = run(seed, delaySeconds);
    assertEquals(Outcome.Kind.FAILED, outcome.kind());
    assertEquals(Refusal.Reason.CELL_FAULT, outcome.refusal().reason(), outcome.detail());
    assertEquals("arm", outcome.refusal().source());
    assertTrue(outcome.detail().startsWith("the arm follows too late"), outcome.detail());
  }
}

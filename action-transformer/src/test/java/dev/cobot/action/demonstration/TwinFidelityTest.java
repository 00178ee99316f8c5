package dev.cobot.action.demonstration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.belief.Detection;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.twin.TwinAnswer;
import dev.cobot.sim2real.twin.TwinBelief;
import dev.cobot.sim2real.twin.Twins;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twins of what perception's error model makes of scenes: setting right must not make it worse. */
class TwinFidelityTest {
  private static final int SCENES = 40;

  @ParameterizedTest
  @ValueSource(strings = {"T2", "T4", "T7"})
  void aTwinIsNoFartherFromTheTruthThanItsBeliefs(String task) throws Exception {
    Path home = Path.of(System.getProperty("cobot.home"));
    World world = World.load(home.resolve("worlds/factory_table.world"));
    TaskSuite suite = TaskSuite.load(home.resolve("worlds/suites/rat7.yaml"));
    TaskScenes scenes = new TaskScenes(suite, world);
    Twins twins = new Twins(world);
    List<Double> beliefs = new ArrayList<>();
    List<Double> settled = new ArrayList<>();
    List<Double> beliefsSideways = new ArrayList<>();
    List<Double> settledSideways = new ArrayList<>();
    int refused = 0;
    for (long seed = 1; seed <= SCENES; seed++) {
      SeedStreams seeds = new SeedStreams(seed);
      TaskScene scene = scenes.draw(suite.task(task), seeds);
      try (PlantSimulator real = PlantSimulator.open(world, scene.objects(), seed)) {
        real.advance(0.5);
        List<ObjectAttributes> seen =
            new PerceptionNoise(seeds.stream("twin.test"))
                .look(real.truth()).stream().map(Detection::attributes).toList();
        ArmState arm = real.armState();
        TwinAnswer answer = twins.mostLikely(new TwinBelief(seen, arm, Optional.empty()));
        if (!(answer instanceof TwinAnswer.Built built)) {
          refused++;
          continue;
        }
        try (PlantSimulator twin = twins.open(built.scene(), seed, SimulatorOptions.DEFAULTS)) {
          twin.advance(1);
          for (ObjectAttributes belief : seen) {
            Vector3 truth = real.truth().object(belief.id()).object().positionMeters();
            Vector3 there = twin.truth().object(belief.id()).object().positionMeters();
            beliefs.add(belief.positionMeters().distanceTo(truth));
            settled.add(there.distanceTo(truth));
            beliefsSideways.add(belief.positionMeters().horizontalDistanceTo(truth));
            settledSideways.add(there.horizontalDistanceTo(truth));
          }
        }
      }
    }
    String told =
        String.format(
            Locale.ROOT,
            "%s: %d scenes, %d refused, %d objects; error of belief / settled twin: mean %.2f /"
                + " %.2f mm, 95 %% %.2f / %.2f mm; sideways %.2f / %.2f mm",
            task,
            SCENES,
            refused,
            beliefs.size(),
            mean(beliefs),
            mean(settled),
            high(beliefs),
            high(settled),
            mean(beliefsSideways),
            mean(settledSideways));
    System.out.println(told);
    assertTrue(refused <= SCENES / 20, told);
    assertTrue(mean(settled) < mean(beliefs), told);
    assertTrue(high(settled) < high(beliefs) + 0.2, told);
    assertTrue(mean(settledSideways) < mean(beliefsSideways) + 0.2, told);
  }

  private static double mean(List<Double> meters) {
    return 1000 * meters.stream().mapToDouble(d -> d).average().orElseThrow();
  }

  private static double high(List<Double> meters) {
    return 1000 * meters.stream().sorted().toList().get(meters.size() * 95 / 100);
  }
}

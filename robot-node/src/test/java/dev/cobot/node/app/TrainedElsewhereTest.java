package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.action.demonstration.Episode;
import dev.cobot.action.demonstration.EpisodeRecorder;
import dev.cobot.action.demonstration.EpisodeSet;
import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.PolicyPerformer;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.FirstMotion;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.node.cli.Cobot;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.config.Suites;
import dev.cobot.node.lerobot.DemonstrationExport;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From our data sets to a policy of another making and back to the arm: what is exported is what a
 * policy is described in.
 */
@Timeout(600)
class TrainedElsewhereTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long SEED = 2;
  private static final int SHOWN = 6;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();

  private String cobot(int expected, String... arguments) {
    out.getBuffer().setLength(0);
    PrintWriter writer = new PrintWriter(out, true);
    int code = Cobot.execute(arguments, writer, writer);
    assertEquals(expected, code, out::toString);
    return out.toString();
  }

  /** Exports demonstrations of the arrangement that the embedded cell has with the seed. */
  private Path demonstrated() throws Exception {
    TaskSuite suite = Suites.load("rat7");
    World world = Suites.world(suite);
    GateLimits gate = ProfileReader.shipped().gate();
    TaskScene scene = scene(suite, world);
    EpisodeRecorder recorder =
        new EpisodeRecorder(world, SkillCatalog.ALL, () -> SafetyGate.of(gate, world.robot()));
    List<Episode> episodes = new ArrayList<>();
    for (int i = 0; i < SHOWN; i++) {
      episodes.add(recorder.record(scene, new SeedStreams(1000 + i)));
    }
    Path demos = Files.createDirectories(folder.resolve("demos"));
    assertTrue(EpisodeSet.writeShard(demos, 0, episodes) > 100);
    Path set = folder.resolve("set");
    new DemonstrationExport(demos, DemonstrationExport.Action.EXPERT, Optional.empty()).write(set);
    return set;
  }

  @Test
  void whatIsMadeOfExportsPlacesTheCube() throws Exception {
    Path ofHands = folder.resolve("of-hands");
    new NearestFrames(demonstrated()).write(ofHands);
    String check = cobot(ExitCode.DONE, "policy", "check", "" + ofHands, "--runs", "20");
    assertTrue(check.contains("the hand in the table's frame"), check);
    Path recordings = folder.resolve("recordings");
    place(ofHands, recordings);

    // What that did is a data set again, in joints: the next one is made of it.
    Path set = folder.resolve("joints");
    cobot(
        ExitCode.DONE,
        "episodes",
        "export",
        "1",
        "--format",
        "lerobot",
        "--without-pictures",
        "--out",
        "" + set,
        "--recordings=" + recordings);
    Path ofJoints = folder.resolve("of-joints");
    new NearestFrames(set).write(ofJoints);
    placeInRollout(ofJoints);
  }

  /** In simulated time: one recorded motion is too little for a machine that is busy besides. */
  private static void placeInRollout(Path policy) throws Exception {
    TaskSuite suite = Suites.load("rat7");
    World world = Suites.world(suite);
    GateLimits gate = ProfileReader.shipped().gate();
    TaskScene scene = scene(suite, world);
    try (RuntimeModels models =
            RuntimeModels.open(ReleasedModels.brain(), policy, InferenceDevice.CPU)
                .fit(world, gate);
        PlantSimulator cell = PlantSimulator.open(world, scene.objects(), SEED)) {
      cell.advance(0.2);
      EpisodeResult result =
          new PolicyPerformer(world, models, () -> SafetyGate.of(gate, world.robot()), nanos -> {})
              .perform(
                  scene, SEED, cell, world.cameraMounts(), EpisodeWatch.NONE, FirstMotion.AT_ONCE);
      assertTrue(result.success(), result::toString);
    }
  }

  private static TaskScene scene(TaskSuite suite, World world) {
    return Suites.scenes(suite, world).draw(suite.task("T2"), new SeedStreams(SEED), ColorName.RED);
  }

  private void place(Path policy, Path recordings) throws Exception {
    String account =
        cobot(
            ExitCode.DONE,
            "run",
            "--policy",
            "" + policy,
            "--seed",
            "" + SEED,
            "--set",
            "sim.realTimeFactor=0.5",
            "--command",
            "pick the red cube and place it in the bowl",
            "--recordings",
            "" + recordings,
            "--out",
            "" + policy.resolve("run"),
            "--json");
    JsonNode result = JSON.readTree(account);
    assertEquals("done", result.path("outcome").asText(), account);
  }
}

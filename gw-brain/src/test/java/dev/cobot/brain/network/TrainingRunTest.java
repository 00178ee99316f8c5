package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.TestNets.Mlp;
import dev.cobot.sim2real.cache.NativeCache;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  private static final Mlp NET = new Mlp(3, 8, 2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TrainingRun.Plan PLAN = new TrainingRun.Plan(20, 5, 8, 1e6);

  @TempDir Path folder;

  private TrainingRun open(Path directory, boolean resume, TrainingListener listener)
      throws Exception {
    JsonNode config = JSON.createObjectNode().put("hidden", 8);
    return TrainingRun.open(
        new TrainingJob(5, directory, resume, InferenceDevice.CPU, listener), config, config, PLAN);
  }

  private static NetworkTrainer trainer() {
    return new NetworkTrainer(OptimizerConfig.of(1e-2), new SeedStreams(5), InferenceDevice.CPU);
  }

  private static double step(NetworkTrainer trainer) {
    return trainer.step(
        scope -> {
          float[] x = TestNets.gaussian(scope.random("data"), 12);
          return scope
              .forward(NET, scope.manager().create(x, new Shape(4, 3)))
              .get(0)
              .square()
              .mean();
        });
  }

  @Test
  void anInterruptedRunEndsLikeAWholeOne() throws Exception {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    String expected;
    List<Long> heard = new ArrayList<>();
    try (NetworkTrainer trainer = trainer()) {
      open(whole, false, (s, total, metrics) -> heard.add(s))
          .train(trainer, s -> Map.of("loss", step(trainer)));
      expected = trainer.weights(NET).sha256();
    }
    assertEquals(List.of(5L, 8L, 10L, 15L, 16L, 20L), heard);
    try (NetworkTrainer trainer = trainer()) {
      TrainingRun run = open(parts, false, TrainingListener.SILENT);
      assertThrows(
          IllegalStateException.class,
          () ->
              run.train(
                  trainer,
                  s -> {
                    if (s == 13) {
                      throw new IllegalStateException("power cut");
                    }
                    return Map.of("loss", step(trainer));
                  }));
    }
    try (NetworkTrainer trainer = trainer()) {
      List<Long> steps = new ArrayList<>();
      open(parts, true, TrainingListener.SILENT)
          .train(
              trainer,
              s -> {
                steps.add(s);
                return Map.of("loss", step(trainer));
              });
      assertEquals(8, steps.get(0), "continues at the checkpoint");
      assertEquals(expected, trainer.weights(NET).sha256());
    }
    assertEquals(losses(whole), losses(parts));
  }

  private static List<String> losses(Path directory) throws Exception {
    List<String> result = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("metrics.csv"))) {
      String[] cells = line.split(",", -1);
      result.add(cells[0] + " " + cells[2] + " " + cells[3]);
    }
    return result;
  }

  private static TrainingRun resume(Path directory, JsonNode config) throws Exception {
    return TrainingRun.open(TrainingJob.of(5, directory).resumed(), config, config, PLAN);
  }

  @Test
  void anotherConfigurationIsNotResumed() throws Exception {
    Path run = folder.resolve("run");
    ObjectNode config = JSON.createObjectNode().put("rate", 0.1f).put("steps", 20);
    config.putObject("net").put("hidden", 8);
    try (NetworkTrainer trainer = trainer()) {
      TrainingRun.open(TrainingJob.of(5, run), config, config, PLAN)
          .train(trainer, s -> Map.of("loss", step(trainer)));
    }
    resume(run, config);
    ObjectNode longer = config.deepCopy().put("steps", 30);
    resume(run, longer);
    ObjectNode other = longer.deepCopy().put("rate", 0.2f).put("steps", 20);
    ((ObjectNode) other.get("net")).put("hidden", 16).put("heads", 2);
    String message = assertThrows(ModelException.class, () -> resume(run, other)).getMessage();
    assertTrue(
        message.contains(
            ": rate was 0.1, is 0.2, steps was 30, is 20, net.hidden was 8, is 16, net.heads was"
                + " missing, is 2;"),
        message);
    assertEquals(
        JSON.readTree(longer.toString()),
        JSON.readTree(run.resolve("run.json").toFile()).get("config"),
        "the run is described as it was");
  }

  @Test
  void describesItself() throws Exception {
    try (NetworkTrainer trainer = trainer()) {
      open(folder.resolve("run"), false, TrainingListener.SILENT)
          .train(trainer, s -> Map.of("loss", step(trainer), "half", 0.5));
    }
    Path run = folder.resolve("run");
    JsonNode described = JSON.readTree(run.resolve("run.json").toFile());
    assertEquals(5, described.get("seed").intValue());
    assertEquals(8, described.get("config").get("hidden").intValue());
    assertTrue(described.get("versions").has("pytorch"));
    assertEquals("step metric value", losses(run).get(0));
    assertTrue(losses(run).contains("20 half 0.5"));
    assertEquals(900, ImageIO.read(run.resolve("curves.png").toFile()).getWidth());
    ModelException e =
        assertThrows(ModelException.class, () -> open(run, false, TrainingListener.SILENT));
    assertTrue(e.getMessage().contains("--resume"));
  }

  /** Trains in a machine of its own, whose fonts cannot be used. */
  static final class WithoutFonts {
    public static void main(String[] args) throws Exception {
      JsonNode config = JSON.createObjectNode();
      TrainingJob job = TrainingJob.of(5, Path.of(args[0]));
      try (NetworkTrainer trainer = trainer()) {
        TrainingRun.open(job, config, config, PLAN)
            .train(trainer, s -> Map.of("loss", step(trainer)));
      }
    }
  }

  @Test
  void aMachineWithoutFontsTrainsWithoutCurves() throws Exception {
    Path run = folder.resolve("run");
    Path log = folder.resolve("log");
    Path none = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig/>");
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + folder, // where Java remembers fonts
                "-cp",
                System.getProperty("java.class.path"),
                WithoutFonts.class.getName(),
                run.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    command.environment().put("FONTCONFIG_FILE", none.toString());
    command.environment().put("DJL_CACHE_DIR", NativeCache.shared().root().toString());
    Process process = command.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), Files.readString(log));
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log);
    assertTrue(said.contains("curves.png of " + run + " is not drawn"), said);
    assertFalse(Files.exists(run.resolve("curves.png")));
    assertTrue(Checkpoint.isIn(run.resolve("checkpoint")));
    assertEquals(6, losses(run).stream().filter(line -> line.contains("loss")).count());
  }
}

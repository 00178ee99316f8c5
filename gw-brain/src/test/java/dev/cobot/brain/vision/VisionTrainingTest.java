package dev.cobot.brain.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.BrainModels;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.sim2real.generate.TabletopPictures;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A training that is too short to be good, from pictures to a model that opens. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VisionTrainingTest {
  private static final List<ObjectKind> KINDS =
      List.of(ObjectKind.BOWL, ObjectKind.CUBE, ObjectKind.BOTTLE, ObjectKind.CUP);
  private static final int STEPS = 14;

  @TempDir private static Path folder;
  private static PictureSet pictures;
  private static final List<Double> losses = new ArrayList<>();
  private static VisionTraining.Quality quality;

  @BeforeAll
  static void train() throws Exception {
    World world =
        World.load(Path.of(System.getProperty("cobot.home"), "worlds", "factory_table.world"));
    new TabletopPictures(world, 4).writeFolder(folder.resolve("data"), 0, 8);
    pictures = PictureSet.load(folder.resolve("data"));
    quality =
        train(
            STEPS,
            false,
            (step, total, metrics) -> {
              assertEquals(losses.size() + 1, step);
              losses.add(metrics.get("loss"));
            });
  }

  private static VisionTraining.Quality train(int steps, boolean resume, TrainingListener listener)
      throws Exception {
    return VisionTraining.train(
        pictures,
        pictures,
        new VisionTraining.Config(KINDS, steps, 4, 2e-3, 1e-4),
        new TrainingJob(5, folder.resolve("out"), resume, InferenceDevice.CPU, listener));
  }

  @Test
  @Order(1)
  void theLossFalls() {
    assertEquals(STEPS, losses.size());
    double first = losses.subList(0, 3).stream().mapToDouble(Double::doubleValue).sum();
    double last = losses.subList(STEPS - 3, STEPS).stream().mapToDouble(Double::doubleValue).sum();
    assertTrue(last < 0.8 * first, losses.toString());
    assertTrue(quality.precision() >= 0 && quality.precision() <= 1);
    assertTrue(quality.recall() >= 0 && quality.recall() <= 1);
  }

  @Test
  @Order(2)
  void theReleasedModelOpensAndLooks() {
    Path model = folder.resolve("out/model");
    ModelFolder released = ModelFolder.open(model);
    assertEquals(quality.recall(), released.card().metrics().get("recall"));
    try (VisionDomain vision =
            new BrainModels(model, model, model, model).openVision(InferenceDevice.CPU);
        var torch = released.openTorch(new VisionNet(KINDS.size()), InferenceDevice.CPU);
        var onnx = released.openOnnx(InferenceDevice.CPU)) {
      assertEquals(KINDS, vision.kinds(), "in the order of the heat maps");
      for (ObjectCandidate candidate : vision.look(pictures.frame(0))) {
        assertEquals(VisionDomain.LATENT_WIDTH, candidate.latent().length);
      }
      float[] image = new float[3 * VisionNet.WIDTH_PIXELS * VisionNet.HEIGHT_PIXELS];
      FrameTensor.write(pictures.frame(1), image, 0);
      float[][] expected = torch.run(1, image);
      float[][] got = onnx.run(1, image);
      assertEquals(KINDS.size() * VisionTargets.CELLS, got[0].length);
      assertEquals(VisionNet.FEATURES * VisionTargets.CELLS, got[2].length);
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(expected[i], got[i], 1e-4f);
      }
    }
  }

  @Test
  @Order(3)
  void aRunIsNotOverwrittenButContinued() throws Exception {
    assertThrows(ModelException.class, () -> train(STEPS, false, TrainingListener.SILENT));
    String before = ModelFolder.open(folder.resolve("out/model")).weights().sha256();
    train(STEPS, true, TrainingListener.SILENT);
    assertEquals(
        before,
        ModelFolder.open(folder.resolve("out/model")).weights().sha256(),
        "a run that is done stays as it is");
    List<Long> steps = new ArrayList<>();
    train(STEPS + 2, true, (step, total, metrics) -> steps.add(step));
    assertEquals(List.of(STEPS + 1L, STEPS + 2L), steps);
    List<String> lines = Files.readAllLines(folder.resolve("out/metrics.csv"));
    assertEquals(
        STEPS + 2, lines.stream().filter(l -> l.contains(",loss,")).count(), "one line a step");
  }
}

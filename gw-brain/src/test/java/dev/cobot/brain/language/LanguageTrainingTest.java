package dev.cobot.brain.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.sim2real.scene.ObjectKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A short training, from the grammar to a model that opens and has learned something. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LanguageTrainingTest {
  private static final int STEPS = 60;
  @TempDir private static Path folder;
  private static final List<Double> losses = new ArrayList<>();
  private static LanguageTraining.Quality quality;

  @BeforeAll
  static void train() throws Exception {
    quality = train(STEPS, false, (step, total, metrics) -> losses.add(metrics.get("loss")));
  }

  private static LanguageTraining.Quality train(
      int steps, boolean resume, TrainingListener listener) throws Exception {
    return LanguageTraining.train(
        TestWordings.ALL,
        new LanguageTraining.Config(250, 40, steps, 24, 3e-3, 1e-2),
        new TrainingJob(6, folder, resume, InferenceDevice.CPU, listener));
  }

  @Test
  @Order(1)
  void theLossFalls() {
    assertEquals(STEPS, losses.size());
    double first = losses.subList(0, 5).stream().mapToDouble(Double::doubleValue).sum();
    double last = losses.subList(STEPS - 5, STEPS).stream().mapToDouble(Double::doubleValue).sum();
    assertTrue(last < 0.75 * first, losses.toString());
  }

  @Test
  @Order(2)
  void theReleasedModelReadsCommandsThatItHasNotSeen() {
    ModelFolder model = ModelFolder.open(folder.resolve("model"));
    assertEquals(2, model.card().architecture().path("skills").size());
    model.requireTrainedFor("kinds", ObjectKind.names());
    LanguageDomain domain =
        new LanguageDomain(
            TokenEncoder.load(InferenceDevice.CPU),
            model.openOnnx(InferenceDevice.CPU),
            TestWordings.SKILLS);
    try (domain) {
      LanguageTraining.Quality trained =
          LanguageTraining.measure(
              domain,
              new CommandGrammar(CommandGrammar.Split.TRAIN, TestWordings.ALL),
              80,
              new SplittableRandom(77));
      // Always saying place_in would be right in 45 % of the commands.
      assertTrue(trained.skill() > 0.6, trained.toString());
      assertTrue(quality.skill() > 0.4 && quality.whole() <= quality.skill(), "" + quality);
    }
  }

  @Test
  @Order(3)
  void aRunIsContinued() throws Exception {
    List<Long> steps = new ArrayList<>();
    train(STEPS + 2, true, (step, total, metrics) -> steps.add(step));
    assertEquals(List.of(STEPS + 1L, STEPS + 2L), steps);
  }
}

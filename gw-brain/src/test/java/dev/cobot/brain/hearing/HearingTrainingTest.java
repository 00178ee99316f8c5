package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short training, from the grammar to a model that opens and has learned something. */
class HearingTrainingTest {
  private static final int STEPS = 60;
  @TempDir private static Path folder;

  private static HearingTraining.Quality train(int steps, boolean resume, TrainingListener listener)
      throws Exception {
    return HearingTraining.train(
        "en",
        List.of(),
        new HearingTraining.Config(400, 60, 100, 0.2, steps, 24, 1e-3, 1e-2),
        new TrainingJob(6, folder, resume, InferenceDevice.CPU, listener));
  }

  @Test
  void aShortTrainingLearnsAndIsContinued() throws Exception {
    List<Double> losses = new ArrayList<>();
    HearingTraining.Quality quality =
        train(STEPS, false, (step, total, metrics) -> losses.add(metrics.get("loss")));
    assertEquals(STEPS, losses.size());
    double first = losses.subList(0, 5).stream().mapToDouble(Double::doubleValue).sum();
    double last = losses.subList(STEPS - 5, STEPS).stream().mapToDouble(Double::doubleValue).sum();
    assertTrue(last < 0.7 * first, losses.toString());

    ModelFolder model = ModelFolder.open(folder.resolve("model"));
    List<String> intents = Language.load("en").intents();
    model.requireTrainedFor("intents", intents);
    try (TokenEncoder encoder = TokenEncoder.load(InferenceDevice.CPU)) {
      HearingTraining.Quality trained =
          HearingTraining.measure(
              new Reader(
                  encoder,
                  length ->
                      model.openOnnx(new ReaderNet(intents.size(), length), InferenceDevice.CPU),
                  intents,
                  HearingTraining.temperatures(model.card().metrics())),
              new SentenceGrammar(
                  Language.load("en"), Language.openWords("en"), SentenceGrammar.Split.TRAIN),
              120,
              new SplittableRandom(77));
      // The most frequent part is that of a third of the words.
      assertTrue(trained.words() > 0.5, trained.toString());
      assertTrue(quality.words() > 0.4, quality.toString());
    }

    List<Long> steps = new ArrayList<>();
    train(STEPS + 2, true, (step, total, metrics) -> steps.add(step));
    assertEquals(List.of(STEPS + 1L, STEPS + 2L), steps);
  }
}

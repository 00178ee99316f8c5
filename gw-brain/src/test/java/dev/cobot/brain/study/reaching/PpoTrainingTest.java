package dev.cobot.brain.study.reaching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.TrainingJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PpoTrainingTest {
  private static final PpoConfig SMALL =
      new PpoConfig(4000, 8, 125, 2, 250, 1e-3, 0.9, 0.95, 0.2, 0.01, 0.05, 16);
  private static final Sense SENSE = Sense.ofAttributes();

  @TempDir private Path folder;

  private static ObjectNode description() {
    return new ObjectMapper().createObjectNode().put("sense", "raw");
  }

  private byte[] weights(String run) throws Exception {
    return Files.readAllBytes(folder.resolve(run).resolve("model/weights.safetensors"));
  }

  private void train(PpoConfig config, long seed, String name) throws Exception {
    new PpoTraining(config, SENSE, TrainingJob.of(seed, folder.resolve(name))).train(description());
  }

  @Test
  void advantagesAreDiscountedSumsThatStopAtAnEnd() {
    // Two environments, three moves; the first one's episode ends with its second move.
    double[] deltas = {1, 10, 2, 20, 4, 40};
    boolean[] ends = {false, false, true, false, false, false};
    double[] advantages = new double[6];
    RolloutBuffer.sumAdvantages(deltas, ends, 2, 0.5, advantages);
    assertArrayEquals(
        new double[] {1 + 0.5 * 2, 10 + 0.5 * (20 + 0.5 * 40), 2, 40, 4, 40}, advantages);
  }

  @Test
  void valuesAreMeasuredAgainstWhatFollows() {
    // Values of all states are 3; nothing arrives in one move with these draws, so each error of a
    // value is the scaled reward + discount * 3 - 3.
    PpoConfig one = new PpoConfig(4, 4, 1, 1, 4, 1e-3, 0.5, 1, 0.2, 0, 0.1, 4);
    RolloutBuffer rollout =
        RolloutBuffer.play(
            one,
            SENSE,
            states -> {
              int rows = states.length / SENSE.width();
              float[] values = new float[rows];
              java.util.Arrays.fill(values, 3);
              return new RolloutBuffer.Judgement(new float[rows * Move.COUNT], values);
            },
            11,
            new SplittableRandom(5));
    ReachingBatch again = new ReachingBatch(11, 4);
    int[] moves = new int[4];
    for (int i = 0; i < 4; i++) {
      moves[i] = rollout.move(i);
      assertEquals(Math.log(1.0 / 7), rollout.logProbability(i), 1e-6);
    }
    again.step(moves, trial -> {});
    for (int i = 0; i < 4; i++) {
      assertEquals(0.1 * again.reward(i) + 0.5 * 3 - 3, rollout.advantage(i), 1e-6);
      assertEquals(rollout.advantage(i) + 3, rollout.valueTarget(i), 1e-12);
    }
  }

  @Test
  void anEpisodeThatIsCutOffIsWorthWhatWouldFollow() {
    // Logits that always stay: episodes of 100 moves are cut off, and their last error holds the
    // value of the state where they were cut, not that of the next episode's first one.
    PpoConfig long100 = new PpoConfig(200, 2, 100, 1, 200, 1e-3, 0.5, 0, 0.2, 0, 0.1, 4);
    int[] calls = new int[1];
    RolloutBuffer rollout =
        RolloutBuffer.play(
            long100,
            SENSE,
            states -> {
              calls[0]++;
              int rows = states.length / SENSE.width();
              float[] logits = new float[rows * Move.COUNT];
              float[] values = new float[rows];
              for (int i = 0; i < rows; i++) {
                logits[i * Move.COUNT] = 100;
                values[i] = states[i * SENSE.width() + 3]; // x
              }
              return new RolloutBuffer.Judgement(logits, values);
            },
            12,
            new SplittableRandom(5));
    assertEquals(102, calls[0]);
    assertEquals(2, rollout.trials().size());
    for (int i = 0; i < 2; i++) {
      float x = rollout.states()[i * SENSE.width() + 3];
      double reward = rollout.trials().get(i).sum() / 100;
      assertEquals(0.1 * reward + 0.5 * x - x, rollout.advantage(198 + i), 1e-5);
    }
  }

  @Test
  void itLearnsToReach() throws Exception {
    PpoConfig config =
        new PpoConfig(100_000, 64, 100, 8, 640, 2e-3, 0.9, 0.95, 0.2, 0.01, 0.05, 64);
    train(config, 1, "learned");
    try (Policy policy = Policy.open(folder.resolve("learned/model"), InferenceDevice.CPU)) {
      List<Trial> trials = TestEpisodes.play(policy.on(SENSE, new SplittableRandom(1)), 200);
      double mean = trials.stream().mapToDouble(Trial::sum).average().orElseThrow();
      assertTrue(mean > -1000, "return " + mean + "; random moves have -2400, the oracle -302");
    }
    String metrics = Files.readString(folder.resolve("learned/metrics.csv"));
    assertTrue(metrics.contains(",return,") && metrics.contains(",entropy,"), metrics);
  }

  @Test
  void theSameSeedGivesTheSamePolicyAndTheSameEpisodes() throws Exception {
    train(SMALL, 3, "one");
    train(SMALL, 3, "two");
    train(SMALL, 4, "other");
    assertArrayEquals(weights("one"), weights("two"));
    assertNotEquals(
        new String(weights("one"), java.nio.charset.StandardCharsets.ISO_8859_1),
        new String(weights("other"), java.nio.charset.StandardCharsets.ISO_8859_1));
    try (Policy policy = Policy.open(folder.resolve("one/model"), InferenceDevice.CPU)) {
      assertEquals(
          TestEpisodes.play(policy.on(SENSE, new SplittableRandom(1)), 20),
          TestEpisodes.play(policy.on(SENSE, new SplittableRandom(1)), 20));
    }
  }

  @Test
  void aStoppedTrainingGoesOnWithTheSameBits() throws Exception {
    train(SMALL, 5, "whole");
    Path parts = folder.resolve("parts");
    assertThrows(
        IllegalStateException.class,
        () ->
            new PpoTraining(
                    SMALL,
                    SENSE,
                    TrainingJob.of(5, parts)
                        .heardBy(
                            (step, total, metrics) -> {
                              if (step > total / 2) {
                                throw new IllegalStateException("stopped");
                              }
                            }),
                    1)
                .train(description()));
    new PpoTraining(SMALL, SENSE, TrainingJob.of(5, parts).resumed()).train(description());
    assertArrayEquals(weights("whole"), weights("parts"));
  }

  @Test
  void aConfigurationOutOfRangeIsRefused() {
    assertEquals(123, PpoConfig.reaching().withSteps(123).steps());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PpoConfig(4000, 8, 125, 2, 300, 1e-3, 0.9, 0.95, 0.2, 0.01, 0.05, 16));
    assertTrue(e.getMessage().contains("batch is 300") && e.getMessage().contains("1000"));
    for (double discount : new double[] {-0.1, 1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new PpoConfig(4000, 8, 125, 2, 250, 1e-3, discount, 0.95, 0.2, 0.01, 0.05, 16));
    }
    for (double clip : new double[] {0, 1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new PpoConfig(4000, 8, 125, 2, 250, 1e-3, 0.9, 0.95, clip, 0.01, 0.05, 16));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new PpoConfig(4000, 1 << 20, 1 << 20, 2, 250, 1e-3, 0.9, 0.95, 0.2, 0, 0.05, 16));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PpoConfig(4000, 8, 125, 2, 250, 0, 0.9, 0.95, 0.2, 0.01, 0.05, 16));
  }

  @Test
  void aPolicyOfAnotherWidthIsRefused() throws Exception {
    train(SMALL, 6, "narrow");
    Path model = folder.resolve("narrow/model");
    try (Policy policy = Policy.open(model, InferenceDevice.CPU)) {
      Sense wide =
          new Sense() {
            @Override
            public int width() {
              return 12;
            }

            @Override
            public float[] of(dev.cobot.sim2real.shapes.ShapeAttributes[] states) {
              return new float[states.length * 12];
            }
          };
      assertThrows(IllegalArgumentException.class, () -> policy.on(wide, new SplittableRandom(1)));
    }
    Files.delete(model.resolve("model.onnx"));
    assertThrows(ModelException.class, () -> Policy.open(model, InferenceDevice.CPU));
  }
}

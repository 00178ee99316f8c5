package dev.cobot.brain.study.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeasuresTest {
  @Test
  void pairsAreInterpolatedBetweenLogarithms() {
    double[] pairs = {100, 1000, 10000};
    double[] loss = {0.4, 0.1, 0.1};
    assertEquals(100, DataEfficiency.pairsFor(pairs, loss, 0.4), 1e-9);
    assertEquals(Math.sqrt(1e5), DataEfficiency.pairsFor(pairs, loss, 0.2), 1e-6);
    assertEquals(1000, DataEfficiency.pairsFor(pairs, loss, 0.1), 1e-6);
    assertTrue(Double.isNaN(DataEfficiency.pairsFor(pairs, loss, 0.5)), "begins below");
    assertEquals(
        Double.POSITIVE_INFINITY, DataEfficiency.pairsFor(pairs, loss, 0.05), "never so low");
  }

  @Test
  void ratiosSayWhereTheyAreBounds() {
    double[] pairs = {100, 1000, 10000};
    double[] alone = {0.8, 0.4, 0.2};
    double[] all = {0.4, 0.2, 0.1};
    DataEfficiency.Ratio ratio = DataEfficiency.Ratio.of(pairs, alone, all, 0.4);
    assertEquals(10, ratio.alone() / ratio.all(), 1e-9);
    assertEquals("10.0", ratio.text());
    assertEquals("at least 3.2", DataEfficiency.Ratio.of(pairs, alone, all, 0.1414214).text());
    assertNull(DataEfficiency.Ratio.of(pairs, alone, all, 0.05), "all losses do not reach it");
    assertNull(DataEfficiency.Ratio.of(pairs, alone, all, 0.5), "all losses begin below");
    assertArrayEquals(
        new double[] {0.5, 0.4, 0.3, 0.2},
        DataEfficiency.levels(new double[] {0.5, 0.3, 0.4}, new double[] {0.6, 0.35, 0.2}));
  }

  @Test
  void standardErrorIsThatOfTheMean() {
    Sample sample = Sample.of(List.of(1.0, 3.0));
    assertEquals(2, sample.mean());
    assertEquals(1, sample.standardError(), 1e-12); // deviation sqrt(2), over sqrt(2)
    assertEquals(0, Sample.of(List.of(5.0)).standardError());
  }

  @ParameterizedTest
  @EnumSource(Corruption.class)
  void corruptionsAreNothingAtLevelZero(Corruption corruption) {
    float[] latents = {1, 2, 3, 4, 5, 6};
    float[] fixed = {1, -1, 0};
    corruption.apply(latents, 3, 3, 0, fixed, new float[] {9, 9, 9}, new SplittableRandom(1));
    if (corruption == Corruption.STUCK) {
      assertArrayEquals(new float[] {1, 2, 3, 0, 0, 0}, latents);
    } else {
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, latents);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Corruption.class,
      names = {"FIXED", "RANDOM", "HALF", "SPIKES"})
  void noiseHasItsMeanSquareAndStaysInItsRow(Corruption corruption) {
    int width = 12;
    SplittableRandom random = new SplittableRandom(3);
    float[] fixed = Corruption.direction(width, random);
    double squares = 0;
    int scenes = 20_000;
    for (int i = 0; i < scenes; i++) {
      float[] latents = new float[2 * width];
      corruption.apply(latents, width, width, 0.5, fixed, new float[width], random);
      for (int j = 0; j < width; j++) {
        assertEquals(0, latents[j], "the row before");
        squares += latents[width + j] * (double) latents[width + j] / width / scenes;
      }
    }
    // Spikes have so heavy tails that even this many scenes leave a tenth.
    double wanted = 0.5 * Corruption.SCALE * 0.5 * Corruption.SCALE;
    assertEquals(wanted, squares, corruption == Corruption.SPIKES ? 0.2 * wanted : 0.03 * wanted);
  }

  /** Three classes along three directions, and noise. */
  private static float[] states(int[] labels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] states = new float[labels.length * 4];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = random.nextInt(3);
      for (int i = 0; i < 4; i++) {
        states[4 * row + i] =
            (float) ((i == labels[row] ? 0.8 : 0.1) + 0.1 * random.nextGaussian());
      }
    }
    return states;
  }

  @Test
  void probeAndAveragesFindSeparableClasses() {
    int[] known = new int[600];
    float[] states = states(known, 1);
    int[] asked = new int[300];
    float[] held = states(asked, 2);
    LinearReadout probe =
        LinearProbe.train(states, known, 3, new SeedStreams(1), InferenceDevice.CPU);
    assertTrue(probe.accuracy(held, asked) > 0.98);
    assertTrue(ClassAverages.of(states, known, 3).accuracy(held, asked) > 0.98);
    int[] wrong = asked.clone();
    for (int i = 0; i < wrong.length; i++) {
      wrong[i] = (wrong[i] + 1) % 3;
    }
    assertTrue(probe.accuracy(held, wrong) < 0.02);
    assertTrue(ClassAverages.of(states, known, 3).accuracy(held, wrong) < 0.02);
  }

  @Test
  void theFrozenHeadIsTheTrainedOneInEvaluation() {
    ShapeHead head = new ShapeHead(4, 3);
    int[] labels = new int[64];
    float[] states = states(labels, 5);
    float[] classes = new float[64];
    for (int i = 0; i < 64; i++) {
      classes[i] = labels[i];
    }
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-2), new SeedStreams(2), InferenceDevice.CPU)) {
      for (int step = 0; step < 5; step++) {
        trainer.step(
            scope ->
                Losses.crossEntropy(
                    scope
                        .forward(
                            head,
                            scope.manager().create(states, new ai.djl.ndarray.types.Shape(64, 4)))
                        .get(0),
                    scope.manager().create(classes)));
      }
      ShapeHead.Frozen frozen = new ShapeHead.Frozen(head, trainer.weights(head));
      float[][] both =
          trainer.evaluate(
              scope -> {
                var x = scope.manager().create(states, new ai.djl.ndarray.types.Shape(64, 4));
                return new float[][] {
                  scope.forward(head, x).get(0).toFloatArray(),
                  frozen.scores(scope, x).toFloatArray()
                };
              });
      assertArrayEquals(both[0], both[1], 1e-4f);
      assertNotEquals(both[0][0], both[0][3]);
    }
  }

  @Test
  void configurationsAreChecked() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ExperimentsTest.miniature(List.of(20, 10)),
        "pairs must rise");
    assertThrows(
        IllegalArgumentException.class,
        () -> ExperimentsTest.miniature(List.of(10, 100_000)),
        "more pairs than scenes");
    ExperimentConfig.full();
    ExperimentConfig.quick();
  }
}

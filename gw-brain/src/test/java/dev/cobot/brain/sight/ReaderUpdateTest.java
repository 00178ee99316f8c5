package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.Weights;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReaderUpdateTest {
  private static final int KINDS = 3;

  /** What a reader with drawn weights makes of drawn crops, (rows) by output. */
  private record Made(Weights weights, float[][] kind, float[][] values, float[][] features) {}

  private static Made reader(Weights weightsOrNull, int rows, long seed) {
    ReaderNet net = new ReaderNet(KINDS);
    SplittableRandom random = new SplittableRandom(seed);
    float[] crops = new float[rows * 3 * Crop.SIDE * Crop.SIDE];
    float[] beside = new float[rows * Crop.BESIDE];
    for (int i = 0; i < crops.length; i++) {
      crops[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < beside.length; i++) {
      beside[i] = (float) random.nextGaussian();
    }
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(3), InferenceDevice.CPU)) {
      trainer.create(net);
      if (weightsOrNull != null) {
        trainer.load(net, weightsOrNull);
      }
      List<float[]> out =
          trainer.evaluate(
              scope ->
                  scope
                      .forward(
                          net,
                          scope.manager().create(crops, new Shape(rows, 3, Crop.SIDE, Crop.SIDE)),
                          scope.manager().create(beside, new Shape(rows, Crop.BESIDE)))
                      .stream()
                      .map(NDArray::toFloatArray)
                      .toList());
      return new Made(
          trainer.weights(net),
          rows(out.get(0), rows),
          rows(out.get(1), rows),
          rows(out.get(3), rows));
    }
  }

  private static float[][] rows(float[] values, int rows) {
    int width = values.length / rows;
    float[][] out = new float[rows][];
    for (int i = 0; i < rows; i++) {
      out[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
    return out;
  }

  /**
   * Rows of a place where the red lacks something that the features tell, the height lacks 0.1, and
   * the rest is as it is told but for noise.
   */
  private static FoundObjects place(Made made, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<FoundObjects.Row> rows = new ArrayList<>();
    for (int i = 0; i < made.values().length; i++) {
      float[] told = made.values()[i];
      float[] values = told.clone();
      float[] known = new float[told.length];
      Arrays.fill(known, 1);
      known[Reading.AXIS] = i % 2; // not every object has every value
      for (int v = 0; v < values.length; v++) {
        values[v] += (float) (0.02 * random.nextGaussian());
      }
      values[Reading.COLOR] += 2 * made.features()[i][5];
      values[Reading.HEIGHT] += 0.1f;
      rows.add(
          new FoundObjects.Row(
              i / 8, 0.1, made.features()[i], made.kind()[i], told, i % KINDS, values, known));
    }
    return new FoundObjects(
        List.of(ObjectKind.CUBE, ObjectKind.BOWL, ObjectKind.CUP).subList(0, KINDS), rows);
  }

  private static double error(FoundObjects found, ReaderUpdate update, int value) {
    return found.rows().stream()
        .mapToDouble(row -> Math.abs(update.read(row)[value] - row.values()[value]))
        .average()
        .orElseThrow();
  }

  @Test
  void whatIsLackedIsLearnedAndTheRestIsLeftAlone() {
    Made made = reader(null, 160, 1);
    FoundObjects few = place(made, 2);
    ReaderUpdate update = ReaderUpdate.learn(few.rows());
    assertTrue(
        update.changed().containsAll(List.of(Reading.HEIGHT, Reading.COLOR)),
        update.changed().toString());
    assertTrue(update.changed().size() <= 3, "noise taught something: " + update.changed());
    assertTrue(update.changedGroups().containsAll(List.of("height", "colour")));
    FoundObjects fresh = place(reader(made.weights(), 80, 11), 12);
    ReaderUpdate nothing = ReaderUpdate.learn(few.rows().subList(0, 24));
    assertEquals(List.of(), nothing.changed(), "three arrangements teach nothing");
    assertTrue(error(fresh, update, Reading.HEIGHT) < 0.3 * error(fresh, nothing, Reading.HEIGHT));
    assertTrue(error(fresh, update, Reading.COLOR) < 0.5 * error(fresh, nothing, Reading.COLOR));
    assertEquals(
        error(fresh, nothing, Reading.COLOR + 1), error(fresh, update, Reading.COLOR + 1), 0.005);
  }

  /** The layer with the update says what the update says of the layer without it. */
  @Test
  void theUpdateIsTheLayerOfValues() {
    Made made = reader(null, 120, 4);
    FoundObjects few = place(made, 5);
    ReaderUpdate update = ReaderUpdate.learn(few.rows());
    assertTrue(update.changed().size() >= 2);
    Weights updated = update.into(made.weights());
    Made before = reader(made.weights(), 40, 7);
    Made after = reader(updated, 40, 7);
    List<FoundObjects.Row> rows = place(before, 8).rows();
    for (int i = 0; i < rows.size(); i++) {
      assertArrayEquals(update.read(rows.get(i)), after.values()[i], 2e-3f);
      assertArrayEquals(before.kind()[i], after.kind()[i], 1e-6f);
      assertArrayEquals(before.features()[i], after.features()[i], 1e-6f);
    }
  }

  /** What is judged was read with what other arrangements teach. */
  @Test
  void arrangementsAreJudgedByWhatOthersTeach() {
    FoundObjects few = place(reader(null, 160, 1), 2);
    List<Readings> both = ReaderUpdate.crossFitted(few, 5);
    Readings.Difference colour =
        Readings.difference(
            Readings.Measure.COLOR, List.of(both.get(1)), List.of(both.get(0)), 200, 1);
    assertTrue(colour.high() <= 0 && colour.value() < 0, colour.toString());

    // Each arrangement is off by something of its own: who knows it reads it better, others do not.
    SplittableRandom random = new SplittableRandom(6);
    double[] off = random.doubles(40, -1, 1).toArray();
    FoundObjects own =
        new FoundObjects(
            few.kinds(),
            few.rows().stream()
                .map(
                    row -> {
                      float[] features = new float[ReaderNet.FEATURES];
                      features[row.scene()] = 1;
                      float[] values = row.told().clone();
                      values[Reading.HEIGHT] += (float) off[row.scene()];
                      return new FoundObjects.Row(
                          row.scene(),
                          row.metersAcross(),
                          features,
                          row.logits(),
                          row.told(),
                          row.kind(),
                          values,
                          row.known());
                    })
                .toList());
    List<Readings> judged = ReaderUpdate.crossFitted(own, 5);
    double before = judged.get(0).measure(Readings.Measure.HEIGHT_METERS);
    double after = judged.get(1).measure(Readings.Measure.HEIGHT_METERS);
    assertTrue(after > 0.8 * before, after + " of " + before + " was learned from itself");
    assertThrows(IllegalArgumentException.class, () -> ReaderUpdate.crossFitted(few, 1));
  }

  @Test
  void ofNothingNothingIsLearned() {
    FoundObjects few = place(reader(null, 8, 1), 2);
    ReaderUpdate nothing = ReaderUpdate.learn(List.of());
    assertEquals(List.of(), nothing.changed());
    FoundObjects.Row row = few.rows().get(0);
    assertArrayEquals(row.told(), nothing.read(row));
  }
}

package dev.cobot.brain.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.Brain;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Errors of attributes and the labels behind them, in loops. */
class TabletopAttributesTest {
  private static final WorkspaceShape SHAPE = Brain.shape(8, 16, 4);
  private static final LabelledDomain LANGUAGE = new LabelledDomain(SHAPE.domain(Brain.LANGUAGE));
  private static final TabletopAttributes ATTRIBUTES =
      new TabletopAttributes(SHAPE.domain(Brain.ATTRIBUTES), LANGUAGE);

  private static final List<SceneObject> OBJECTS =
      List.of(
          object(ObjectKind.CUBE, ColorName.RED, 0.4),
          object(ObjectKind.BOWL, ColorName.RED, 0),
          lying(object(ObjectKind.BOTTLE, ColorName.BLUE, 1)),
          object(ObjectKind.CUBE, ColorName.GREEN, -0.7));
  private static final List<Reference> PHRASES =
      List.of(
          new Reference(ObjectKind.CUBE, ColorName.RED),
          new Reference(ObjectKind.BOWL, null),
          new Reference(null, ColorName.BLUE),
          new Reference(ObjectKind.CUBE, null));
  private static final int ROWS = OBJECTS.size();
  private static final int K = AttributeDomain.KINDS;
  private static final int V = K + AttributeDomain.MEANS;

  private static SceneObject object(ObjectKind kind, ColorName color, double yawRad) {
    return new SceneObject(
        "o",
        kind,
        new Vector3(0.1, -0.2, 0.03),
        Quaternion.fromYaw(yawRad),
        color.prototype(),
        new Vector3(0.05, 0.05, 0.06));
  }

  private static SceneObject lying(SceneObject object) {
    return object.at(
        object.positionMeters(), Quaternion.fromRollPitchYaw(0, Math.PI / 2, object.yawRad()));
  }

  private static float[] latent(int row) {
    return AttributeDomain.latent(OBJECTS.get(row));
  }

  private static NDArray latents(StepScope scope) {
    FloatBuffer values = FloatBuffer.allocate(ROWS * AttributeDomain.LATENT_WIDTH);
    for (int i = 0; i < ROWS; i++) {
      values.put(latent(i));
    }
    return scope.manager().create(values.array(), new Shape(ROWS, AttributeDomain.LATENT_WIDTH));
  }

  private static float[] decoded() {
    SplittableRandom random = new SplittableRandom(2);
    float[] values = new float[ROWS * AttributeDomain.DECODED_WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static NDArray phrases(StepScope scope, List<Reference> phrases) {
    int width = LANGUAGE.spec().latentWidth() + WordLabels.WIDTH;
    FloatBuffer values = FloatBuffer.allocate(phrases.size() * width);
    for (Reference phrase : phrases) {
      values.put(new float[LANGUAGE.spec().latentWidth()]);
      WordLabels.put(phrase, values);
    }
    return scope.manager().create(values.array(), new Shape(phrases.size(), width));
  }

  private static <R> R evaluate(Function<StepScope, R> body) {
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(9), InferenceDevice.CPU)) {
      return trainer.evaluate(body);
    }
  }

  private static double kindError(float[] decoded, int row) {
    double sum = 0;
    for (int k = 0; k < K; k++) {
      sum += Math.exp(decoded[row * AttributeDomain.DECODED_WIDTH + k]);
    }
    int kind = OBJECTS.get(row).kind().ordinal();
    return Math.log(sum) - decoded[row * AttributeDomain.DECODED_WIDTH + kind];
  }

  private static double squared(float[] decoded, int row, int value) {
    double d = decoded[row * AttributeDomain.DECODED_WIDTH + K + value] - latent(row)[K + value];
    return d * d;
  }

  private static double colorError(float[] decoded, int row) {
    return (squared(decoded, row, 5) + squared(decoded, row, 6) + squared(decoded, row, 7)) / 3;
  }

  private static double beta(float[] decoded, int row, int value, int variance) {
    double log = decoded[row * AttributeDomain.DECODED_WIDTH + V + variance];
    return 0.5 * (squared(decoded, row, value) * Math.exp(-log) + log) * Math.exp(log / 2);
  }

  @Test
  void theErrorIsALikelihoodAndTheYawCountsWhereThereIsOne() {
    float[] decoded = decoded();
    double mean = 0;
    double yaw = 0;
    int turned = 0;
    for (int r = 0; r < ROWS; r++) {
      mean += kindError(decoded, r) / ROWS;
      for (int i = 0; i < 3; i++) {
        mean += (beta(decoded, r, i, i) + 5 * squared(decoded, r, i)) / 3 / ROWS;
        mean += 0.5 * beta(decoded, r, 5 + i, 4 + i) / 3 / ROWS;
        mean += squared(decoded, r, 8 + i) / 3 / ROWS;
        mean += squared(decoded, r, 11 + i) / 3 / ROWS;
      }
      if (OBJECTS.get(r).kind().yawSymmetryOrder() > 0) {
        turned++;
        yaw += (beta(decoded, r, 3, 3) + beta(decoded, r, 4, 3)) / 2;
      }
    }
    assertEquals(2, turned);
    double expected = mean + 0.5 * yaw / turned;
    float got =
        evaluate(
            scope ->
                ATTRIBUTES
                    .error(scopeDecoded(scope, decoded), latents(scope), Map.of())
                    .mean()
                    .getFloat());
    assertEquals(expected, got, 1e-4);
  }

  private static NDArray scopeDecoded(StepScope scope, float[] decoded) {
    return scope.manager().create(decoded, new Shape(ROWS, AttributeDomain.DECODED_WIDTH));
  }

  @Test
  void ofAPhraseOnlyWhatItNamesCounts() {
    float[] decoded = decoded();
    double kinds = (kindError(decoded, 0) + kindError(decoded, 1) + kindError(decoded, 3)) / 3;
    double colors = (colorError(decoded, 0) + colorError(decoded, 2)) / 2;
    evaluate(
        scope -> {
          NDArray said = phrases(scope, PHRASES);
          NDArray read = scopeDecoded(scope, decoded);
          float alone =
              ATTRIBUTES
                  .error(read, latents(scope), Map.of(Brain.LANGUAGE, said))
                  .mean()
                  .getFloat();
          assertEquals(kinds + colors, alone, 1e-4);
          // With the object seen as well, everything counts.
          float both =
              ATTRIBUTES
                  .error(read, latents(scope), Map.of(Brain.LANGUAGE, said, Brain.VISION, said))
                  .mean()
                  .getFloat();
          assertEquals(ATTRIBUTES.error(read, latents(scope)).mean().getFloat(), both, 1e-6);
          return null;
        });
  }

  @Test
  void aPhraseMatchesWhatItMayMean() {
    float[] matches =
        evaluate(
            scope -> {
              FloatBuffer values = FloatBuffer.allocate(ROWS * WordLabels.WIDTH);
              OBJECTS.forEach(o -> WordLabels.put(o, values));
              return WordLabels.matches(
                      scope.manager().create(values.array(), new Shape(ROWS, WordLabels.WIDTH)),
                      LANGUAGE.labels(phrases(scope, PHRASES)))
                  .toFloatArray();
            });
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < PHRASES.size(); j++) {
        SceneObject o = OBJECTS.get(i);
        assertEquals(
            PHRASES.get(j).matches(o.kind(), o.color()) ? 1 : 0, matches[i * PHRASES.size() + j]);
      }
    }
  }

  @Test
  void ifNoRowCountsTheErrorIsZero() {
    float none =
        evaluate(
            scope -> {
              NDArray named = scope.manager().zeros(new Shape(ROWS, 2));
              return TabletopAttributes.namedError(
                      scopeDecoded(scope, decoded()), latents(scope), named)
                  .mean()
                  .getFloat();
            });
    assertEquals(0, none);
  }
}

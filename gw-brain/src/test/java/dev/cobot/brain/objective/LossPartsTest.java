package dev.cobot.brain.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.objective.LossWeights.Loss;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** An objective that asks for some parts, in ways of their own. */
class LossPartsTest {
  private static final int ROWS = 6;
  private static final MlpShape MLP = new MlpShape(7, 1, MlpShape.Activation.RELU, false);
  private static final Domain SIGHT = () -> DomainSpec.of("sight", 4, MLP);

  /** Its data hold a label after the latents. */
  private static final Domain WORD =
      new Domain() {
        @Override
        public DomainSpec spec() {
          return DomainSpec.of("word", 2, MLP);
        }

        @Override
        public NDArray latents(StepScope scope, NDArray data) {
          return data.get(":, 0:2");
        }
      };

  /** A word tells only whether it is heavy, and only where its label is 1. */
  private static final Domain TOUCH =
      new Domain() {
        @Override
        public DomainSpec spec() {
          return DomainSpec.of("touch", 3, MLP);
        }

        @Override
        public NDArray error(NDArray decoded, NDArray latents, Map<String, NDArray> from) {
          return from.keySet().equals(Set.of("word"))
              ? decoded.get(":, 0").sub(latents.get(":, 0")).abs().mul(from.get("word").get(":, 2"))
              : error(decoded, latents);
        }
      };

  private static final List<Domain> DOMAINS = List.of(SIGHT, WORD, TOUCH);
  private static final WorkspaceShape SHAPE =
      WorkspaceShape.of(5, DOMAINS.stream().map(Domain::spec).toList());

  private static final Map<Loss, Double> ALL =
      Map.of(
          Loss.TRANSLATION, 1.0,
          Loss.CONTRASTIVE, 1.0,
          Loss.DEMI_CYCLE, 1.0,
          Loss.CYCLE, 1.0,
          Loss.FUSED, 1.0);

  private static NDArray rows(StepScope scope, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[ROWS * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return scope.manager().create(values, new Shape(ROWS, width));
  }

  private static Map<String, NDArray> pairs(StepScope scope) {
    Map<String, NDArray> pairs = new LinkedHashMap<>();
    pairs.put("sight", rows(scope, 4, 1));
    NDArray words = rows(scope, 3, 2);
    words.set(
        new ai.djl.ndarray.index.NDIndex(":, 2"),
        scope.manager().create(new float[] {1, 0, 1, 1, 0, 0}));
    pairs.put("word", words);
    pairs.put("touch", rows(scope, 3, 3));
    return pairs;
  }

  private static <R> R evaluate(Function<StepScope, R> body) {
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(9), InferenceDevice.CPU)) {
      return trainer.evaluate(body);
    }
  }

  private static Map<String, Double> metrics(StepScope scope, LossParts parts) {
    return new WorkspaceObjective(
            new TrainableWorkspace(SHAPE),
            DOMAINS,
            LossWeights.bimGw(ALL),
            Selection.shared(),
            parts)
        .of(scope, WorkspaceObjective.completed(pairs(scope)))
        .toMetrics();
  }

  @Test
  void aLossIsTheWeightedMeanOfThePartsThatAreAsked() {
    Map<String, Number> weights =
        Map.of(
            LossParts.translation("sight", "touch"), 3,
            LossParts.translation("word", "sight"), 0.5,
            LossParts.contrastive("sight", "word"), 2f,
            LossParts.demiCycle("word"), 1,
            LossParts.demiCycle("touch"), 4,
            LossParts.cycle("touch", "sight"), 1,
            LossParts.fused(List.of("sight", "word", "touch"), "word"), 1,
            LossParts.fused(List.of("sight", "touch"), "sight"), 0.3);
    evaluate(
        scope -> {
          Map<String, Double> all = metrics(scope, LossParts.ALL);
          Map<String, Double> some = metrics(scope, LossParts.of(weights));
          weights.keySet().forEach(part -> assertEquals(all.get(part), some.get(part), 1e-4, part));
          assertEquals(
              weights.size() + Loss.values().length + 1, some.size(), some.keySet().toString());
          double translation =
              (3 * all.get("translation/sight-touch") + 0.5 * all.get("translation/word-sight"))
                  / 3.5;
          assertEquals(translation, some.get("translation"), 1e-4);
          double demiCycle = (all.get("demi_cycle/word") + 4 * all.get("demi_cycle/touch")) / 5;
          assertEquals(demiCycle, some.get("demi_cycle"), 1e-4);
          assertEquals(all.get("contrastive/sight-word"), some.get("contrastive"), 1e-4);
          assertEquals(all.get("cycle/touch-sight-touch"), some.get("cycle"), 1e-4);
          double fused =
              (all.get("fused/sight.word.touch-word") + 0.3 * all.get("fused/sight.touch-sight"))
                  / 1.3;
          assertEquals(fused, some.get("fused"), 1e-4);
          return null;
        });
  }

  @Test
  void anErrorKnowsWhereTheStateCameFrom() {
    evaluate(
        scope -> {
          Map<String, Double> all = metrics(scope, LossParts.ALL);
          Map<String, NDArray> pairs = pairs(scope);
          TrainableWorkspace workspace = new TrainableWorkspace(SHAPE);
          NDArray said = workspace.encode(scope, "word", pairs.get("word").get(":, 0:2")).tanh();
          float[] decoded = workspace.decode(scope, "touch", said).toFloatArray();
          float[] truth = pairs.get("touch").toFloatArray();
          double sum = 0;
          for (int row : new int[] {0, 2, 3}) {
            sum += Math.abs(decoded[3 * row] - truth[3 * row]);
          }
          assertEquals(sum / ROWS, all.get("translation/word-touch"), 1e-5);
          NDArray seen = workspace.encode(scope, "sight", pairs.get("sight")).tanh();
          double squared =
              workspace
                  .decode(scope, "touch", seen)
                  .sub(pairs.get("touch"))
                  .square()
                  .mean()
                  .getFloat();
          assertEquals(squared, all.get("translation/sight-touch"), 1e-4);
          return null;
        });
  }

  @Test
  void aPairMayBeContrastedManyToMany() {
    String part = LossParts.contrastive("sight", "word");
    Contrast sameSign =
        Contrast.manyToMany(
            (sight, words) -> {
              float[] matches = new float[ROWS * ROWS];
              for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < ROWS; j++) {
                  matches[i * ROWS + j] =
                      (sight.getFloat(i, 0) > 0) == (words.getFloat(j, 2) > 0.5) ? 1 : 0;
                }
              }
              return sight.getManager().create(matches, new Shape(ROWS, ROWS));
            });
    evaluate(
        scope -> {
          Map<String, Double> plain = metrics(scope, LossParts.ALL);
          Map<String, Double> many = metrics(scope, LossParts.ALL.with(part, sameSign));
          Map<String, NDArray> pairs = pairs(scope);
          TrainableWorkspace workspace = new TrainableWorkspace(SHAPE);
          float[] a = workspace.encode(scope, "sight", pairs.get("sight")).tanh().toFloatArray();
          float[] b =
              workspace
                  .encode(scope, "word", pairs.get("word").get(":, 0:2"))
                  .tanh()
                  .toFloatArray();
          double sum = 0;
          for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < ROWS; j++) {
              boolean match =
                  (pairs.get("sight").getFloat(i, 0) > 0)
                      == (pairs.get("word").getFloat(j, 2) > 0.5);
              double score = cosine(a, i, b, j) / 0.07 - 0.5 / 0.07;
              sum += Math.log1p(Math.exp(match ? -score : score));
            }
          }
          assertEquals(sum / (ROWS * ROWS), many.get(part), 1e-3 * sum / (ROWS * ROWS));
          assertTrue(Math.abs(plain.get(part) - many.get(part)) > 1e-2);
          assertEquals(
              plain.get("contrastive/sight-touch"), many.get("contrastive/sight-touch"), 1e-5);
          return null;
        });
  }

  private static double cosine(float[] a, int row, float[] b, int other) {
    double dot = 0;
    double ofA = 0;
    double ofB = 0;
    for (int i = 0; i < 5; i++) {
      dot += a[5 * row + i] * b[5 * other + i];
      ofA += a[5 * row + i] * a[5 * row + i];
      ofB += b[5 * other + i] * b[5 * other + i];
    }
    return dot / Math.sqrt(ofA * ofB);
  }

  @Test
  void weightsOfAFusionHaveAFloor() {
    float[] alpha =
        evaluate(scope -> Selection.single().withFloor(0.1).weights(scope, 50, 3).toFloatArray());
    for (int row = 0; row < 50; row++) {
      List<Float> sorted =
          new ArrayList<>(List.of(alpha[3 * row], alpha[3 * row + 1], alpha[3 * row + 2]));
      sorted.sort(null);
      assertEquals(0.1, sorted.get(0), 1e-6);
      assertEquals(0.1, sorted.get(1), 1e-6);
      assertEquals(0.8, sorted.get(2), 1e-6);
    }
    for (double bad : new double[] {-0.1, 0.5, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> evaluate(scope -> Selection.shared().withFloor(bad).weights(scope, 1, 2)));
    }
  }

  @Test
  void partsThatAreNoneAreRefused() {
    for (String bad :
        List.of(
            "translation/sight-smell",
            "translation/sight-sight",
            LossParts.contrastive("word", "sight"),
            LossParts.fused(List.of("touch", "sight"), "word"),
            LossParts.fused(List.of("sight"), "word"),
            "contrast/sight-word")) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> evaluate(scope -> metrics(scope, LossParts.of(Map.of(bad, 1)))))
              .getMessage();
      assertTrue(message.contains(bad), message);
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            evaluate(
                scope ->
                    metrics(
                        scope,
                        LossParts.ALL.with(LossParts.demiCycle("word"), Contrast.ONE_TO_ONE))));
    assertThrows(IllegalArgumentException.class, () -> LossParts.of(Map.of()));
    for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> LossParts.of(Map.of(LossParts.demiCycle("word"), weight)));
    }
  }
}

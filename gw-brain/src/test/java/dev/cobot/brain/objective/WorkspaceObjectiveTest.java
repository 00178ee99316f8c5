package dev.cobot.brain.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.Architecture;
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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses against the equations, written down one by one. */
class WorkspaceObjectiveTest {
  private static final MlpShape MLP = new MlpShape(9, 1, MlpShape.Activation.RELU, false);
  private static final Domain SIGHT = () -> DomainSpec.of("sight", 5, MLP);
  private static final Domain SOUND = () -> DomainSpec.of("sound", 3, MLP);

  /** Decodes one value more than it has: a log weight of its error, which cycles drop. */
  private static final Domain TOUCH =
      new Domain() {
        @Override
        public DomainSpec spec() {
          return new DomainSpec("touch", 4, 5, MLP, MLP);
        }

        @Override
        public NDArray error(NDArray decoded, NDArray latents) {
          NDArray squared = asLatents(decoded).sub(latents).square().sum(new int[] {1});
          return squared.mul(decoded.get(":, 4").exp());
        }

        @Override
        public NDArray asLatents(NDArray decoded) {
          return decoded.get(":, 0:4");
        }
      };

  private static final List<Domain> DOMAINS = List.of(SIGHT, SOUND, TOUCH);
  private static final WorkspaceShape SHAPE =
      WorkspaceShape.of(6, DOMAINS.stream().map(Domain::spec).toList());
  private static final Map<Loss, Double> ALL =
      Map.of(
          Loss.TRANSLATION, 1.0,
          Loss.CONTRASTIVE, 0.1,
          Loss.DEMI_CYCLE, 0.7,
          Loss.CYCLE, 0.4,
          Loss.FUSED, 0.3);

  private static NetworkTrainer trainer(boolean fused) {
    return new NetworkTrainer(
        OptimizerConfig.of(1e-2).withFusedKernels(fused), new SeedStreams(4), InferenceDevice.CPU);
  }

  private static NDArray rows(StepScope scope, Domain domain, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * domain.spec().latentWidth()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return scope.manager().create(values, new Shape(rows, domain.spec().latentWidth()));
  }

  private static List<Map<String, NDArray>> groups(StepScope scope) {
    List<Map<String, NDArray>> groups = new ArrayList<>();
    groups.add(Map.of("sight", rows(scope, SIGHT, 8, 1)));
    groups.add(Map.of("sound", rows(scope, SOUND, 7, 2)));
    groups.add(Map.of("touch", rows(scope, TOUCH, 6, 3)));
    groups.add(
        Map.of(
            "sight", rows(scope, SIGHT, 5, 4),
            "sound", rows(scope, SOUND, 5, 5),
            "touch", rows(scope, TOUCH, 5, 6)));
    groups.add(Map.of("sight", rows(scope, SIGHT, 4, 7), "touch", rows(scope, TOUCH, 4, 8)));
    return groups;
  }

  /** The equations, one network call each. */
  private static final class Plain {
    private final StepScope scope;
    private final TrainableWorkspace workspace = new TrainableWorkspace(SHAPE);
    private final boolean states;

    Plain(StepScope scope, boolean states) {
      this.scope = scope;
      this.states = states;
    }

    private NDArray z(Domain domain, NDArray u) {
      return workspace.encode(scope, domain.spec().name(), u).tanh();
    }

    private NDArray decode(Domain domain, NDArray z) {
      return workspace.decode(scope, domain.spec().name(), z);
    }

    private NDArray mean(List<NDArray> parts) {
      return NDArrays.stack(new NDList(parts)).mean();
    }

    Map<Loss, NDArray> losses(List<Map<String, NDArray>> groups) {
      Map<Loss, List<NDArray>> parts = new EnumMap<>(Loss.class);
      for (Loss loss : Loss.values()) {
        parts.put(loss, new ArrayList<>());
      }
      for (Map<String, NDArray> group : groups) {
        List<Domain> in = DOMAINS.stream().filter(d -> group.containsKey(d.spec().name())).toList();
        for (Domain s : in) {
          NDArray us = group.get(s.spec().name());
          if (in.size() == 1) {
            parts.get(Loss.DEMI_CYCLE).add(s.error(decode(s, z(s, us)), us).mean());
            for (Domain t : DOMAINS) {
              if (t != s) {
                NDArray there = t.asLatents(decode(t, z(s, us)));
                parts.get(Loss.CYCLE).add(s.error(decode(s, z(t, there)), us).mean());
              }
            }
          }
          for (Domain t : in) {
            if (t != s) {
              NDArray ut = group.get(t.spec().name());
              parts.get(Loss.TRANSLATION).add(t.error(decode(t, z(s, us)), ut).mean());
            }
          }
        }
        contrast(in, group, parts.get(Loss.CONTRASTIVE));
        fuse(in, group, parts.get(Loss.FUSED));
      }
      Map<Loss, NDArray> losses = new EnumMap<>(Loss.class);
      parts.forEach((loss, values) -> losses.put(loss, mean(values)));
      return losses;
    }

    private void contrast(List<Domain> in, Map<String, NDArray> group, List<NDArray> parts) {
      for (int i = 0; i < in.size(); i++) {
        for (int j = i + 1; j < in.size(); j++) {
          NDArray a = compared(in.get(i), group);
          NDArray b = compared(in.get(j), group);
          int n = (int) a.getShape().get(0);
          NDArray s = a.matMul(b.transpose()).div(scope.manager().create(0.07f));
          NDArray eye = scope.manager().eye(n);
          NDArray hits = s.logSoftmax(1).add(s.logSoftmax(0)).mul(eye).sum();
          parts.add(hits.div(scope.manager().create(-2f * n)));
        }
      }
    }

    private NDArray compared(Domain domain, Map<String, NDArray> group) {
      String name = domain.spec().name();
      NDArray e = workspace.encode(scope, name, group.get(name));
      NDArray x = states ? e.tanh() : e;
      return x.div(x.square().sum(new int[] {1}, true).sqrt());
    }

    /** With all weights alike. */
    private void fuse(List<Domain> in, Map<String, NDArray> group, List<NDArray> parts) {
      for (int set = 1; set < 1 << in.size(); set++) {
        int size = Integer.bitCount(set);
        if (size < 2) {
          continue;
        }
        NDArray sum = null;
        for (int i = 0; i < in.size(); i++) {
          if ((set & 1 << i) != 0) {
            String name = in.get(i).spec().name();
            NDArray e = workspace.encode(scope, name, group.get(name));
            sum = sum == null ? e : sum.add(e);
          }
        }
        NDArray z = sum.div(scope.manager().create((float) size)).tanh();
        for (Domain t : in) {
          parts.add(t.error(decode(t, z), group.get(t.spec().name())).mean());
        }
      }
    }
  }

  private static NDArray total(LossWeights weights, Map<Loss, NDArray> losses, StepScope scope) {
    NDArray total = scope.manager().create(0f);
    for (Map.Entry<Loss, NDArray> loss : losses.entrySet()) {
      total =
          total.add(loss.getValue().mul(scope.manager().create((float) weights.of(loss.getKey()))));
    }
    return weights.combination() == LossWeights.Combination.SUM
        ? total
        : total.div(scope.manager().create((float) losses.size()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLossesAreThoseOfTheEquationsAndSoAreTheirGradients(boolean fusedKernels) {
    for (LossWeights weights : List.of(LossWeights.shimmer(ALL), LossWeights.bimGw(ALL))) {
      boolean states = weights.compared() == LossWeights.Compared.STATES;
      List<Float> ours = new ArrayList<>();
      List<Float> plain = new ArrayList<>();
      List<float[]> oursAfter = new ArrayList<>();
      List<float[]> plainAfter = new ArrayList<>();
      try (NetworkTrainer a = trainer(fusedKernels);
          NetworkTrainer b = trainer(false)) {
        WorkspaceObjective objective =
            new WorkspaceObjective(
                new TrainableWorkspace(SHAPE), DOMAINS, weights, Selection.shared());
        for (int step = 0; step < 3; step++) {
          a.step(
              scope -> {
                WorkspaceObjective.Terms terms = objective.of(scope, groups(scope));
                terms.losses().values().forEach(v -> ours.add(v.getFloat()));
                return terms.total();
              });
          b.step(
              scope -> {
                Map<Loss, NDArray> losses = new Plain(scope, states).losses(groups(scope));
                losses.values().forEach(v -> plain.add(v.getFloat()));
                return total(weights, losses, scope);
              });
        }
        for (Architecture network : SHAPE.networks()) {
          a.weights(network).tensors().values().forEach(t -> oursAfter.add(t.values()));
          b.weights(network).tensors().values().forEach(t -> plainAfter.add(t.values()));
        }
      }
      assertEquals(15, ours.size());
      for (int i = 0; i < ours.size(); i++) {
        assertEquals(plain.get(i), ours.get(i), 2e-3 * Math.abs(plain.get(i)), "value " + i);
      }
      for (int i = 0; i < oursAfter.size(); i++) {
        // Adam's first steps have the size of the rate; a gradient near zero may differ in sign.
        assertArrayEquals(plainAfter.get(i), oursAfter.get(i), 2e-3f, "tensor " + i);
      }
    }
  }

  @Test
  void aLossThatIsOffIsNotComputedAndOneWithoutAGroupIsAnError() {
    try (NetworkTrainer trainer = trainer(true)) {
      LossWeights contrastive = LossWeights.shimmer(Map.of(Loss.CONTRASTIVE, 1));
      WorkspaceObjective objective = objective(contrastive);
      trainer.step(
          scope -> {
            WorkspaceObjective.Terms terms = objective.of(scope, groups(scope));
            assertEquals(java.util.Set.of(Loss.CONTRASTIVE), terms.losses().keySet());
            assertTrue(terms.toMetrics().containsKey("contrastive/sight-touch"));
            return terms.total();
          });
      for (Loss loss : Loss.values()) {
        boolean alone = loss == Loss.DEMI_CYCLE || loss == Loss.CYCLE;
        WorkspaceObjective one = objective(LossWeights.shimmer(Map.of(loss, 1)));
        String message =
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                        trainer.evaluate(
                            scope ->
                                one.of(scope, groups(scope).subList(alone ? 3 : 0, alone ? 5 : 3))
                                    .total()
                                    .getFloat()))
                .getMessage();
        assertTrue(message.contains(loss.name()), message);
      }
    }
  }

  private static WorkspaceObjective objective(LossWeights weights) {
    return new WorkspaceObjective(
        new TrainableWorkspace(SHAPE), DOMAINS, weights, Selection.randomSoftmax(0.2));
  }

  @Test
  void coefficientsOfAnyNumberTypeCount() {
    LossWeights weights =
        LossWeights.shimmer(Map.of(Loss.TRANSLATION, 2, Loss.CYCLE, 0.5f, Loss.FUSED, 3L));
    assertEquals(2, weights.of(Loss.TRANSLATION));
    assertEquals(0.5, weights.of(Loss.CYCLE));
    assertEquals(3, weights.of(Loss.FUSED));
    assertFalse(weights.has(Loss.DEMI_CYCLE));
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class, () -> LossWeights.bimGw(Map.of(Loss.CYCLE, bad)));
    }
    assertThrows(IllegalArgumentException.class, () -> LossWeights.bimGw(Map.of(Loss.CYCLE, 0)));
  }

  @Test
  void groupsThatDoNotFitAreRefused() {
    try (NetworkTrainer trainer = trainer(true)) {
      WorkspaceObjective objective = objective(LossWeights.shimmer(ALL));
      refused(trainer, objective, "smell", scope -> Map.of("smell", rows(scope, SIGHT, 2, 1)));
      refused(
          trainer,
          objective,
          "rows of a group belong together",
          scope -> Map.of("sight", rows(scope, SIGHT, 2, 1), "sound", rows(scope, SOUND, 3, 1)));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new WorkspaceObjective(
                  new TrainableWorkspace(SHAPE),
                  List.of(SIGHT, SOUND),
                  LossWeights.shimmer(ALL),
                  Selection.shared()));
    }
  }

  private static void refused(
      NetworkTrainer trainer,
      WorkspaceObjective objective,
      String word,
      java.util.function.Function<StepScope, Map<String, NDArray>> group) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    trainer.evaluate(
                        scope ->
                            objective.of(scope, List.of(group.apply(scope))).total().getFloat()))
            .getMessage();
    assertTrue(message.contains(word), message);
  }

  @Test
  void selectionsAreDistributions() {
    try (NetworkTrainer trainer = trainer(true)) {
      Map<String, Selection> selections = new LinkedHashMap<>();
      selections.put("shared", Selection.shared());
      selections.put("single", Selection.single());
      selections.put("random", Selection.randomSoftmax(Selection.SHIMMER_TEMPERATURE));
      selections.forEach(
          (name, selection) -> {
            float[] alpha =
                trainer.evaluate(scope -> selection.weights(scope, 300, 3).toFloatArray());
            int first = 0;
            for (int row = 0; row < 300; row++) {
              float sum = alpha[3 * row] + alpha[3 * row + 1] + alpha[3 * row + 2];
              assertEquals(1, sum, 1e-5, name);
              first += alpha[3 * row] > 0.34 ? 1 : 0;
              if (name.equals("single")) {
                float largest =
                    Math.max(alpha[3 * row], Math.max(alpha[3 * row + 1], alpha[3 * row + 2]));
                assertEquals(1, largest, 1e-6);
              }
            }
            if (!name.equals("shared")) {
              assertTrue(first > 60 && first < 150, name + ": " + first);
            }
          });
    }
    assertThrows(IllegalArgumentException.class, () -> Selection.randomSoftmax(0));
  }
}

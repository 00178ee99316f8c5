package dev.cobot.brain.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.Brain;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.objective.TrainableWorkspace;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.SelectionShape;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A domain beside the body that is felt, in the training of the workspace. */
class FeltDomainTest {
  private static final String WRENCH = "wrench";
  private static final int VALUES = 6;
  private static final WorkspaceShape SHAPE = withWrench(Brain.shape(16, 24, 8));

  private static WorkspaceShape withWrench(WorkspaceShape shape) {
    List<DomainSpec> domains = new ArrayList<>(shape.domains());
    domains.add(DomainSpec.of(WRENCH, VALUES, shape.domain(Brain.BODY).encoder()));
    List<String> fused = new ArrayList<>(Brain.FUSED);
    fused.add(WRENCH);
    return new WorkspaceShape(
        shape.latentWidth(),
        domains,
        new SelectionShape(SelectionShape.Kind.MEAN_QUERY, 8, 0, fused),
        shape.objects());
  }

  private static float[] gaussian(SplittableRandom random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static List<TabletopPool.SeenObject> objects(SplittableRandom random) {
    List<TabletopPool.SeenObject> objects = new ArrayList<>();
    for (ColorName color : ColorName.values()) {
      objects.add(
          new TabletopPool.SeenObject(
              gaussian(random, VisionDomain.LATENT_WIDTH),
              new SceneObject(
                  "o",
                  ObjectKind.CUBE,
                  new Vector3(0.1, 0.1, 0.02),
                  Quaternion.fromYaw(0),
                  color.prototype(),
                  new Vector3(0.04, 0.04, 0.04))));
    }
    return objects;
  }

  private static List<List<TabletopPool.Phrase>> phrases(SplittableRandom random) {
    List<List<TabletopPool.Phrase>> phrases = new ArrayList<>();
    for (ColorName color : ColorName.values()) {
      for (ObjectKind kind : new ObjectKind[] {null, ObjectKind.CUBE}) {
        phrases.add(
            List.of(
                new TabletopPool.Phrase(
                    gaussian(random, LanguageNet.LATENT_WIDTH), new Reference(kind, color))));
      }
    }
    phrases.add(
        List.of(
            new TabletopPool.Phrase(
                gaussian(random, LanguageNet.LATENT_WIDTH), new Reference(ObjectKind.CUBE, null))));
    return phrases;
  }

  /** Returns how well a fusion of all domains tells the wrench, which only the wrench knows. */
  private static double missed(NetworkTrainer trainer) {
    TrainableWorkspace workspace = new TrainableWorkspace(SHAPE);
    SplittableRandom random = new SplittableRandom(5);
    float[] wrench = gaussian(random, 200 * VALUES);
    return trainer.evaluate(
        scope -> {
          NDArray latents = scope.manager().create(wrench, new Shape(200, VALUES));
          Map<String, NDArray> encoded = new LinkedHashMap<>();
          for (String domain : Brain.FUSED) {
            int width = SHAPE.domain(domain).latentWidth();
            float[] values = gaussian(random, 200 * width);
            encoded.put(
                domain,
                workspace.encode(
                    scope, domain, scope.manager().create(values, new Shape(200, width))));
          }
          encoded.put(WRENCH, workspace.encode(scope, WRENCH, latents));
          NDArray alpha = workspace.select(scope, Map.of(), encoded);
          NDArray z = TrainableWorkspace.fuse(List.copyOf(encoded.values()), alpha);
          return (double)
              workspace.decode(scope, WRENCH, z).sub(latents).square().mean().getFloat();
        });
  }

  @Test
  void whatItFeelsSurvivesTheFusion() {
    SplittableRandom random = new SplittableRandom(3);
    Map<String, Function<SplittableRandom, float[]>> draws =
        new LinkedHashMap<>(WorkspaceBatch.FELT);
    draws.put(WRENCH, r -> gaussian(r, VALUES));
    WorkspaceBatch batch = new WorkspaceBatch(SHAPE, draws, objects(random), phrases(random));
    TabletopLoss loss = new TabletopLoss(SHAPE);
    SeedStreams seeds = new SeedStreams(4);
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(5e-3), seeds, InferenceDevice.CPU)) {
      SHAPE.networks().forEach(trainer::create);
      double before = missed(trainer);
      for (int step = 0; step < 60; step++) {
        batch.fill(seeds.child(step).stream("batch"));
        trainer.step(scope -> loss.of(scope, batch).total());
      }
      double after = missed(trainer);
      assertTrue(after < 0.7 * before, "from " + before + " to " + after);
    }
  }

  @Test
  void oneThatNobodyDrawsIsAnErrorThatNamesIt() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new WorkspaceBatch(SHAPE, List.of(), List.of()))
            .getMessage();
    assertTrue(message.contains("'wrench'") && message.contains("[body]"), message);
  }

  @Test
  void theBodyAloneIsFeltByTheShippedRuntime() {
    assertEquals(List.of(Brain.BODY), TabletopLoss.felt(Brain.shape(4, 4, 4)));
  }
}

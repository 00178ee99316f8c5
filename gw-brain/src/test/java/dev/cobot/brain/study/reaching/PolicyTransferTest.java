package dev.cobot.brain.study.reaching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.objective.Alignment;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.objective.LatentTable;
import dev.cobot.brain.objective.LatentTraining;
import dev.cobot.brain.objective.LossWeights;
import dev.cobot.brain.study.shapes.RawAttributes;
import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapesPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTransferTest {
  private static final PpoConfig PPO =
      new PpoConfig(2000, 10, 100, 2, 250, 1e-3, 0.9, 0.95, 0.2, 0.01, 0.05, 16);
  private static final int SCENES = 300;

  /** Pictures as means over 8 x 8 pixels, without training. */
  private static final class Coarse implements ShapesModule {
    static final int WIDTH = 3 * 4 * 4;

    @Override
    public String name() {
      return VISION;
    }

    @Override
    public Domain domain(MlpShape mlp) {
      return () -> DomainSpec.of(VISION, WIDTH, mlp);
    }

    @Override
    public float[] encode(int rows, float[] pictures) {
      float[] means = new float[rows * WIDTH];
      for (int i = 0; i < pictures.length; i++) {
        means[i / 1024 * 16 + i % 1024 / 32 / 8 * 4 + i % 32 / 8] += pictures[i] / 64;
      }
      return means;
    }

    @Override
    public FloatTensor latents(ShapesPart part) {
      throw new UnsupportedOperationException("not asked for here");
    }

    @Override
    public float[] decode(int rows, float[] latents) {
      throw new UnsupportedOperationException("not asked for here");
    }

    @Override
    public String fingerprint() {
      return "coarse";
    }

    @Override
    public void close() {}
  }

  @TempDir private static Path workspaces;
  @TempDir private Path out;

  private static Path workspace(long seed) {
    return workspaces.resolve("seed-" + seed).resolve("model");
  }

  @BeforeAll
  static void trainWorkspaces() throws Exception {
    ShapeAttributes[] scenes = new ShapeAttributes[SCENES];
    for (int i = 0; i < SCENES; i++) {
      scenes[i] = TestEpisodes.start(10_000 + i);
    }
    Coarse vision = new Coarse();
    RawAttributes attributes = new RawAttributes();
    LatentTable table =
        new LatentTable(
            SCENES,
            Map.of(
                ShapesModule.VISION,
                vision.encode(SCENES, Modality.PICTURES.observe(scenes)),
                ShapesModule.ATTRIBUTES,
                attributes.encode(SCENES, Modality.ATTRIBUTES.observe(scenes))));
    MlpShape mlp = new MlpShape(16, 1, MlpShape.Activation.RELU, false);
    LatentTraining training =
        new LatentTraining(
            8,
            List.of(vision.domain(mlp), attributes.domain(mlp)),
            new LatentTraining.Recipe(
                LossWeights.shimmer(Map.of(LossWeights.Loss.TRANSLATION, 1)),
                0.2,
                OptimizerConfig.of(1e-3),
                64,
                20,
                20));
    for (long seed = 1; seed <= 2; seed++) {
      training.train(
          table,
          Alignment.complete(SCENES, List.of(ShapesModule.VISION, ShapesModule.ATTRIBUTES)),
          table,
          new ObjectMapper().createObjectNode(),
          TrainingJob.of(seed, workspaces.resolve("seed-" + seed)));
    }
  }

  private static TransferConfig config() {
    return new TransferConfig(List.of("all losses"), List.of(1L, 2L), PPO, 12, true);
  }

  private static List<TransferResult> run(TransferConfig config, Path folder, List<String> trained)
      throws Exception {
    try (Coarse vision = new Coarse();
        RawAttributes attributes = new RawAttributes()) {
      return PolicyTransfer.run(
          config,
          (kind, seed) -> workspace(seed),
          vision,
          attributes,
          folder,
          InferenceDevice.CPU,
          name -> {
            trained.add(name);
            return TrainingListener.SILENT;
          });
    }
  }

  @Test
  void everyPolicyIsTriedInBothModalitiesAndReported() throws Exception {
    List<String> trained = new ArrayList<>();
    List<TransferResult> results = run(config(), out, trained);
    assertEquals(2 * (1 + 2 * 2), results.size());
    assertEquals(6, trained.size());
    assertTrue(trained.contains("all-losses/seed-2/pictures"), trained.toString());
    for (TransferResult result : results) {
      assertEquals(12, result.episodes());
      assertTrue(result.meanReturn() < -200 && result.meanReturn() > -6000, result.toString());
      assertTrue(result.halfInterval() > 0 && result.meanSteps() <= 100, result.toString());
    }
    assertEquals(4, results.stream().filter(TransferResult::swapped).count());
    List<String> csv = Files.readAllLines(out.resolve("policy.csv"));
    assertEquals(11, csv.size());
    assertTrue(csv.get(1).startsWith("no workspace,1,attributes,attributes,12,-"), csv.get(1));
    String table = Files.readString(out.resolve("policy.md"));
    assertTrue(table.contains("| all losses | pictures | -"), table);
    assertTrue(table.contains("| no workspace | attributes | -"), table);
    assertEquals(1000, ImageIO.read(out.resolve("policy.png").toFile()).getWidth());
    Path film = out.resolve("all-losses/seed-1/attributes/film.png");
    assertEquals(6 * 68, ImageIO.read(film.toFile()).getHeight());
  }

  @Test
  void whatWasTriedIsNotTriedAgain() throws Exception {
    TransferConfig one = new TransferConfig(List.of("all losses"), List.of(1L), PPO, 12, false);
    List<TransferResult> first = run(one, out, new ArrayList<>());
    byte[] report = Files.readAllBytes(out.resolve("policy.csv"));
    List<String> trained = new ArrayList<>();
    assertEquals(first, run(one, out, trained));
    assertEquals(List.of(), trained);
    assertArrayEquals(report, Files.readAllBytes(out.resolve("policy.csv")));
    // Another seed is added to what is there, and the same bits come out in another folder.
    TransferConfig two = new TransferConfig(List.of("all losses"), List.of(1L, 2L), PPO, 12, false);
    List<TransferResult> more = run(two, out, trained);
    assertEquals(List.of("all-losses/seed-2/attributes", "all-losses/seed-2/pictures"), trained);
    assertEquals(first, more.subList(0, 4));
    assertEquals(more, run(two, out.resolve("elsewhere"), new ArrayList<>()));
    // A result that was lost is found again from the training.
    Path results = out.resolve("all-losses/seed-2/pictures/results.json");
    Files.delete(results);
    assertEquals(more, run(two, out, new ArrayList<>()));
    Files.writeString(results, "[{\"workspace\":");
    ModelException damaged =
        assertThrows(ModelException.class, () -> run(two, out, new ArrayList<>()));
    assertTrue(damaged.getMessage().contains("results.json is damaged"), damaged.getMessage());
  }

  @Test
  void resultsOfAnotherConfigurationAreNotMixedIn() throws Exception {
    TransferConfig one = new TransferConfig(List.of("all losses"), List.of(1L), PPO, 12, false);
    run(one, out, new ArrayList<>());
    TransferConfig other =
        new TransferConfig(List.of("all losses"), List.of(1L), PPO.withSteps(3000), 12, false);
    ModelException e = assertThrows(ModelException.class, () -> run(other, out, new ArrayList<>()));
    assertTrue(e.getMessage().contains("another configuration"), e.getMessage());
  }

  @Test
  void aConfigurationOutOfRangeIsRefused() {
    List<Long> seeds = List.of(1L);
    List<String> kinds = List.of("a");
    assertThrows(
        IllegalArgumentException.class, () -> new TransferConfig(kinds, seeds, PPO, 1, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TransferConfig(kinds, List.of(1L, 1L), PPO, 10, true));
    assertThrows(
        IllegalArgumentException.class, () -> new TransferConfig(kinds, List.of(), PPO, 10, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TransferConfig(List.of("../up"), seeds, PPO, 10, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TransferConfig(List.of("a b", "a-b"), seeds, PPO, 10, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TransferConfig(List.of(PolicyTransfer.CONTROL), seeds, PPO, 10, true));
    assertThrows(
        IllegalArgumentException.class, () -> new TransferConfig(List.of(), seeds, PPO, 10, false));
    assertFalse(TransferConfig.of(kinds, seeds).workspaces().isEmpty());
    assertEquals(1000, TransferConfig.of(kinds, seeds).episodes());
  }

  @Test
  void modalitiesShowTheSameScene() {
    ShapeAttributes[] scenes = {TestEpisodes.start(0), TestEpisodes.start(1)};
    float[] pictures = Modality.PICTURES.observe(scenes);
    float[] vectors = Modality.ATTRIBUTES.observe(scenes);
    assertEquals(2 * 3 * 1024, pictures.length);
    for (int s = 0; s < 2; s++) {
      // The brightest red is the shape's own; the mass is where the attributes say.
      float red = 0;
      double mass = 0;
      double column = 0;
      for (int i = 0; i < 1024; i++) {
        red = Math.max(red, pictures[s * 3072 + i]);
        double here =
            pictures[s * 3072 + i] + pictures[s * 3072 + 1024 + i] + pictures[s * 3072 + 2048 + i];
        mass += here;
        column += here * (i % 32 + 0.5);
      }
      assertEquals((vectors[s * 11 + 8] + 1) / 2, red, 1.0 / 255);
      assertEquals((vectors[s * 11 + 3] + 1) / 2 * 18 + 7, column / mass, 2);
    }
    assertEquals(Modality.PICTURES, Modality.ATTRIBUTES.other());
  }
}

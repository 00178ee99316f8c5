package dev.cobot.brain.study.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.objective.LatentTable;
import dev.cobot.brain.objective.TrainableWorkspace;
import dev.cobot.brain.study.experiment.AttentionRobustness.Condition;
import dev.cobot.brain.study.experiment.Workbench.Cell;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.SelectionShape;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.shapes.ShapeClass;
import dev.cobot.sim2real.shapes.ShapeSplit;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Over a frozen workspace: a head that reads the shape from randomly fused states, then one
 * attention after another, of which nothing but keys and queries is trained.
 */
final class AttentionTraining {
  static final List<String> MODALITIES = List.of("pictures", "attributes"); // of the domains
  private static final int CLASSES = ShapeClass.values().length;
  private static final int BATCH = 512;
  private static final int KEY_WIDTH = 12;
  private static final double HEAD_RATE = 1e-3;
  private static final double ATTENTION_RATE = 2e-3;
  private static final double FUSION_SHARPNESS = 5; // of softmax((k, 1 - k) * 5)

  private final Workbench bench;
  private final Cell cell;
  private final SeedStreams seeds;
  private final int[] labels;
  private final float[][] fixed = new float[2][]; // direction of the fixed noise, one a modality

  AttentionTraining(Workbench bench, Cell cell) {
    this.bench = bench;
    this.cell = cell;
    seeds = new SeedStreams(cell.seed());
    labels = bench.shapes(ShapeSplit.TRAIN, bench.training().rows());
    for (int d = 0; d < 2; d++) {
      fixed[d] =
          Corruption.direction(
              bench.training().width(Workbench.DOMAINS.get(d)),
              seeds.stream("attention.fixed." + d));
    }
  }

  /** Some rows with their latents, encodings and classes, on their way to a step. */
  private static final class Rows {
    private final HostBatch[] latents = new HostBatch[2];
    private final HostBatch[] encodings = new HostBatch[2];
    private final HostBatch classes;
    private final int[] corrupted; // which modality of each row

    Rows(int size, int[] latentWidths, int width) {
      for (int d = 0; d < 2; d++) {
        latents[d] = new HostBatch(size, latentWidths[d]);
        encodings[d] = new HostBatch(size, width);
      }
      classes = new HostBatch(size);
      corrupted = new int[size];
    }
  }

  /** How strongly rows are corrupted. */
  @FunctionalInterface
  private interface Level {
    double draw(SplittableRandom random);
  }

  Map<String, Double> run(TrainingListener listener) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    try (GlobalWorkspace workspace = bench.open(cell)) {
      ShapeHead.Frozen head = trainHead(workspace, numbers);
      int done = 0;
      for (Condition condition : AttentionRobustness.CONDITIONS) {
        condition(workspace, head, condition, numbers);
        listener.onProgress(++done, AttentionRobustness.CONDITIONS.size(), Map.of());
      }
    }
    return numbers;
  }

  private ShapeHead.Frozen trainHead(GlobalWorkspace workspace, Map<String, Double> numbers) {
    int width = workspace.shape().latentWidth();
    ShapeHead head = new ShapeHead(width, CLASSES);
    Rows rows = rows(BATCH, width);
    int steps = bench.config().attentionSteps();
    OptimizerConfig optimizer = OptimizerConfig.of(HEAD_RATE).withSchedule(0, steps, 0.05);
    SeedStreams own = seeds.child(1);
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer, own, bench.device())) {
      for (int step = 0; step < steps; step++) {
        SplittableRandom random = own.child(step).stream("rows");
        fill(workspace, rows, bench.training(), labels, null, r -> 0, 0, random);
        trainer.step(
            scope ->
                Losses.crossEntropy(
                    scope
                        .forward(
                            head,
                            TrainableWorkspace.fuse(
                                encodings(scope, rows), randomWeights(scope, random)))
                        .get(0),
                    rows.classes.toArray(scope.manager())));
      }
      ShapeHead.Frozen frozen = new ShapeHead.Frozen(head, trainer.weights(head));
      numbers.put(
          "clean", measure(workspace, trainer, frozen, null, null, r -> 0, null, "", numbers));
      return frozen;
    }
  }

  /** Half of the rows from one modality alone, half from softmax((k, 1 - k) * 5). */
  private static NDArray randomWeights(StepScope scope, SplittableRandom random) {
    float[] alpha = new float[2 * BATCH];
    for (int row = 0; row < BATCH; row++) {
      double k = random.nextDouble();
      double first =
          random.nextBoolean()
              ? (k < 0.5 ? 0 : 1)
              : 1 / (1 + Math.exp(-FUSION_SHARPNESS * (2 * k - 1)));
      alpha[2 * row] = (float) first;
      alpha[2 * row + 1] = (float) (1 - first);
    }
    NDManager manager = scope.manager();
    return manager.create(alpha, new Shape(BATCH, 2));
  }

  private void condition(
      GlobalWorkspace workspace,
      ShapeHead.Frozen head,
      Condition condition,
      Map<String, Double> numbers) {
    boolean none = condition.refinements() < 0;
    TrainableWorkspace selecting =
        none
            ? null
            : new TrainableWorkspace(
                workspace
                    .shape()
                    .withSelection(
                        new SelectionShape(
                            SelectionShape.Kind.REFINED_QUERY,
                            KEY_WIDTH,
                            condition.refinements(),
                            Workbench.DOMAINS)));
    int steps = bench.config().attentionSteps();
    OptimizerConfig optimizer = OptimizerConfig.of(ATTENTION_RATE).withSchedule(0, steps, 0.05);
    SeedStreams own = seeds.child(2 + AttentionRobustness.CONDITIONS.indexOf(condition));
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer, own, bench.device())) {
      Rows rows = rows(BATCH, workspace.shape().latentWidth());
      for (int step = 0; step < steps && !none; step++) {
        SplittableRandom random = own.child(step).stream("rows");
        fill(
            workspace,
            rows,
            bench.training(),
            labels,
            condition.trainedOn(),
            SplittableRandom::nextDouble,
            0,
            random);
        trainer.step(
            scope ->
                Losses.crossEntropy(
                    head.scores(scope, fused(scope, selecting, rows)),
                    rows.classes.toArray(scope.manager())));
      }
      for (Corruption corruption : Corruption.values()) {
        numbers.put(
            AttentionRobustness.accuracy(condition, corruption, "drawn"),
            measure(
                workspace,
                trainer,
                head,
                selecting,
                corruption,
                SplittableRandom::nextDouble,
                null,
                "",
                numbers));
      }
      for (Corruption corruption : List.of(Corruption.RANDOM, Corruption.FIXED)) {
        for (double level : AttentionRobustness.LEVELS) {
          numbers.put(
              AttentionRobustness.accuracy(condition, corruption, Double.toString(level)),
              measure(
                  workspace,
                  trainer,
                  head,
                  selecting,
                  corruption,
                  r -> level,
                  condition,
                  Double.toString(level),
                  numbers));
        }
      }
    }
  }

  private static NDArray fused(StepScope scope, TrainableWorkspace selectingOrNull, Rows rows) {
    return TrainableWorkspace.fuse(encodings(scope, rows), alpha(scope, selectingOrNull, rows));
  }

  private static NDArray alpha(StepScope scope, TrainableWorkspace selectingOrNull, Rows rows) {
    if (selectingOrNull == null) {
      return scope.manager().create(new float[] {0.5f, 0.5f}, new Shape(1, 2));
    }
    Map<String, NDArray> latents = new LinkedHashMap<>();
    Map<String, NDArray> encodings = new LinkedHashMap<>();
    for (int d = 0; d < 2; d++) {
      latents.put(Workbench.DOMAINS.get(d), rows.latents[d].toArray(scope.manager()));
      encodings.put(Workbench.DOMAINS.get(d), rows.encodings[d].toArray(scope.manager()));
    }
    return selectingOrNull.select(scope, latents, encodings);
  }

  private static List<NDArray> encodings(StepScope scope, Rows rows) {
    return List.of(
        rows.encodings[0].toArray(scope.manager()), rows.encodings[1].toArray(scope.manager()));
  }

  private Rows rows(int size, int width) {
    int[] latentWidths = new int[2];
    for (int d = 0; d < 2; d++) {
      latentWidths[d] = bench.training().width(Workbench.DOMAINS.get(d));
    }
    return new Rows(size, latentWidths, width);
  }

  /**
   * Fills in rows, every other one with its first, every other with its second modality corrupted.
   *
   * @param corruptionOrNull null: none
   * @param from the first row; rows are drawn where it is 0 and the table is that of training
   */
  private void fill(
      GlobalWorkspace workspace,
      Rows rows,
      LatentTable table,
      int[] classes,
      Corruption corruptionOrNull,
      Level level,
      int from,
      SplittableRandom random) {
    int size = rows.corrupted.length;
    boolean drawn = table == bench.training();
    int[] chosen = new int[size];
    FloatBuffer wanted = rows.classes.values();
    for (int i = 0; i < size; i++) {
      chosen[i] = drawn ? random.nextInt(table.rows()) : from + i;
      rows.corrupted[i] = i % 2;
      wanted.put(classes[chosen[i]]);
    }
    for (int d = 0; d < 2; d++) {
      String domain = Workbench.DOMAINS.get(d);
      float[] all = table.of(domain);
      int width = table.width(domain);
      float[] latents = new float[size * width];
      for (int i = 0; i < size; i++) {
        System.arraycopy(all, chosen[i] * width, latents, i * width, width);
        if (corruptionOrNull != null && rows.corrupted[i] == d) {
          corruptionOrNull.apply(
              latents, i * width, width, level.draw(random), fixed[d], all, random);
        }
      }
      rows.latents[d].values().put(latents);
      rows.encodings[d].values().put(workspace.encode(domain, size, latents));
    }
  }

  /** Returns how many of the test scenes are measured on: whole batches. */
  static int measuredScenes(int testScenes) {
    if (testScenes < BATCH) {
      throw new IllegalArgumentException(
          "attention is measured on batches of %d test scenes, the set has %d; make a larger one"
              .formatted(BATCH, testScenes));
    }
    return testScenes / BATCH * BATCH;
  }

  /** Returns the accuracy on the test scenes; with a condition, notes the weights too. */
  private double measure(
      GlobalWorkspace workspace,
      NetworkTrainer trainer,
      ShapeHead.Frozen head,
      TrainableWorkspace selectingOrNull,
      Corruption corruptionOrNull,
      Level level,
      Condition conditionOrNull,
      String levelName,
      Map<String, Double> numbers) {
    LatentTable test = bench.test();
    int[] classes = bench.shapes(ShapeSplit.TEST, test.rows());
    Rows rows = rows(BATCH, workspace.shape().latentWidth());
    SplittableRandom random = seeds.stream("attention.test");
    int right = 0;
    int counted = 0;
    double[] weights = new double[2];
    int[] corrupted = new int[2];
    for (int from = 0; from < measuredScenes(test.rows()); from += BATCH) {
      fill(workspace, rows, test, classes, corruptionOrNull, level, from, random);
      float[][] results =
          trainer.evaluate(
              scope ->
                  new float[][] {
                    head.scores(scope, fused(scope, selectingOrNull, rows)).toFloatArray(),
                    alpha(scope, selectingOrNull, rows).toFloatArray()
                  });
      for (int i = 0; i < BATCH; i++) {
        int best = 0;
        for (int c = 1; c < CLASSES; c++) {
          best = results[0][i * CLASSES + c] > results[0][i * CLASSES + best] ? c : best;
        }
        right += best == classes[from + i] ? 1 : 0;
        int d = rows.corrupted[i];
        weights[d] += results[1][(results[1].length == 2 ? 0 : 2 * i) + d];
        corrupted[d]++;
      }
      counted += BATCH;
    }
    if (conditionOrNull != null) {
      for (int d = 0; d < 2; d++) {
        numbers.put(
            AttentionRobustness.weight(
                conditionOrNull,
                corruptionOrNull,
                MODALITIES.get(d),
                Double.parseDouble(levelName)),
            weights[d] / corrupted[d]);
      }
    }
    return right / (double) counted;
  }
}

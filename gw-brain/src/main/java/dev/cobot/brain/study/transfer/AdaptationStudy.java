package dev.cobot.brain.study.transfer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.objective.LossParts;
import dev.cobot.brain.objective.LossWeights;
import dev.cobot.brain.objective.LossWeights.Loss;
import dev.cobot.brain.objective.Selection;
import dev.cobot.brain.objective.TrainableWorkspace;
import dev.cobot.brain.objective.WorkspaceObjective;
import dev.cobot.brain.sight.FoundObjects;
import dev.cobot.brain.sight.ReaderUpdate;
import dev.cobot.brain.sight.Readings;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.brain.workspace.Standardization;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Does a workspace over what the reader makes of crops and what labels say read better than a
 * direct head, with many pairs and with few; and do unlabelled pictures of another place help it
 * there, by its cycles or by the statistics of the features?
 *
 * <p>The domains are {@code sight}, the reader's features with what it told, and {@code reading}.
 * Every trained arm has the same networks, as many steps and as many rows a step in all; cycles run
 * each row through the networks twice. The direct head is these networks with the translation from
 * sight to reading as their only loss. A fifth of an arm's pairs is kept apart, and what is
 * measured is the state of the training that reads those best: with few pairs, longer is not
 * better.
 */
public final class AdaptationStudy {
  private static final String SIGHT = "sight";
  private static final double CONTRASTIVE = 0.1;
  private static final int MEASUREMENTS = 10;
  private static final int KEPT_APART = 5;

  /**
   * How to train.
   *
   * @param trainings of each arm, each of a seed of its own
   * @param pairs of the arms with few: labelled objects at home
   * @param labelledScenes arrangements at the other place that the arm with some has; they are
   *     drawn
   */
  public record Config(
      int trainings,
      int steps,
      int batchRows,
      double learningRate,
      int width,
      List<Integer> pairs,
      int labelledScenes,
      int resamples) {
    /** Checks the ranges. */
    public Config {
      pairs = pairs.stream().distinct().sorted().toList();
      OptimizerConfig.of(learningRate);
      if (!(trainings > 0
          && trainings <= 100
          && steps > 9
          && batchRows > 1
          && batchRows <= 1 << 16
          && width > 0
          && labelledScenes >= ReaderUpdate.LEAST_SCENES
          && resamples > 10
          && pairs.stream().allMatch(n -> n > 9))) {
        throw new IllegalArgumentException(
            "%d trainings of %d steps of %d rows, width %d, pairs %s, %d labelled arrangements, %d resamples; allowed: 1 to 100, above 9, 2 to 65536, above 0, each above 9, 6 or more, above 10"
                .formatted(trainings, steps, batchRows, width, pairs, labelledScenes, resamples));
      }
    }

    /** Returns the recipe of the documented numbers. */
    public static Config defaults() {
      return new Config(3, 1000, 96, 1e-3, 64, List.of(200), 20, 1000);
    }
  }

  /** What is compared. */
  enum Arm {
    /** The released reader as it is. */
    TOLD,
    /** The released reader with a small update from labelled pictures of the place. */
    TOLD_UPDATED,
    /** No workspace. */
    DIRECT,
    /** Translations and contrast, on pairs. */
    PAIRS,
    /** Demi-cycles and cycles beside them, on all rows of home, pictures and labels unpaired. */
    CYCLES,
    /** Those on rows of the other place too. */
    CYCLES_THERE,
    /** The direct head, with the features' statistics of the other place made those of home. */
    DIRECT_NORMALISED,
    /** The same before the workspace with cycles. */
    CYCLES_NORMALISED
  }

  /**
   * A row of the result.
   *
   * @param pairs at home; 0: none were used
   * @param against the arm that it differs from
   * @param means by measure, over the trainings
   * @param differences from {@code against}, by measure
   */
  public record Line(
      String arm,
      int pairs,
      String against,
      Map<String, Double> means,
      Map<String, List<Double>> differences) {}

  private final Config config;
  private final int kinds;
  private final List<FoundObjects.Row> home;
  private final List<FoundObjects.Row> there;
  private final List<FoundObjects.Row> held;
  private final SeedStreams seeds;
  private final InferenceDevice device;
  private final DomainSpec sight;
  private final ReadingDomain reading;
  private final Standardization elsewhere;
  private final WorkspaceShape shape;

  /**
   * @param home labelled objects of the kind of pictures that the reader learned from, but others
   * @param there objects of the other place; what their labels say of values, one arm uses alone
   * @param held other objects of the other place, with which the arms are measured
   */
  public AdaptationStudy(
      Config config,
      FoundObjects home,
      FoundObjects there,
      FoundObjects held,
      SeedStreams seeds,
      InferenceDevice device) {
    this.config = config;
    this.kinds = home.kinds().size();
    this.home = home.rows();
    this.there = there.rows();
    this.held = held.rows();
    this.seeds = seeds;
    this.device = device;
    int most = config.pairs().stream().mapToInt(n -> n).max().orElse(9);
    if (this.home.size() <= most
        || there.scenes() < config.labelledScenes()
        || this.held.isEmpty()) {
      throw new IllegalArgumentException(
          "%d objects are found at home, %d arrangements at the other place, %d objects held out there; allowed: above %d, at least %d, and 1: give more pictures"
              .formatted(
                  this.home.size(),
                  there.scenes(),
                  this.held.size(),
                  most,
                  config.labelledScenes()));
    }
    MlpShape mlp = new MlpShape(2 * config.width(), 1, MlpShape.Activation.GELU, true);
    float[] latents = latents(this.home);
    sight = DomainSpec.of(SIGHT, latents.length / this.home.size(), mlp).standardized(latents);
    elsewhere = Standardization.of(latents(this.there), sight.latentWidth());
    reading = new ReadingDomain(kinds, this.home, mlp);
    shape = WorkspaceShape.of(config.width(), List.of(sight, reading.spec()));
  }

  /** Returns (rows, width) of what the reader makes of crops. */
  private static float[] latents(List<FoundObjects.Row> rows) {
    int width = rows.get(0).made().length;
    float[] all = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i).made(), 0, all, i * width, width);
    }
    return all;
  }

  /** Returns how many trainings there are. */
  public int trainings() {
    return config.trainings() * (3 * config.pairs().size() + 4);
  }

  /**
   * Trains and measures all arms.
   *
   * @param progress hears the name of each arm that is done
   */
  public List<Line> run(Consumer<String> progress) {
    Map<Key, List<Readings>> said = new LinkedHashMap<>();
    List<Line> lines = new ArrayList<>();
    said.put(new Key(Arm.TOLD, 0), List.of(told()));
    List<Readings> updated = new ArrayList<>();
    for (int training = 0; training < config.trainings(); training++) {
      updated.add(updated(seeds.child(training).stream("labelled")));
    }
    said.put(new Key(Arm.TOLD_UPDATED, 0), updated);
    List<Integer> counts = new ArrayList<>(config.pairs());
    counts.add(home.size());
    for (int pairs : counts) {
      boolean all = pairs == home.size();
      for (Arm arm :
          all
              ? List.of(Arm.DIRECT, Arm.PAIRS, Arm.CYCLES, Arm.CYCLES_THERE)
              : List.of(Arm.DIRECT, Arm.PAIRS, Arm.CYCLES)) {
        List<Readings> plain = new ArrayList<>();
        List<Readings> normalised = new ArrayList<>();
        for (int training = 0; training < config.trainings(); training++) {
          Trained trained = train(arm, pairs, seeds.child(training));
          plain.add(readings(trained.plain()));
          normalised.add(readings(trained.normalised()));
          progress.accept(arm + " " + pairs + " " + training);
        }
        said.put(new Key(arm, pairs), plain);
        if (all && arm == Arm.DIRECT) {
          said.put(new Key(Arm.DIRECT_NORMALISED, pairs), normalised);
        } else if (all && arm == Arm.CYCLES) {
          said.put(new Key(Arm.CYCLES_NORMALISED, pairs), normalised);
        }
      }
    }
    said.forEach((key, readings) -> lines.add(line(key, readings, said.get(key.against()))));
    return lines;
  }

  /** An arm with so many pairs at home; 0: none are used. */
  private record Key(Arm arm, int pairs) {
    Key against() {
      return switch (arm) {
        case TOLD, TOLD_UPDATED, DIRECT -> new Key(Arm.TOLD, 0);
        case PAIRS, DIRECT_NORMALISED -> new Key(Arm.DIRECT, pairs);
        case CYCLES -> new Key(Arm.PAIRS, pairs);
        case CYCLES_THERE, CYCLES_NORMALISED -> new Key(Arm.CYCLES, pairs);
      };
    }
  }

  private Line line(Key key, List<Readings> readings, List<Readings> others) {
    Map<String, Double> means = new LinkedHashMap<>();
    Map<String, List<Double>> differences = new LinkedHashMap<>();
    for (Readings.Measure measure : Readings.Measure.values()) {
      means.put(measure.name(), Readings.mean(readings, r -> r.measure(measure)));
      Readings.Difference d =
          Readings.difference(
              measure, readings, others, config.resamples(), seeds.stream("resample").nextLong());
      differences.put(measure.name(), List.of(d.value(), d.low(), d.high()));
    }
    return new Line(key.arm().name(), key.pairs(), key.against().arm().name(), means, differences);
  }

  private Readings told() {
    return readings(FoundObjects.Row::told);
  }

  private Readings updated(SplittableRandom random) {
    List<Integer> scenes =
        new ArrayList<>(there.stream().map(FoundObjects.Row::scene).distinct().toList());
    while (scenes.size() > config.labelledScenes()) {
      scenes.remove(random.nextInt(scenes.size()));
    }
    ReaderUpdate update =
        ReaderUpdate.learn(there.stream().filter(row -> scenes.contains(row.scene())).toList());
    return readings(update::read);
  }

  private Readings readings(Function<FoundObjects.Row, float[]> values) {
    return new Readings(
        kinds,
        held,
        held.stream()
            .map(row -> Readings.said(kinds, row.logits(), values.apply(row)))
            .toArray(float[][]::new));
  }

  private Readings readings(float[] decoded) {
    int width = ReadingDomain.decodedWidth(kinds);
    float[][] said = new float[held.size()][];
    for (int i = 0; i < said.length; i++) {
      said[i] = Arrays.copyOfRange(decoded, i * width, (i + 1) * width);
    }
    return new Readings(kinds, held, said);
  }

  /** Returns latents of the other place with the means and deviations of home. */
  private float[] normalised(float[] latents) {
    int width = sight.latentWidth();
    Standardization here = sight.standardization();
    float[] out = new float[latents.length];
    for (int i = 0; i < out.length; i++) {
      int j = i % width;
      double z = (latents[i] - elsewhere.means().get(j)) / elsewhere.deviations().get(j);
      out[i] = (float) (here.means().get(j) + z * here.deviations().get(j));
    }
    return out;
  }

  /** Rows of a domain from which batches are drawn, in step with those of another if they pair. */
  private record Pool(Map<String, float[]> latents, int rows, int batch) {}

  /** What the best state of a training decodes of the held objects, plain and normalised. */
  private record Trained(float[] plain, float[] normalised) {}

  private Trained train(Arm arm, int pairs, SeedStreams own) {
    List<Domain> domains = List.of(domain(sight), reading);
    WorkspaceObjective objective =
        new WorkspaceObjective(
            new TrainableWorkspace(shape),
            domains,
            LossWeights.bimGw(losses(arm)),
            Selection.randomSoftmax(1),
            arm == Arm.DIRECT
                ? LossParts.of(Map.of(LossParts.translation(SIGHT, ReadingDomain.NAME), 1))
                : LossParts.ALL);
    List<FoundObjects.Row> known = drawn(pairs, own.stream("pairs"));
    List<FoundObjects.Row> apart = known.subList(0, pairs / KEPT_APART);
    List<Pool> pools = pools(arm, known.subList(apart.size(), pairs));
    List<Map<String, HostBatch>> buffers = new ArrayList<>();
    for (Pool pool : pools) {
      Map<String, HostBatch> batch = new LinkedHashMap<>();
      pool.latents()
          .forEach(
              (name, latents) ->
                  batch.put(name, new HostBatch(pool.batch(), latents.length / pool.rows())));
      buffers.add(batch);
    }
    Trained best = null;
    double least = Double.POSITIVE_INFINITY;
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer(), own, device)) {
      int every = config.steps() / MEASUREMENTS;
      for (int step = 1; step <= config.steps(); step++) {
        SplittableRandom random = own.child(step).stream("batch");
        for (int p = 0; p < pools.size(); p++) {
          fill(pools.get(p), buffers.get(p), random);
        }
        trainer.step(scope -> objective.of(scope, groups(buffers, scope.manager())).total());
        if (step % every == 0) {
          double error = error(trainer, apart);
          if (error < least) {
            least = error;
            best =
                new Trained(
                    decoded(trainer, latents(held)), decoded(trainer, normalised(latents(held))));
          }
        }
      }
    }
    if (best == null) {
      throw new ArithmeticException(
          "the training of %s diverged; lower learningRate in --config".formatted(arm));
    }
    return best;
  }

  private OptimizerConfig optimizer() {
    return OptimizerConfig.of(config.learningRate())
        .withSchedule(config.steps() / 20, config.steps(), 0.01)
        .withWeightDecay(1e-4)
        .withClipNorm(5);
  }

  /** Returns how far the readings of some objects are from their labels, as it is trained on. */
  private double error(NetworkTrainer trainer, List<FoundObjects.Row> rows) {
    float[] decoded = decoded(trainer, latents(rows));
    float[] labels = ReadingDomain.latents(kinds, rows);
    return trainer.evaluate(
        scope ->
            (double)
                reading
                    .error(
                        scope
                            .manager()
                            .create(
                                decoded, new Shape(rows.size(), ReadingDomain.decodedWidth(kinds))),
                        scope
                            .manager()
                            .create(
                                labels, new Shape(rows.size(), ReadingDomain.latentWidth(kinds))))
                    .mean()
                    .getFloat());
  }

  private static Domain domain(DomainSpec spec) {
    return () -> spec;
  }

  private static Map<Loss, Double> losses(Arm arm) {
    Map<Loss, Double> losses = new EnumMap<>(Loss.class);
    losses.put(Loss.TRANSLATION, 1.0);
    if (arm != Arm.DIRECT) {
      losses.put(Loss.CONTRASTIVE, CONTRASTIVE);
    }
    if (arm == Arm.CYCLES || arm == Arm.CYCLES_THERE) {
      losses.put(Loss.DEMI_CYCLE, 1.0);
      losses.put(Loss.CYCLE, 1.0);
    }
    return losses;
  }

  private List<FoundObjects.Row> drawn(int pairs, SplittableRandom random) {
    List<FoundObjects.Row> left = new ArrayList<>(home);
    List<FoundObjects.Row> drawn = new ArrayList<>();
    while (drawn.size() < pairs) {
      int at = random.nextInt(left.size());
      drawn.add(left.get(at));
      left.set(at, left.get(left.size() - 1));
      left.remove(left.size() - 1);
    }
    return drawn;
  }

  /**
   * Four batches a step: of pairs alone, or of pairs, of home's sights twice, and of its labels.
   */
  private List<Pool> pools(Arm arm, List<FoundObjects.Row> known) {
    int rows = config.batchRows();
    boolean hasCycles = arm == Arm.CYCLES || arm == Arm.CYCLES_THERE;
    List<Pool> pools = new ArrayList<>();
    pools.add(
        new Pool(
            Map.of(SIGHT, latents(known), ReadingDomain.NAME, ReadingDomain.latents(kinds, known)),
            known.size(),
            hasCycles ? rows : 4 * rows));
    if (hasCycles) {
      pools.add(new Pool(Map.of(SIGHT, latents(home)), home.size(), rows));
      List<FoundObjects.Row> also = arm == Arm.CYCLES ? home : there;
      pools.add(new Pool(Map.of(SIGHT, latents(also)), also.size(), rows));
      pools.add(
          new Pool(
              Map.of(ReadingDomain.NAME, ReadingDomain.latents(kinds, home)), home.size(), rows));
    }
    return pools;
  }

  private static void fill(Pool pool, Map<String, HostBatch> batch, SplittableRandom random) {
    int[] rows = random.ints(pool.batch(), 0, pool.rows()).toArray();
    batch.forEach(
        (name, buffer) -> {
          float[] latents = pool.latents().get(name);
          int width = latents.length / pool.rows();
          var values = buffer.values();
          for (int row : rows) {
            values.put(latents, row * width, width);
          }
        });
  }

  private static List<Map<String, NDArray>> groups(
      List<Map<String, HostBatch>> buffers, NDManager manager) {
    List<Map<String, NDArray>> groups = new ArrayList<>();
    for (Map<String, HostBatch> batch : buffers) {
      Map<String, NDArray> group = new LinkedHashMap<>();
      batch.forEach((name, buffer) -> group.put(name, buffer.toArray(manager)));
      groups.add(group);
    }
    return groups;
  }

  private float[] decoded(NetworkTrainer trainer, float[] latents) {
    TrainableWorkspace workspace = new TrainableWorkspace(shape);
    int rows = latents.length / sight.latentWidth();
    return trainer.evaluate(
        scope -> {
          NDArray u = scope.manager().create(latents, new Shape(rows, sight.latentWidth()));
          NDArray state = workspace.encode(scope, SIGHT, u).tanh();
          return workspace.decode(scope, ReadingDomain.NAME, state).toFloatArray();
        });
  }
}

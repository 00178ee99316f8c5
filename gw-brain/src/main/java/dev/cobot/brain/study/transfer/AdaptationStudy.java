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
import java.util.stream.IntStream;

/**
 * Does a workspace over what the reader makes of crops and what labels say read better than a
 * direct head, with many pairs and with few; and do unlabelled pictures of another place help it
 * there, by its cycles or by the statistics of the features?
 *
 * <p>The domains are {@code sight}, the reader's features with what it told, and {@code reading}.
 * Every arm has the same networks, steps and rows a step; the direct head is these networks with
 * the translation from sight to reading as their only loss.
 */
public final class AdaptationStudy {
  private static final String SIGHT = "sight";
  private static final double CONTRASTIVE = 0.1;

  /**
   * How to train.
   *
   * @param trainings of each arm, each of a seed of its own
   * @param pairs of the arms with few: labelled objects at home
   * @param labelledPictures at the other place, of the arm that has some
   */
  public record Config(
      int trainings,
      int steps,
      int batchRows,
      double learningRate,
      int width,
      List<Integer> pairs,
      int labelledPictures,
      int resamples) {
    /** Checks the ranges. */
    public Config {
      pairs = List.copyOf(pairs);
      if (!(trainings > 0
          && trainings <= 100
          && steps > 0
          && batchRows > 1
          && batchRows <= 1 << 16
          && width > 0
          && labelledPictures > 1
          && resamples > 10
          && pairs.stream().allMatch(n -> n > 1))) {
        throw new IllegalArgumentException(
            "%d trainings of %d steps of %d rows, width %d, pairs %s, %d labelled pictures, %d resamples; allowed: 1 to 100, above 0, 2 to 65536, above 0, each above 1, above 1, above 10"
                .formatted(trainings, steps, batchRows, width, pairs, labelledPictures, resamples));
      }
    }

    /** Returns what the documented numbers were made with. */
    public static Config defaults() {
      return new Config(3, 2000, 192, 1e-3, 64, List.of(100, 300), 20, 1000);
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
    /** Demi-cycles and cycles beside them, on unlabelled rows of home. */
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
   * @param there objects of the other place; their labels are used by one arm only
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
    int most = config.pairs().stream().mapToInt(n -> n).max().orElse(0);
    if (this.home.size() < Math.max(2, most) || this.there.size() < 2 || this.held.isEmpty()) {
      throw new IllegalArgumentException(
          "%d objects are found at home, %d at the other place, %d held out there; allowed: at least %d, 2 and 1: give more pictures"
              .formatted(this.home.size(), this.there.size(), this.held.size(), Math.max(2, most)));
    }
    MlpShape mlp = new MlpShape(2 * config.width(), 1, MlpShape.Activation.GELU, true);
    float[] latents = latents(this.home);
    sight = DomainSpec.of(SIGHT, latents.length / this.home.size(), mlp).standardized(latents);
    elsewhere = Standardization.of(latents(this.there), sight.latentWidth());
    reading = new ReadingDomain(kinds, this.home, mlp);
    shape = WorkspaceShape.of(config.width(), List.of(sight, reading.spec()));
  }

  /** Returns (rows, width): features, logits, told values. */
  private static float[] latents(List<FoundObjects.Row> rows) {
    List<float[]> parts = new ArrayList<>();
    for (FoundObjects.Row row : rows) {
      parts.add(row.features());
      parts.add(row.logits());
      parts.add(row.told());
    }
    int n = parts.stream().mapToInt(p -> p.length).sum();
    float[] all = new float[n];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
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
    said.put(new Key(Arm.TOLD_UPDATED, 0), List.of(updated()));
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
          try (NetworkTrainer trained = train(arm, pairs, seeds.child(training))) {
            plain.add(read(trained, latents(held)));
            normalised.add(read(trained, normalised(latents(held))));
          }
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
        case PAIRS, CYCLES, DIRECT_NORMALISED -> new Key(Arm.DIRECT, pairs);
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

  private Readings updated() {
    ReaderUpdate update =
        ReaderUpdate.learn(
            there.stream().filter(row -> row.picture() < config.labelledPictures()).toList());
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
  private record Pool(Map<String, float[]> latents, int rows) {}

  private NetworkTrainer train(Arm arm, int pairs, SeedStreams own) {
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
    List<Pool> pools = pools(arm, pairs, own.stream("pairs"));
    NetworkTrainer trainer =
        new NetworkTrainer(
            OptimizerConfig.of(config.learningRate())
                .withSchedule(config.steps() / 20, config.steps(), 0.01)
                .withWeightDecay(1e-4)
                .withClipNorm(5),
            own,
            device);
    List<Map<String, HostBatch>> buffers = new ArrayList<>();
    for (Pool pool : pools) {
      Map<String, HostBatch> batch = new LinkedHashMap<>();
      pool.latents()
          .forEach(
              (name, latents) ->
                  batch.put(name, new HostBatch(config.batchRows(), latents.length / pool.rows())));
      buffers.add(batch);
    }
    for (int step = 0; step < config.steps(); step++) {
      SplittableRandom random = own.child(step).stream("batch");
      for (int p = 0; p < pools.size(); p++) {
        fill(pools.get(p), buffers.get(p), random);
      }
      trainer.step(scope -> objective.of(scope, groups(buffers, scope.manager())).total());
    }
    return trainer;
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

  private List<Pool> pools(Arm arm, int pairs, SplittableRandom random) {
    int[] drawn = IntStream.range(0, home.size()).toArray();
    for (int i = drawn.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = drawn[i];
      drawn[i] = drawn[j];
      drawn[j] = swapped;
    }
    List<FoundObjects.Row> known =
        Arrays.stream(drawn).limit(pairs).sorted().mapToObj(home::get).toList();
    List<Pool> pools = new ArrayList<>();
    pools.add(
        new Pool(
            Map.of(SIGHT, latents(known), ReadingDomain.NAME, ReadingDomain.latents(kinds, known)),
            known.size()));
    if (arm == Arm.CYCLES || arm == Arm.CYCLES_THERE) {
      pools.add(new Pool(Map.of(SIGHT, latents(home)), home.size()));
      pools.add(
          new Pool(Map.of(ReadingDomain.NAME, ReadingDomain.latents(kinds, home)), home.size()));
    }
    if (arm == Arm.CYCLES_THERE) {
      pools.add(new Pool(Map.of(SIGHT, latents(there)), there.size()));
    }
    return pools;
  }

  private void fill(Pool pool, Map<String, HostBatch> batch, SplittableRandom random) {
    int[] rows = random.ints(config.batchRows(), 0, pool.rows()).toArray();
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

  private Readings read(NetworkTrainer trained, float[] latents) {
    TrainableWorkspace workspace = new TrainableWorkspace(shape);
    int rows = held.size();
    int width = ReadingDomain.decodedWidth(kinds);
    float[] out =
        trained.evaluate(
            scope -> {
              NDArray u = scope.manager().create(latents, new Shape(rows, sight.latentWidth()));
              NDArray state = workspace.encode(scope, SIGHT, u).tanh();
              return workspace.decode(scope, ReadingDomain.NAME, state).toFloatArray();
            });
    float[][] said = new float[rows][];
    for (int i = 0; i < rows; i++) {
      said[i] = Arrays.copyOfRange(out, i * width, (i + 1) * width);
    }
    return new Readings(kinds, held, said);
  }
}

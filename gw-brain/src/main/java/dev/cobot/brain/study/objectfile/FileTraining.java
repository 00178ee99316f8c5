package dev.cobot.brain.study.objectfile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.objectfile.FileDomain;
import dev.cobot.brain.objectfile.ObjectFileNet;
import dev.cobot.brain.objectfile.ObjectFileShape;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Trains the networks of an object's file on endless simulated lives, many side by side. A step
 * looks back over some ticks (truncated backpropagation through time); states go on from step to
 * step.
 */
final class FileTraining {
  static final String NETWORK = "objectfile";

  /** Weight of how far what one sense encodes is from what was expected. */
  private static final double EXPECTED = 0.1;

  /** Weight of what each sense says alone. */
  private static final double TRANSLATED = 0.2;

  private static final double MASKED = 0.2;
  private static final int LONGEST_LIFE_TICKS = 200;
  private static final int LONGEST_FAULT_TICKS = 60;
  private static final double DARK = 0.4;
  private static final double FAULT_PER_TICK = 0.03;

  private final ObjectFileStudy.Config config;
  private final ObjectFileNet net;
  private final SeedStreams seeds;
  private final Life[] lives;
  private final FileRows rows;
  private final FileLabels labels;
  private final HostBatch stateBatch;
  private float[] states;

  FileTraining(ObjectFileStudy.Config config, ObjectFileShape shape, SeedStreams seeds) {
    this.config = config;
    this.net = new ObjectFileNet(shape);
    this.seeds = seeds;
    int streams = config.streams();
    lives = new Life[streams];
    Arrays.setAll(lives, i -> new Life(seeds.child(i)));
    rows = new FileRows(streams * config.chunkTicks());
    labels = new FileLabels(streams * config.chunkTicks());
    stateBatch = new HostBatch(streams, shape.stateWidth());
    states = new float[streams * shape.stateWidth()];
  }

  /** One object followed through episodes with failing senses. */
  private static final class Life {
    private final SeedStreams seeds;
    private int episodes;
    private SimulatedTable table;
    private Senses senses;
    private SplittableRandom random;
    private final boolean[] masked = new boolean[FileRows.DOMAINS];
    private int left;
    private boolean wasHeld;

    Life(SeedStreams seeds) {
      this.seeds = seeds;
    }

    void tick(FileRows rows, FileLabels labels, int row) {
      boolean isNew = left == 0;
      if (isNew) {
        begin();
      }
      table.step();
      Fault.Kind kind = Fault.Kind.trained().get(random.nextInt(Fault.Kind.trained().size()));
      Fault fault =
          Fault.drawn(kind, senses.tick + 1, 5 + random.nextInt(LONGEST_FAULT_TICKS), random);
      if (random.nextDouble() < FAULT_PER_TICK && senses.fault(fault.domain()) == null) {
        senses.add(fault);
      }
      senses.sense();
      SimulatedTable.Thing thing = table.things.get(0);
      boolean stays = wasHeld && thing.held;
      rows.put(row, senses, 0, masked, !isNew, stays);
      labels.put(row, table, thing, stays);
      wasHeld = thing.held;
      left--;
    }

    private void begin() {
      SeedStreams own = seeds.child(episodes++);
      random = own.stream("life");
      SimulatedTable.Plan plan =
          new SimulatedTable.Plan(
              1 + random.nextInt(2),
              random.nextInt(3) - 1 < 0 ? -1 : 0,
              5 + random.nextInt(30),
              10 + random.nextInt(80),
              0.4,
              random.nextInt(3) == 0 ? 0.01 : 0);
      table = new SimulatedTable(plan, own.stream("table"));
      senses = new Senses(table, List.of(), own.stream("senses"));
      left = LONGEST_LIFE_TICKS / 2 + random.nextInt(LONGEST_LIFE_TICKS / 2);
      wasHeld = false;
      if (random.nextDouble() < DARK) {
        // Somebody pulls both plugs.
        int from = 10 + random.nextInt(LONGEST_LIFE_TICKS / 2);
        senses.add(new Fault(FileDomain.CAMERA_A, Fault.Kind.BLACK, from, LONGEST_LIFE_TICKS, 0));
        senses.add(new Fault(FileDomain.CAMERA_B, Fault.Kind.BLACK, from, LONGEST_LIFE_TICKS, 0));
      }
      for (int d = 0; d < masked.length; d++) {
        masked[d] = random.nextDouble() < MASKED;
      }
    }
  }

  /** Returns the optimiser's configuration. */
  static OptimizerConfig optimizer(ObjectFileStudy.Config config) {
    return OptimizerConfig.of(config.learningRate())
        .withSchedule(Math.max(1, config.steps() / 20), config.steps(), 0.02)
        .withClipNorm(1);
  }

  /**
   * Trains and writes a checkpoint.
   *
   * @return the mean loss of the first and of the last twentieth of the steps
   */
  Map<String, Double> run(Path checkpoint, InferenceDevice device, TrainingListener listener)
      throws IOException {
    double first = 0;
    double last = 0;
    int part = Math.max(1, config.steps() / 20);
    long began = System.nanoTime();
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer(config), seeds, device)) {
      for (int step = 0; step < config.steps(); step++) {
        for (int t = 0; t < config.chunkTicks(); t++) {
          for (int i = 0; i < lives.length; i++) {
            lives[i].tick(rows, labels, t * lives.length + i);
          }
        }
        float loss = trainer.step(this::loss);
        first += step < part ? loss / part : 0;
        last += step >= config.steps() - part ? loss / part : 0;
        listener.onProgress(step + 1, config.steps(), Map.of("loss", (double) loss));
      }
      trainer.save(checkpoint);
      return Map.of(
          "loss/first",
          first,
          "loss/last",
          last,
          "parameters",
          (double) trainer.parameterCount(),
          "seconds",
          (System.nanoTime() - began) / 1e9);
    }
  }

  private NDArray loss(StepScope scope) {
    Ops<NDArray> ops = scope.ops(NETWORK);
    FileRows.Arrayed in = rows.arrays(scope.manager());
    int streams = lives.length;
    Encoded encoded = encode(ops, net, in);
    stateBatch.values().put(states);
    NDArray state = stateBatch.toArray(scope.manager());
    List<NDArray> all = new ArrayList<>();
    List<NDArray> expected = new ArrayList<>();
    for (int t = 0; t < config.chunkTicks(); t++) {
      long from = (long) t * streams;
      long to = from + streams;
      NDArray before = state.mul(ops.slice(in.known(), 0, from, to));
      NDArray predicted =
          net.predict(
              ops, before, ops.slice(in.motion(), 0, from, to), ops.slice(in.held(), 0, from, to));
      state =
          net.fuse(
                  ops,
                  predicted,
                  ops.slice(encoded.encodings(), 0, from, to),
                  ops.slice(encoded.keys(), 0, from, to),
                  ops.slice(in.absent(), 0, from, to),
                  Arrays.stream(in.told()).map(u -> ops.slice(u, 0, from, to)).toList())
              .get(0);
      all.add(state);
      expected.add(predicted);
    }
    states = state.toFloatArray();
    NDArray truth = labels.array(scope.manager());
    NDArray decoded = net.decode(ops, NDArrays.concat(new NDList(all), 0));
    NDArray every = in.known().onesLike();
    NDArray whole = FileLabels.loss(decoded, truth, every).add(FileLabels.heldLoss(decoded, truth));
    NDArray alone = translations(ops, in, encoded, truth);
    NDArray off = surprise(ops, in, encoded, NDArrays.concat(new NDList(expected), 0), truth);
    return whole
        .add(alone.mul(Losses.scalar(alone, TRANSLATED)))
        .add(off.mul(Losses.scalar(off, EXPECTED)));
  }

  /** What one sense says alone is decoded too; of touch, whether it feels anything held. */
  private NDArray translations(
      Ops<NDArray> ops, FileRows.Arrayed in, Encoded encoded, NDArray truth) {
    NDArray sum = null;
    for (FileDomain domain : List.of(FileDomain.CAMERA_A, FileDomain.CAMERA_B, FileDomain.TOUCH)) {
      int d = domain.ordinal();
      NDArray decoded = net.decode(ops, encoded.alone().get(d));
      NDArray contact = ops.slice(in.told()[d], 1, 4, 5);
      NDArray loss =
          domain == FileDomain.TOUCH
              ? FileLabels.contactLoss(decoded, contact, in.present()[d])
              : FileLabels.loss(decoded, truth, in.present()[d]);
      sum = sum == null ? loss : sum.add(loss);
    }
    return sum;
  }

  /**
   * What senses encode is what was expected, in one space: of cameras, and of touch while it holds.
   */
  private static NDArray surprise(
      Ops<NDArray> ops, FileRows.Arrayed in, Encoded encoded, NDArray expected, NDArray truth) {
    NDArray wanted = ops.tanh(expected);
    NDArray sum = null;
    for (FileDomain domain : List.of(FileDomain.CAMERA_A, FileDomain.CAMERA_B, FileDomain.TOUCH)) {
      int d = domain.ordinal();
      NDArray weight = in.present()[d].mul(in.known());
      if (domain == FileDomain.TOUCH) {
        weight = weight.mul(FileLabels.staysHeld(truth));
      }
      NDArray off = ops.tanh(encoded.alone().get(d)).sub(wanted).square().mean(new int[] {1}, true);
      NDArray mean = Losses.weightedMean(off, weight);
      sum = sum == null ? mean : sum.add(mean);
    }
    return sum;
  }

  /**
   * What senses say, encoded.
   *
   * @param alone one a domain, (rows, state width), also where it says nothing
   * @param encodings (rows, domains, state width), zeros where a domain says nothing
   * @param keys (rows, domains, key width)
   */
  record Encoded(List<NDArray> alone, NDArray encodings, NDArray keys) {}

  static Encoded encode(Ops<NDArray> ops, ObjectFileNet net, FileRows.Arrayed in) {
    List<NDArray> alone = new ArrayList<>();
    List<NDArray> encodings = new ArrayList<>();
    List<NDArray> keys = new ArrayList<>();
    int width = net.shape().stateWidth();
    for (FileDomain domain : FileDomain.values()) {
      int d = domain.ordinal();
      NDArray e = net.encode(ops, domain, in.told()[d]);
      alone.add(e);
      encodings.add(ops.reshape(e.mul(in.present()[d]), -1, 1, width));
      keys.add(ops.reshape(net.key(ops, domain, in.told()[d], e), -1, 1, net.shape().keyWidth()));
    }
    return new Encoded(alone, ops.concat(1, encodings), ops.concat(1, keys));
  }
}

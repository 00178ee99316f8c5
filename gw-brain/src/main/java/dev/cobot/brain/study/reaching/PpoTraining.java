package dev.cobot.brain.study.reaching;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Trains a policy of the reaching task on what one sense tells, and releases it. On the same
 * machine with the same number of threads the same seed gives the same bits, resumed or not.
 */
final class PpoTraining {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LOGGED_ITERATIONS = 100;
  private static final double CHECKPOINT_SECONDS = 60;

  // Columns of what an update is told of a move.
  private static final int MOVE = 0;
  private static final int LOG_PROBABILITY = 1;
  private static final int ADVANTAGE = 2;
  private static final int VALUE_TARGET = 3;
  private static final int COLUMNS = 4;

  private final PpoConfig config;
  private final Sense sense;
  private final ActorCritic network;
  private final HostBatch seen;
  private final HostBatch told;
  private final HostBatch stateBatch; // of updates
  private final TrainingJob job;
  private final SeedStreams seeds;
  private final int checkpointEveryIterations;

  PpoTraining(PpoConfig config, Sense sense, TrainingJob job) {
    this(config, sense, job, 1_000_000);
  }

  PpoTraining(PpoConfig config, Sense sense, TrainingJob job, int checkpointEveryIterations) {
    this.config = config;
    this.sense = sense;
    this.checkpointEveryIterations = checkpointEveryIterations;
    this.job = job;
    seeds = job.seeds();
    network = new ActorCritic(sense.width(), config.hiddenWidth());
    seen = new HostBatch(config.environments(), sense.width());
    told = new HostBatch(config.batch(), COLUMNS);
    stateBatch = new HostBatch(config.batch(), sense.width());
  }

  /**
   * Trains in {@code out} and releases the policy in {@code out/model}.
   *
   * @param description what {@code run.json} and the card say of the sense
   */
  void train(ObjectNode description) throws IOException {
    ObjectNode resolved = JSON.createObjectNode();
    resolved.set("policy", JSON.valueToTree(config));
    resolved.set("sense", description);
    int updates = config.updatesPerIteration();
    long total = (long) config.iterations() * updates;
    int logEvery = updates * Math.max(1, config.iterations() / LOGGED_ITERATIONS);
    TrainingRun run =
        TrainingRun.open(
            job,
            resolved,
            resolved,
            new TrainingRun.Plan(
                total,
                logEvery,
                (int) Math.min(Integer.MAX_VALUE, (long) updates * checkpointEveryIterations),
                CHECKPOINT_SECONDS));
    try (NetworkTrainer trainer = new NetworkTrainer(config.optimizer(), seeds, job.device())) {
      run.train(trainer, step -> iterate(trainer, step / updates));
      ModelFolder.write(
          job.model(),
          new ModelCard(
              network.name(),
              Instant.now().toString(),
              job.seed(),
              JSON.createObjectNode()
                  .put("stateWidth", sense.width())
                  .put("hiddenWidth", config.hiddenWidth()),
              resolved,
              network.inputs(),
              network.outputs(),
              Map.of(),
              TrainingRun.versions(),
              Map.of()),
          network,
          trainer.weights(network));
    }
  }

  private Map<String, Double> iterate(NetworkTrainer trainer, long iteration) {
    SeedStreams own = seeds.child(iteration);
    RolloutBuffer rollout =
        RolloutBuffer.play(
            config,
            sense,
            states -> judge(trainer, states),
            own.stream("scenes").nextLong(),
            own.stream("moves"));
    int[] order = new int[rollout.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    SplittableRandom shuffling = own.stream("order");
    double entropy = 0;
    double valueError = 0;
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      shuffle(order, shuffling);
      for (int from = 0; from < order.length; from += config.batch()) {
        fill(rollout, order, from);
        boolean last = epoch == config.epochs() - 1 && from + config.batch() == order.length;
        double[] read = new double[2];
        trainer.step(scope -> loss(scope, last ? read : null));
        entropy = read[0];
        valueError = read[1];
      }
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (!rollout.trials().isEmpty()) {
      metrics.put(
          "return", rollout.trials().stream().mapToDouble(Trial::sum).average().orElseThrow());
      metrics.put(
          "arrived",
          rollout.trials().stream().mapToDouble(t -> t.arrived() ? 1 : 0).average().orElseThrow());
    }
    metrics.put("entropy", entropy);
    metrics.put("value error", valueError);
    return metrics;
  }

  private RolloutBuffer.Judgement judge(NetworkTrainer trainer, float[] states) {
    int rows = states.length / sense.width();
    seen.values().put(states);
    return trainer.evaluate(
        scope -> {
          List<NDArray> out = scope.forward(network, seen.toArray(scope.manager(), rows));
          return new RolloutBuffer.Judgement(out.get(0).toFloatArray(), out.get(1).toFloatArray());
        });
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  /** Takes the next moves of an order; their advantages get mean 0 and deviation 1. */
  private void fill(RolloutBuffer rollout, int[] order, int from) {
    int rows = config.batch();
    double sum = 0;
    double squares = 0;
    for (int i = from; i < from + rows; i++) {
      double advantage = rollout.advantage(order[i]);
      sum += advantage;
      squares += advantage * advantage;
    }
    double mean = sum / rows;
    double deviation = Math.sqrt(Math.max(0, squares / rows - mean * mean)) + 1e-8;
    FloatBuffer states = stateBatch.values();
    FloatBuffer rest = told.values();
    for (int i = from; i < from + rows; i++) {
      int entry = order[i];
      states.put(rollout.states(), entry * rollout.width(), rollout.width());
      rest.put(rollout.move(entry));
      rest.put(rollout.logProbability(entry));
      rest.put((float) ((rollout.advantage(entry) - mean) / deviation));
      rest.put((float) rollout.valueTarget(entry));
    }
  }

  /**
   * Returns minus the clipped gain, plus half the squared error of the value, minus the entropy
   * bonus.
   *
   * @param readOrNull takes the entropy and the value's squared error
   */
  private NDArray loss(StepScope scope, double[] readOrNull) {
    NDManager manager = scope.manager();
    NDArray rows = told.toArray(manager);
    List<NDArray> out = scope.forward(network, stateBatch.toArray(manager));
    NDArray log = out.get(0).logSoftmax(-1);
    NDArray taken = column(rows, MOVE).toType(DataType.INT64, false);
    NDArray ratio = log.gather(taken, 1).sub(column(rows, LOG_PROBABILITY)).exp();
    NDArray advantages = column(rows, ADVANTAGE);
    NDArray limited = ratio.clip((float) (1 - config.clip()), (float) (1 + config.clip()));
    NDArray gain = ratio.mul(advantages).minimum(limited.mul(advantages)).mean();
    NDArray valueError = out.get(1).sub(column(rows, VALUE_TARGET)).square().mean();
    NDArray negativeEntropy = log.exp().mul(log).sum(new int[] {1}).mean();
    if (readOrNull != null) {
      readOrNull[0] = -negativeEntropy.getFloat();
      readOrNull[1] = valueError.getFloat();
    }
    return valueError
        .mul(Losses.scalar(valueError, 0.5))
        .sub(gain)
        .add(negativeEntropy.mul(Losses.scalar(valueError, config.entropy())));
  }

  private NDArray column(NDArray rows, int column) {
    return rows.get(":, " + column).reshape(new Shape(config.batch(), 1));
  }
}

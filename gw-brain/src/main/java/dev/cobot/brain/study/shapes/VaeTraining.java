package dev.cobot.brain.study.shapes;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.TorchNet;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapeVector;
import dev.cobot.sim2real.shapes.ShapesPart;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Trains an autoencoder on a split of Simple Shapes and releases it, encoder and decoder each in a
 * folder of its own. On the same machine with the same number of threads the same seed gives the
 * same bits, resumed or not.
 */
public final class VaeTraining {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VALIDATION_ROWS = 10_000;
  private static final int MEASURED_ROWS = 256; // at once

  private final String name;
  private final VaeConfig config;
  private final Autoencoder vae;
  private final TrainingRun.Plan plan;

  private VaeTraining(String name, VaeConfig config, Autoencoder vae, TrainingRun.Plan plan) {
    this.name = name;
    this.config = config;
    this.vae = vae;
    this.plan = plan;
  }

  /** Returns this with a checkpoint each so many steps, beside those by time. */
  VaeTraining checkpointEvery(int steps) {
    return new VaeTraining(
        name,
        config,
        vae,
        new TrainingRun.Plan(
            plan.totalSteps(), plan.logEverySteps(), steps, plan.checkpointEverySeconds()));
  }

  /** Returns the training of the vision domain. */
  public static VaeTraining ofPictures(VaeConfig config) {
    return new VaeTraining(
        ShapesModule.VISION,
        config,
        Autoencoder.ofPictures(config),
        TrainingRun.Plan.of(config.steps()));
  }

  /** Returns the training of the attribute domain. */
  public static VaeTraining ofAttributes(VaeConfig config) {
    return new VaeTraining(
        ShapesModule.ATTRIBUTES,
        config,
        Autoencoder.ofAttributes(config),
        TrainingRun.Plan.of(config.steps()));
  }

  /**
   * Trains on the training scenes in {@code out} and releases the module in {@code out/model}.
   *
   * @return for at most 10,000 validation scenes: the loss and its parts for each, of the latents'
   *     means, and how well attributes are read from those, as {@link LatentProbe} says
   */
  public Map<String, Double> train(SimpleShapes set, TrainingJob job) throws IOException {
    ShapesPart training = set.part(ShapeSplit.TRAIN);
    ShapesPart validation = set.part(ShapeSplit.VAL);
    ShapeRows rows = ShapeRows.of(name, training);
    ShapeRows held = ShapeRows.of(name, validation);
    ObjectNode resolved = JSON.valueToTree(config);
    resolved.put("loss", "sum over batch and values; metrics are for each scene");
    resolved.put("scenes", rows.size()).put("validationScenes", held.size());
    TrainingRun run = TrainingRun.open(job, JSON.valueToTree(config), resolved, plan);
    SeedStreams seeds = job.seeds();
    HostBatch batch = batch(config.batch());
    int logEvery = plan.logEverySteps();
    try (NetworkTrainer trainer = new NetworkTrainer(config.optimizer(), seeds, job.device())) {
      run.train(
          trainer,
          step -> {
            fill(batch, rows, seeds.child(step).stream("batch"));
            Map<String, Double> metrics = new LinkedHashMap<>();
            trainer.step(
                scope -> {
                  Autoencoder.Terms terms = vae.of(scope, batch.toArray(scope.manager()));
                  if ((step + 1) % logEvery == 0) {
                    metrics.putAll(terms.perRow(config.batch()));
                  }
                  return terms.total();
                });
            return metrics;
          });
      Map<String, Double> results = measure(trainer, held);
      try (VaeModule module = module(trainer, job.device())) {
        results.putAll(
            LatentProbe.measure(
                probed(module, rows, training, LatentProbe.ROWS),
                probed(module, held, validation, VALIDATION_ROWS),
                seeds,
                job.device()));
      }
      Map<String, Double> recorded = new LinkedHashMap<>();
      results.forEach((part, value) -> recorded.put("validation/" + part, value));
      run.record(config.steps(), recorded);
      release(trainer, job.seed(), resolved, results, job.model());
      return results;
    }
  }

  private HostBatch batch(int rows) {
    return new HostBatch(vae.encoder().inputs().get(0).shapeFor(rows));
  }

  private static void fill(HostBatch batch, ShapeRows rows, SplittableRandom random) {
    FloatBuffer values = batch.values();
    while (values.hasRemaining()) {
      rows.put(random.nextInt(rows.size()), values);
    }
  }

  private Map<String, Double> measure(NetworkTrainer trainer, ShapeRows held) {
    int size = Math.min(VALIDATION_ROWS, held.size());
    HostBatch batch = batch(Math.min(MEASURED_ROWS, size));
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int from = 0; from < size; from += MEASURED_ROWS) {
      int count = Math.min(MEASURED_ROWS, size - from);
      FloatBuffer values = batch.values();
      for (int row = from; row < from + count; row++) {
        held.put(row, values);
      }
      Map<String, Double> sum =
          trainer.evaluate(
              scope -> {
                NDArray data = batch.toArray(scope.manager(), count);
                return vae.of(scope, data).perRow(1);
              });
      sum.forEach((part, value) -> sums.merge(part, value, Double::sum));
    }
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((part, sum) -> means.put(part, sum / size));
    return means;
  }

  private VaeModule module(NetworkTrainer trainer, InferenceDevice device) {
    Weights encoding = trainer.weights(vae.encoder());
    InferenceNet encoder = TorchNet.open(vae.encoder(), encoding, device);
    try {
      return new VaeModule(
          name,
          config.latentWidth(),
          encoding.sha256(),
          encoder,
          TorchNet.open(vae.decoder(), trainer.weights(vae.decoder()), device));
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  private static LatentProbe.Rows probed(
      VaeModule module, ShapeRows rows, ShapesPart part, int most) {
    int count = Math.min(most, rows.size());
    float[] attributes = new float[count * ShapeVector.LENGTH];
    for (int row = 0; row < count; row++) {
      System.arraycopy(
          part.attributes(row), 0, attributes, row * ShapeVector.LENGTH, ShapeVector.LENGTH);
    }
    return new LatentProbe.Rows(count, rows.latentsOf(module, count).values(), attributes);
  }

  private void release(
      NetworkTrainer trainer,
      long seed,
      ObjectNode training,
      Map<String, Double> metrics,
      Path folder)
      throws IOException {
    ObjectNode architecture = JSON.createObjectNode().put(VaeModule.KIND, name);
    architecture.set("config", JSON.valueToTree(config));
    for (Architecture network : List.of(vae.encoder(), vae.decoder())) {
      ModelFolder.write(
          folder.resolve(network.name()),
          new ModelCard(
              name + "." + network.name(),
              Instant.now().toString(),
              seed,
              architecture,
              training,
              network.inputs(),
              network.outputs(),
              metrics,
              TrainingRun.versions(),
              Map.of()),
          network,
          trainer.weights(network));
    }
  }
}

package dev.cobot.brain.study.caption;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.TorchNet;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import dev.cobot.brain.study.shapes.CaptionTruth;
import dev.cobot.brain.study.shapes.LatentProbe;
import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapeVector;
import dev.cobot.sim2real.shapes.ShapesPart;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Trains a text domain on the captions of Simple Shapes and releases it: encoder and decoder each
 * in a folder of its own, the vocabulary beside them. Writes {@code captions.md}: validation
 * captions and what comes back of them. On the same machine with the same number of threads the
 * same seed gives the same bits, resumed or not.
 */
public final class TextTraining {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VALIDATION_ROWS = 10_000;
  private static final int SAID_ROWS = 2_000;
  private static final int SHOWN_ROWS = 20;

  private final TextConfig config;
  private final TrainingRun.Plan plan;

  /** Creates a training. */
  public TextTraining(TextConfig config) {
    this(config, TrainingRun.Plan.of(config.steps()));
  }

  private TextTraining(TextConfig config, TrainingRun.Plan plan) {
    this.config = config;
    this.plan = plan;
  }

  /** Returns this with a checkpoint each so many steps, beside those by time. */
  TextTraining checkpointEvery(int steps) {
    return new TextTraining(
        config,
        new TrainingRun.Plan(
            plan.totalSteps(), plan.logEverySteps(), steps, plan.checkpointEverySeconds()));
  }

  /**
   * Trains on the training captions in {@code out} and releases the module in {@code out/model}.
   *
   * @return for validation captions (at most 10,000): the loss and its parts for each, {@code
   *     accuracy} of the next word given the true ones before; how well attributes are read from
   *     latents, {@code probe-...}; which part of the captions that come back is true, {@code
   *     kept/...}
   * @throws IOException if there are no captions, or one is too long
   */
  public Map<String, Double> train(SimpleShapes set, TrainingJob job) throws IOException {
    ShapesPart training = set.part(ShapeSplit.TRAIN);
    ShapesPart validation = set.part(ShapeSplit.VAL);
    List<String> captions = CaptionRows.read(training, training.size());
    Vocabulary vocabulary = learn(captions, training);
    CaptionRows rows = CaptionRows.of(training, captions, vocabulary, config.tokens());
    CaptionRows held =
        CaptionRows.of(
            validation,
            CaptionRows.read(validation, Math.min(VALIDATION_ROWS, validation.size())),
            vocabulary,
            config.tokens());
    ObjectNode resolved = JSON.valueToTree(config);
    resolved.put("loss", "mean over captions of their sums over words, latents and values");
    resolved.put("scenes", rows.size()).put("validationScenes", held.size());
    resolved.put("vocabularySize", vocabulary.size());
    TrainingRun run = TrainingRun.open(job, JSON.valueToTree(config), resolved, plan);
    SeedStreams seeds = job.seeds();
    int logEvery = plan.logEverySteps();
    try (CaptionInput input = TextModule.input(config, vocabulary);
        NetworkTrainer trainer = new NetworkTrainer(config.optimizer(), seeds, job.device())) {
      TextAutoencoder text = new TextAutoencoder(config, input, vocabulary.size());
      CaptionBatch batch = new CaptionBatch(config, input, config.batch());
      run.train(
          trainer,
          step -> {
            SeedStreams draws = seeds.child(step);
            batch.fill(
                rows, rows.draw(config.batch(), draws.stream("batch")), draws.stream("hidden"));
            Map<String, Double> metrics = new LinkedHashMap<>();
            trainer.step(
                scope -> {
                  TextAutoencoder.Terms terms = text.of(scope, batch);
                  if ((step + 1) % logEvery == 0) {
                    metrics.putAll(terms.toMetrics());
                  }
                  return terms.total();
                });
            return metrics;
          });
      Architecture encoder = input.encoder(input.maxTokens());
      Map<String, Double> results = new LinkedHashMap<>(losses(trainer, text, batch, held));
      Weights encoding = trainer.weights(encoder);
      Weights decoding = trainer.weights(text.decoder());
      try (InferenceNet encode = TorchNet.open(encoder, encoding, job.device());
          InferenceNet decode = TorchNet.open(text.decoder(), decoding, job.device())) {
        TextModule module =
            new TextModule(config, vocabulary, input, encoding.sha256(), encode, decode);
        results.putAll(probe(module, rows, held, seeds, job.device()));
        results.putAll(said(module, held, validation, job.out()));
      }
      Map<String, Double> recorded = new LinkedHashMap<>();
      results.forEach((part, value) -> recorded.put("validation/" + part, value));
      run.record(config.steps(), recorded);
      ObjectNode architecture = JSON.createObjectNode().put(TextModule.KIND, ShapesModule.TEXT);
      architecture.set(TextModule.CONFIG, JSON.valueToTree(config));
      architecture.put(TextModule.HASH, vocabulary.sha256());
      Path folder = job.model();
      for (Architecture network : List.of(encoder, text.decoder())) {
        ModelFolder.write(
            folder.resolve(network.name()),
            new ModelCard(
                ShapesModule.TEXT + "." + network.name(),
                Instant.now().toString(),
                job.seed(),
                architecture,
                resolved,
                network.inputs(),
                network.outputs(),
                results,
                TrainingRun.versions(),
                Map.of()),
            network,
            trainer.weights(network));
      }
      vocabulary.write(folder.resolve(TextModule.VOCABULARY));
      return results;
    }
  }

  private Vocabulary learn(List<String> captions, ShapesPart part) throws IOException {
    try {
      return Vocabulary.learn(captions, config.words());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "captions of '%s': %s".formatted(part.split().fileName(), e.getMessage()), e);
    }
  }

  private Map<String, Double> losses(
      NetworkTrainer trainer, TextAutoencoder text, CaptionBatch batch, CaptionRows held) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int from = 0; from < held.size(); from += config.batch()) {
      int count = Math.min(config.batch(), held.size() - from);
      batch.fill(held, IntStream.range(from, from + count).toArray(), null);
      trainer
          .evaluate(scope -> text.of(scope, batch).toMetrics())
          .forEach((part, value) -> sums.merge(part, value * count, Double::sum));
    }
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((part, sum) -> means.put(part, sum / held.size()));
    return means;
  }

  private static Map<String, Double> probe(
      TextModule module,
      CaptionRows training,
      CaptionRows held,
      SeedStreams seeds,
      InferenceDevice device) {
    return LatentProbe.measure(
        probed(module, training, Math.min(LatentProbe.ROWS, training.size())),
        probed(module, held, held.size()),
        seeds,
        device);
  }

  private static LatentProbe.Rows probed(TextModule module, CaptionRows rows, int count) {
    float[] attributes = new float[count * ShapeVector.LENGTH];
    for (int row = 0; row < count; row++) {
      System.arraycopy(
          rows.attributes(row), 0, attributes, row * ShapeVector.LENGTH, ShapeVector.LENGTH);
    }
    return new LatentProbe.Rows(count, module.latents(first(rows, count)), attributes);
  }

  private static List<String> first(CaptionRows rows, int count) {
    return IntStream.range(0, count).mapToObj(rows::caption).toList();
  }

  /** Sends captions to latents and back, and writes some of them down. */
  private static Map<String, Double> said(
      TextModule module, CaptionRows held, ShapesPart part, Path out) throws IOException {
    int count = Math.min(SAID_ROWS, held.size());
    List<String> captions = first(held, count);
    List<String> again = module.captions(count, module.latents(captions));
    CaptionTruth truth = new CaptionTruth();
    StringBuilder text = new StringBuilder("# Captions and what comes back of them\n");
    int same = 0;
    for (int row = 0; row < count; row++) {
      truth.add(again.get(row), part.label(row).attributes());
      same += again.get(row).equals(captions.get(row)) ? 1 : 0;
      if (row < SHOWN_ROWS) {
        text.append("\n- %s\n  %s\n".formatted(captions.get(row), again.get(row)));
      }
    }
    Files.write(out.resolve("captions.md"), text.toString().getBytes(StandardCharsets.UTF_8));
    Map<String, Double> results = new LinkedHashMap<>();
    truth.shares().forEach((what, share) -> results.put("kept/" + what, share));
    results.put("kept/wording", same / (double) count);
    return results;
  }
}

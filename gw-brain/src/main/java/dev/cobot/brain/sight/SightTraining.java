package dev.cobot.brain.sight;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/** Trains the detector and the reader on labelled pictures that say how objects are seen. */
public final class SightTraining {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How the detector's trunk starts and whether it is trained. */
  public enum Trunk {
    /** From photographs, left as it is until all of the detector is tuned. */
    PHOTOS_FROZEN,
    /** From photographs, trained on. */
    PHOTOS_TUNED,
    /** From nothing. */
    SCRATCH
  }

  /**
   * How to train.
   *
   * @param kinds the kinds to tell apart, in the order of the heat maps
   * @param trunk of the detector
   * @param tunedSteps steps in which all of the trained detector is trained on, its trunk too; 0:
   *     none
   * @param tunedRate learning rate of those
   */
  public record Config(
      List<ObjectKind> kinds,
      Trunk trunk,
      int detectorSteps,
      int detectorBatch,
      double detectorRate,
      int tunedSteps,
      double tunedRate,
      int readerSteps,
      int readerBatch,
      double readerRate) {
    /** Checks the ranges. */
    public Config {
      kinds = List.copyOf(kinds);
      require(
          !kinds.isEmpty() && Set.copyOf(kinds).size() == kinds.size(),
          "kinds",
          kinds,
          "one or more, each once");
      require(detectorSteps > 0, "detectorSteps", detectorSteps, "above 0");
      require(tunedSteps >= 0, "tunedSteps", tunedSteps, "0 or more");
      require(readerSteps > 0, "readerSteps", readerSteps, "above 0");
      require(
          detectorBatch > 0 && detectorBatch <= 256, "detectorBatch", detectorBatch, "1 to 256");
      require(readerBatch > 0 && readerBatch <= 4096, "readerBatch", readerBatch, "1 to 4096");
      OptimizerConfig.of(detectorRate);
      OptimizerConfig.of(tunedRate);
      OptimizerConfig.of(readerRate);
    }

    private static void require(boolean good, String what, Object got, String allowed) {
      if (!good) {
        throw new IllegalArgumentException(
            "sight training: %s is %s; allowed: %s".formatted(what, got, allowed));
      }
    }

    /** Returns the recipe of the released model. */
    public static Config defaults() {
      return new Config(
          Arrays.stream(ObjectKind.values()).filter(k -> k != ObjectKind.TABLE).toList(),
          Trunk.PHOTOS_FROZEN,
          3400,
          16,
          1.5e-3,
          1700,
          4e-4,
          6000,
          96,
          1.5e-3);
    }
  }

  private SightTraining() {}

  /**
   * Trains the detector in the job's folder and releases it in {@code model}.
   *
   * @param photoTrunkOrNull folder of the photo-trained network; null when the trunk starts from
   *     nothing
   */
  public static void trainDetector(
      PictureSet training, Config config, Path photoTrunkOrNull, TrainingJob job)
      throws IOException {
    boolean frozen = config.trunk() == Trunk.PHOTOS_FROZEN;
    if ((config.trunk() == Trunk.SCRATCH) != (photoTrunkOrNull == null)) {
      throw new IllegalArgumentException(
          "a trunk of %s needs %s folder of the photo-trained network, got %s"
              .formatted(
                  config.trunk(),
                  config.trunk() == Trunk.SCRATCH ? "no" : "the",
                  photoTrunkOrNull));
    }
    ObjectNode resolved = resolved(config, training);
    DetectorNet net = new DetectorNet(config.kinds().size(), frozen);
    DetectorLoss batch = new DetectorLoss(training, config.detectorBatch(), config.kinds(), net);
    // Weight decay would also shrink what is frozen.
    OptimizerConfig optimizer =
        optimizer(config.detectorRate(), config.detectorSteps()).withWeightDecay(frozen ? 0 : 1e-4);
    if (photoTrunkOrNull != null) {
      resolved.put("trunkOrigin", PhotoTrunk.ORIGIN);
    }
    train(
        net,
        batch::fill,
        batch::loss,
        photoTrunkOrNull == null
            ? weights -> weights
            : weights -> PhotoTrunk.into(weights, photoTrunkOrNull),
        optimizer,
        config.detectorSteps(),
        config,
        resolved,
        job);
  }

  /**
   * Trains all of a trained detector on, its trunk too, and releases it in {@code model}.
   *
   * @param detector folder of the released detector that it starts from
   */
  public static void tuneDetector(
      PictureSet training, Config config, Path detector, TrainingJob job) throws IOException {
    ModelFolder start = ModelFolder.open(detector);
    DetectorNet net = new DetectorNet(config.kinds().size(), false);
    DetectorLoss batch = new DetectorLoss(training, config.detectorBatch(), config.kinds(), net);
    ObjectNode resolved = resolved(config, training);
    resolved.put("startedFrom", ModelFolder.weightsSha256(detector));
    String origin = start.card().training().path("trunkOrigin").asText("");
    if (!origin.isEmpty()) {
      resolved.put("trunkOrigin", origin);
    }
    train(
        net,
        batch::fill,
        batch::loss,
        weights -> start.weights(),
        optimizer(config.tunedRate(), config.tunedSteps()).withWeightDecay(1e-4),
        config.tunedSteps(),
        config,
        resolved,
        job);
  }

  /**
   * Returns what a detector proposes on the pictures that a reader learns from.
   *
   * @param detector folder of a trained detector; one that is not tuned makes more mistakes to
   *     learn from
   * @param job of the reader
   * @param progress hears on how many pictures it has proposed
   */
  public static Proposals propose(
      PictureSet training, Config config, Path detector, TrainingJob job, LongConsumer progress) {
    int kinds = config.kinds().size();
    try (BoxFinder finder =
        new BoxFinder(
            ModelFolder.open(detector).openOnnx(new DetectorNet(kinds, false), job.device()),
            kinds)) {
      return Proposals.of(
          finder,
          ModelFolder.weightsSha256(detector),
          training,
          job.seeds().stream("proposals"),
          progress);
    }
  }

  /**
   * Trains the reader in the job's folder and releases it in {@code model}. It learns from what a
   * detector proposes too, so that it tells apart what the detector does not.
   */
  public static void trainReader(
      PictureSet training, Config config, Proposals proposals, TrainingJob job) throws IOException {
    ObjectNode resolved = resolved(config, training);
    resolved.put("proposalsOf", proposals.detectorSha256());
    ReaderNet net = new ReaderNet(config.kinds().size());
    ReaderLoss batch =
        new ReaderLoss(training, proposals, config.readerBatch(), config.kinds(), net);
    train(
        net,
        batch::fill,
        batch::loss,
        weights -> weights,
        optimizer(config.readerRate(), config.readerSteps()).withWeightDecay(1e-4),
        config.readerSteps(),
        config,
        resolved,
        job);
  }

  private static void train(
      Architecture net,
      Consumer<SplittableRandom> fill,
      Function<StepScope, NDArray> loss,
      UnaryOperator<Weights> start,
      OptimizerConfig optimizer,
      int steps,
      Config config,
      ObjectNode resolved,
      TrainingJob job)
      throws IOException {
    TrainingRun run =
        TrainingRun.open(job, JSON.valueToTree(config), resolved, TrainingRun.Plan.of(steps));
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer, job.seeds(), job.device())) {
      if (!run.hasCheckpoint()) {
        trainer.create(net);
        trainer.load(net, start.apply(trainer.weights(net)));
      }
      run.train(
          trainer,
          step -> {
            fill.accept(job.seeds().child(step).stream("batch"));
            return Map.of("loss", (double) trainer.step(loss));
          });
      release(trainer, net, config, resolved, job);
    }
  }

  private static OptimizerConfig optimizer(double rate, int steps) {
    return OptimizerConfig.of(rate)
        .withSchedule(Math.min(200, steps / 10), steps, 0.01)
        .withClipNorm(5)
        .withAverage(0.998);
  }

  private static ObjectNode resolved(Config config, PictureSet training) {
    for (int i = 0; i < training.size(); i++) {
      if (training.views(i).isEmpty() && !training.objects(i).isEmpty()) {
        // Its objects would be learned as nothing.
        throw new IllegalArgumentException(
            "picture %d of the training set has labels that do not say where in it its %d objects are seen (box, visible); leave its folder out, or make pictures with cobot data tables"
                .formatted(i, training.objects(i).size()));
      }
    }
    ObjectNode resolved = JSON.valueToTree(config);
    resolved.put("pictures", training.size());
    return resolved;
  }

  private static void release(
      NetworkTrainer trainer, Architecture net, Config config, ObjectNode resolved, TrainingJob job)
      throws IOException {
    ObjectNode architecture = JSON.createObjectNode();
    architecture.set("kinds", JSON.valueToTree(config.kinds()));
    ModelFolder.writeSmall(
        job.model(),
        new ModelCard(
            net.name(),
            Instant.now().toString(),
            job.seed(),
            architecture,
            resolved,
            net.inputs(),
            net.outputs(),
            Map.of(),
            TrainingRun.versions(),
            Map.of()),
        net,
        trainer.weights(net));
  }
}

package dev.cobot.brain.vision;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TorchNet;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Trains the vision domain on labelled pictures and releases it. */
public final class VisionTraining {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A detection this near to a labelled centre of its kind has found it. */
  private static final double FOUND_PIXELS = 8;

  /**
   * How to train.
   *
   * @param kinds the kinds to tell apart, in the order of the heat maps
   */
  public record Config(
      List<ObjectKind> kinds, int steps, int batch, double learningRate, double weightDecay) {
    /** Checks the ranges. */
    public Config {
      kinds = List.copyOf(kinds);
      require(
          !kinds.isEmpty() && Set.copyOf(kinds).size() == kinds.size(),
          "kinds",
          kinds,
          "one or more, each once");
      require(steps > 0, "steps", steps, "above 0");
      require(batch > 0 && batch <= 1 << 14, "batch", batch, "1 to 16384");
      // The optimiser refuses rates and decays out of range.
      OptimizerConfig.of(learningRate).withWeightDecay(weightDecay);
    }

    private static void require(boolean good, String what, Object got, String allowed) {
      if (!good) {
        throw new IllegalArgumentException(
            "vision training: %s is %s; allowed: %s".formatted(what, got, allowed));
      }
    }

    /** Returns the recipe of the released model. */
    public static Config defaults() {
      return new Config(
          ObjectKind.PICTURED.stream().distinct().sorted().toList(), 9200, 32, 1.5e-3, 1e-4);
    }
  }

  /**
   * How good a vision domain is on labelled pictures.
   *
   * @param precision part of the candidates that are an object of that kind
   * @param recall part of the objects that are found
   * @param meanErrorPixels mean distance of found centres, in pixels of a 320 x 240 picture
   */
  public record Quality(double precision, double recall, double meanErrorPixels) {}

  private VisionTraining() {}

  /**
   * Trains in {@code out} and releases the model in {@code out/model}.
   *
   * @return quality on the validation pictures
   */
  public static Quality train(
      PictureSet training, PictureSet validation, Config config, TrainingJob job)
      throws IOException {
    return train(training, validation, Optional.empty(), config, job);
  }

  /**
   * As the other, from the weights of an earlier model.
   *
   * @param start a model of the same kinds; empty to begin with none
   */
  public static Quality train(
      PictureSet training,
      PictureSet validation,
      Optional<Path> start,
      Config config,
      TrainingJob job)
      throws IOException {
    ObjectNode resolved = JSON.valueToTree(config);
    start.ifPresent(folder -> resolved.put("startedFrom", ModelFolder.weightsSha256(folder)));
    resolved.put("pictures", training.size()).put("validationPictures", validation.size());
    TrainingRun run =
        TrainingRun.open(
            job, JSON.valueToTree(config), resolved, TrainingRun.Plan.of(config.steps()));
    OptimizerConfig optimizer =
        OptimizerConfig.of(config.learningRate())
            .withSchedule(Math.min(200, config.steps() / 10), config.steps(), 0.01)
            .withWeightDecay(config.weightDecay())
            .withClipNorm(5)
            .withAverage(0.995);
    SeedStreams seeds = job.seeds();
    VisionLoss batch = new VisionLoss(config.batch(), config.kinds());
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer, seeds, job.device())) {
      if (start.isPresent() && !run.hasCheckpoint()) {
        trainer.create(batch.net());
        trainer.load(batch.net(), ModelFolder.open(start.get()).weights());
      }
      run.train(
          trainer,
          step -> {
            batch.fill(training, seeds.child(step).stream("batch"), true);
            return Map.of("loss", (double) trainer.step(batch::loss));
          });
      Weights weights = trainer.weights(batch.net());
      Quality quality;
      try (TorchNet net = TorchNet.open(batch.net(), weights, job.device());
          VisionDomain domain = new VisionDomain(net, config.kinds())) {
        quality = measure(domain, validation);
      }
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("precision", quality.precision());
      metrics.put("recall", quality.recall());
      metrics.put("meanErrorPixels", quality.meanErrorPixels());
      run.record(config.steps(), metrics);
      ObjectNode architecture = JSON.createObjectNode();
      architecture.set("kinds", JSON.valueToTree(config.kinds()));
      architecture.put(VisionDomain.OFFSETS, VisionNet.OFFSETS);
      ModelFolder.write(
          job.model(),
          new ModelCard(
              "vision",
              Instant.now().toString(),
              job.seed(),
              architecture,
              resolved,
              batch.net().inputs(),
              batch.net().outputs(),
              metrics,
              TrainingRun.versions(),
              Map.of()),
          batch.net(),
          weights);
      return quality;
    }
  }

  /** Measures a vision domain on labelled pictures. */
  public static Quality measure(VisionDomain domain, PictureSet pictures) {
    int found = 0;
    int candidates = 0;
    int objects = 0;
    double error = 0;
    for (int i = 0; i < pictures.size(); i++) {
      CameraModel camera = pictures.camera(i);
      double unit = camera.intrinsics().widthPixels() / (double) VisionNet.WIDTH_PIXELS;
      List<ObjectCandidate> seen = domain.look(pictures.frame(i));
      candidates += seen.size();
      for (SceneObject object : pictures.objects(i)) {
        if (!domain.kinds().contains(object.kind())) {
          continue;
        }
        objects++;
        CameraModel.Pixel center = camera.project(object.positionMeters());
        double best = Double.POSITIVE_INFINITY;
        for (ObjectCandidate candidate : seen) {
          if (domain.kinds().get(candidate.kindIndex()) == object.kind()) {
            best =
                Math.min(
                    best,
                    Math.hypot(candidate.xPixels() - center.x(), candidate.yPixels() - center.y())
                        / unit);
          }
        }
        if (best <= FOUND_PIXELS) {
          found++;
          error += best;
        }
      }
    }
    return new Quality(
        found / (double) Math.max(1, candidates),
        found / (double) Math.max(1, objects),
        error / Math.max(1, found));
  }
}

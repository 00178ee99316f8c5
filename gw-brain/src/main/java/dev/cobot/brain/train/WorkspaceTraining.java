package dev.cobot.brain.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.Brain;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.Wording;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Trains the tabletop workspace over its released, frozen domains, and releases it. */
public final class WorkspaceTraining {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How to train.
   *
   * @param wordings commands in which each reference is said
   */
  public record Config(
      int latentWidth,
      int hiddenWidth,
      int keyWidth,
      int wordings,
      int steps,
      double learningRate,
      double weightDecay) {
    /** Checks the ranges. */
    public Config {
      require(latentWidth > 0 && latentWidth <= 1024, "latentWidth", latentWidth, "1 to 1024");
      require(hiddenWidth > 0 && hiddenWidth <= 4096, "hiddenWidth", hiddenWidth, "1 to 4096");
      require(keyWidth > 0 && keyWidth <= 1024, "keyWidth", keyWidth, "1 to 1024");
      require(wordings > 0 && wordings <= 1 << 14, "wordings", wordings, "1 to 16384");
      require(steps > 0, "steps", steps, "above 0");
      // The optimiser refuses rates and decays out of range.
      OptimizerConfig.of(learningRate).withWeightDecay(weightDecay);
    }

    private static void require(boolean good, String what, Object got, String allowed) {
      if (!good) {
        throw new IllegalArgumentException(
            "workspace training: %s is %s; allowed: %s".formatted(what, got, allowed));
      }
    }

    /** Returns the recipe of the released model. */
    public static Config defaults() {
      return new Config(64, 128, 48, 24, 6000, 1e-3, 1e-4);
    }
  }

  private WorkspaceTraining() {}

  /**
   * Trains in {@code out} and releases the workspace in {@code out/model}.
   *
   * @param standsOn the models of vision and language by {@link BrainModels#workspaceStandsOn}, for
   *     the cards
   * @param wordings how skills are asked for; their commands hold the phrases to train with
   * @return results on the validation pictures by name
   */
  public static Map<String, Double> train(
      VisionDomain vision,
      LanguageDomain language,
      Map<String, String> standsOn,
      List<Wording> wordings,
      PictureSet training,
      PictureSet validation,
      Config config,
      TrainingJob job)
      throws IOException {
    SeedStreams seeds = job.seeds();
    List<TabletopPool.SeenObject> objects = TabletopPool.objects(vision, training);
    List<TabletopPool.SeenObject> heldOut = TabletopPool.objects(vision, validation);
    if (objects.isEmpty() || heldOut.isEmpty()) {
      throw new IllegalStateException(
          "the vision domain finds "
              + objects.size()
              + " labelled objects in the training pictures and "
              + heldOut.size()
              + " in those held out; train it longer, or give it pictures like its own");
    }
    List<List<TabletopPool.Phrase>> phrases =
        TabletopPool.phrases(language, wordings, config.wordings(), seeds.stream("phrases"));
    ObjectNode resolved = JSON.valueToTree(config);
    resolved
        .put("objects", objects.size())
        .put("validationObjects", heldOut.size())
        .put("references", phrases.size());
    resolved.set(ModelFolder.STANDS_ON, JSON.valueToTree(new TreeMap<>(standsOn)));
    TrainingRun run =
        TrainingRun.open(
            job, JSON.valueToTree(config), resolved, TrainingRun.Plan.of(config.steps()));
    OptimizerConfig optimizer =
        OptimizerConfig.of(config.learningRate())
            .withSchedule(Math.min(200, config.steps() / 10), config.steps(), 0.01)
            .withWeightDecay(config.weightDecay())
            .withAverage(0.998);
    WorkspaceShape shape =
        Brain.shape(config.latentWidth(), config.hiddenWidth(), config.keyWidth());
    TabletopLoss loss = new TabletopLoss(shape);
    WorkspaceBatch batch = new WorkspaceBatch(shape, objects, phrases);
    Path model = job.model();
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer, seeds, job.device())) {
      List<Architecture> networks = shape.networks();
      run.train(
          trainer,
          step -> {
            batch.fill(seeds.child(step).stream("batch"));
            Map<String, Double> metrics = new LinkedHashMap<>();
            trainer.step(
                scope -> {
                  TabletopLoss.Terms terms = loss.of(scope, batch);
                  terms.losses().forEach((n, v) -> metrics.put(n, (double) v.getFloat()));
                  return terms.total();
                });
            return metrics;
          });
      Map<Architecture, Weights> weights = new LinkedHashMap<>();
      networks.forEach(network -> weights.put(network, trainer.weights(network)));
      List<String> kinds = ObjectKind.names();
      WorkspaceFolder.write(model, shape, kinds, byName(weights), job.seed(), resolved, Map.of());
      Map<String, Double> metrics;
      try (GlobalWorkspace workspace = WorkspaceFolder.open(model, InferenceDevice.CPU)) {
        metrics = measure(workspace, heldOut, phrases, seeds.stream("measure"));
      }
      run.record(config.steps(), metrics);
      WorkspaceFolder.write(model, shape, kinds, byName(weights), job.seed(), resolved, metrics);
      return metrics;
    }
  }

  private static java.util.function.Function<Architecture, Weights> byName(
      Map<Architecture, Weights> weights) {
    Map<String, Weights> named = new LinkedHashMap<>();
    weights.forEach((network, w) -> named.put(network.name(), w));
    return network -> named.get(network.name());
  }

  /** Measures attributes and attention on objects of pictures that were not trained on. */
  private static Map<String, Double> measure(
      GlobalWorkspace workspace,
      List<TabletopPool.SeenObject> objects,
      List<List<TabletopPool.Phrase>> phrases,
      SplittableRandom random) {
    int n = objects.size();
    float[] latents = new float[n * VisionDomain.LATENT_WIDTH];
    for (int i = 0; i < n; i++) {
      System.arraycopy(
          objects.get(i).latent(),
          0,
          latents,
          i * VisionDomain.LATENT_WIDTH,
          VisionDomain.LATENT_WIDTH);
    }
    float[] alone = workspace.alone(workspace.encode(Brain.VISION, n, latents));
    float[] decoded = workspace.decode(Brain.ATTRIBUTES, n, alone);
    List<Double> errors = new ArrayList<>();
    List<Double> yawErrors = new ArrayList<>();
    double squared = 0;
    double color = 0;
    int kinds = 0;
    for (int i = 0; i < n; i++) {
      SceneObject truth = objects.get(i).object();
      ObjectAttributes belief =
          AttributeDomain.decode("x", decoded, i * AttributeDomain.DECODED_WIDTH, 1, 1);
      Vector3 error = belief.positionMeters().minus(truth.positionMeters());
      errors.add(error.norm());
      Vector3 sigma = belief.uncertainty().positionMeters();
      squared +=
          (error.x() / sigma.x()) * (error.x() / sigma.x())
              + (error.y() / sigma.y()) * (error.y() / sigma.y());
      color += belief.color().distanceTo(truth.color());
      kinds += belief.kind() == truth.kind() ? 1 : 0;
      int order = truth.kind().yawSymmetryOrder();
      if (order > 0 && belief.kind() == truth.kind()) {
        double turn = 2 * Math.PI / order;
        double d = belief.yawRad() - truth.yawRad();
        yawErrors.add(Math.abs(d - turn * Math.floor(d / turn + 0.5)));
      }
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("positionMedianMeters", quantile(errors, 0.5));
    metrics.put("positionP95Meters", quantile(errors, 0.95));
    metrics.put("yawMedianRad", quantile(yawErrors, 0.5));
    metrics.put("yawP95Rad", quantile(yawErrors, 0.95));
    metrics.put("colorMeanRgb", color / n);
    metrics.put("kindAccuracy", kinds / (double) n);
    metrics.put(BrainModels.SIGMA_SCALE, Math.sqrt(squared / (2 * n)));
    metrics.put("attentionAccuracy", attention(workspace, objects, alone, phrases, random));
    return metrics;
  }

  /**
   * Part of random questions to random scenes of six objects whose strongest answer is one that is
   * meant, or rightly "none".
   */
  private static double attention(
      GlobalWorkspace workspace,
      List<TabletopPool.SeenObject> objects,
      float[] alone,
      List<List<TabletopPool.Phrase>> phrases,
      SplittableRandom random) {
    int width = workspace.shape().latentWidth();
    int right = 0;
    int questions = 2000;
    for (int q = 0; q < questions; q++) {
      float[] scene = new float[6 * width];
      List<SceneObject> drawn = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        int index = random.nextInt(objects.size());
        drawn.add(objects.get(index).object());
        System.arraycopy(alone, index * width, scene, i * width, width);
      }
      List<TabletopPool.Phrase> wordings = phrases.get(random.nextInt(phrases.size()));
      TabletopPool.Phrase phrase = wordings.get(random.nextInt(wordings.size()));
      Attention attention =
          workspace.attend(
              workspace.alone(workspace.encode(Brain.LANGUAGE, 1, phrase.latent())), 6, scene);
      boolean any = drawn.stream().anyMatch(o -> phrase.reference().matches(o.kind(), o.color()));
      SceneObject strongest = drawn.get(attention.strongest());
      boolean none = attention.absent() > 0.5;
      right +=
          any
              ? !none && phrase.reference().matches(strongest.kind(), strongest.color()) ? 1 : 0
              : none ? 1 : 0;
    }
    return right / (double) questions;
  }

  private static double quantile(List<Double> values, double q) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)];
  }
}

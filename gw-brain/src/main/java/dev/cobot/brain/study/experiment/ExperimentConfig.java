package dev.cobot.brain.study.experiment;

import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.RateSchedule;
import dev.cobot.brain.objective.LatentTraining;
import dev.cobot.brain.objective.Selection;
import dev.cobot.brain.study.reaching.PpoConfig;
import dev.cobot.brain.study.shapes.ShapesDomain;
import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.workspace.MlpShape;
import java.util.List;
import java.util.stream.Stream;

/**
 * What all experiments share: the workspaces that they train, and how much of everything.
 *
 * @param pairs the numbers of scenes that are known in both domains, rising
 * @param manyPairs larger numbers, at which only the two curves are continued that are compared:
 *     translation alone and all losses; may be empty
 * @param seeds trainings of each kind; seed i draws its own pairs and initial weights
 * @param scenes training scenes that each domain has alone
 * @param attributes whether attributes come through their VAE or as they are
 * @param latentWidth values of the shared latent
 * @param hiddenWidth of encoders and decoders
 * @param hiddenLayers of encoders and decoders
 * @param contrastive coefficient beside a translation loss of 1
 * @param demiCycle coefficient
 * @param cycle coefficient
 * @param fused coefficient
 * @param batch rows a group and step
 * @param steps of each workspace, whatever its losses
 * @param learningRate highest rate of the one-cycle schedule
 * @param validateEverySteps steps between measurements, which choose the weights
 * @param attentionSteps steps of each attention and of its shape head
 * @param policy how each policy is trained
 * @param policyPairs pairs of the workspaces that policies stand on
 * @param policyEpisodes episodes that measure a policy
 * @param policySeeds policies of each kind
 * @param tutorialSteps steps of the tutorial's workspace
 * @param tutorialPairs pairs of the tutorial's workspace and of that over captions
 */
public record ExperimentConfig(
    List<Integer> pairs,
    List<Integer> manyPairs,
    int seeds,
    int scenes,
    ShapesWorkspaceConfig.Attributes attributes,
    int latentWidth,
    int hiddenWidth,
    int hiddenLayers,
    double contrastive,
    double demiCycle,
    double cycle,
    double fused,
    int batch,
    int steps,
    double learningRate,
    double weightDecay,
    int validateEverySteps,
    int attentionSteps,
    PpoConfig policy,
    int policyPairs,
    int policyEpisodes,
    int policySeeds,
    int tutorialSteps,
    int tutorialPairs) {
  /** Checks the ranges. */
  public ExperimentConfig {
    pairs = List.copyOf(pairs);
    manyPairs = List.copyOf(manyPairs);
    require(!pairs.isEmpty(), "pairs", pairs, "at least one number");
    int before = 1;
    for (int number : allPairs(pairs, manyPairs)) {
      require(
          number > before && number <= scenes,
          "pairs, then manyPairs",
          allPairs(pairs, manyPairs),
          "rising numbers from 2 to the scenes, " + scenes);
      before = number;
    }
    require(seeds > 0 && seeds <= 1000, "seeds", seeds, "1 to 1000");
    require(policySeeds > 0 && policySeeds <= seeds, "policySeeds", policySeeds, "1 to seeds");
    require(latentWidth > 0 && latentWidth <= 1024, "latentWidth", latentWidth, "1 to 1024");
    for (double coefficient : List.of(contrastive, demiCycle, cycle, fused)) {
      require(
          coefficient >= 0 && coefficient < 1e9,
          "contrastive, demiCycle, cycle, fused",
          List.of(contrastive, demiCycle, cycle, fused),
          "0 (off) or more");
    }
    require(batch > 0 && batch <= 1 << 20, "batch", batch, "1 to 1048576");
    require(validateEverySteps > 0, "validateEverySteps", validateEverySteps, "above 0");
    require(
        steps > 1 && steps >= validateEverySteps,
        "steps",
        steps,
        "2 or more, and validateEverySteps or more");
    // Each of them refuses what is out of its range.
    new MlpShape(hiddenWidth, hiddenLayers, MlpShape.Activation.RELU, false);
    OptimizerConfig.of(learningRate).withWeightDecay(weightDecay);
    require(
        attentionSteps > 0 && policyEpisodes > 1 && tutorialSteps > 1,
        "attentionSteps, policyEpisodes, tutorialSteps",
        List.of(attentionSteps, policyEpisodes, tutorialSteps),
        "above 0, 1, 1");
    for (int number : List.of(policyPairs, tutorialPairs)) {
      require(
          number > 0 && number <= scenes,
          "policyPairs, tutorialPairs",
          List.of(policyPairs, tutorialPairs),
          "1 to the scenes, " + scenes);
    }
  }

  private static void require(boolean good, String key, Object got, String allowed) {
    if (!good) {
      throw new IllegalArgumentException(
          "experiment: %s is %s; allowed: %s".formatted(key, got, allowed));
    }
  }

  /** Returns the whole set. */
  public static ExperimentConfig full() {
    return new ExperimentConfig(
        List.of(100, 400, 1_600, 6_400, 25_600),
        List.of(102_400, 409_600),
        3,
        500_000,
        ShapesWorkspaceConfig.Attributes.VAE,
        24,
        128,
        2,
        0.1,
        1,
        0.3,
        1,
        256,
        3_000,
        4e-3,
        1e-6,
        150,
        2_000,
        PpoConfig.reaching(),
        409_600,
        1_000,
        2,
        8_000,
        250_000);
  }

  /** Returns a set for ten minutes: every experiment, with numbers that are worth less. */
  public static ExperimentConfig quick() {
    return new ExperimentConfig(
        List.of(100, 1_000, 10_000),
        List.of(),
        2,
        20_000,
        ShapesWorkspaceConfig.Attributes.VAE,
        24,
        96,
        2,
        0.1,
        1,
        0.3,
        1,
        256,
        500,
        4e-3,
        1e-6,
        100,
        500,
        PpoConfig.reaching().withSteps(100_000),
        10_000,
        100,
        1,
        800,
        10_000);
  }

  private static List<Integer> allPairs(List<Integer> pairs, List<Integer> manyPairs) {
    return Stream.concat(pairs.stream(), manyPairs.stream()).toList();
  }

  /** Returns the numbers of pairs of the two curves that are compared. */
  List<Integer> comparedPairs() {
    return allPairs(pairs, manyPairs);
  }

  MlpShape mlp() {
    return new MlpShape(hiddenWidth, hiddenLayers, MlpShape.Activation.RELU, false);
  }

  LatentTraining.Recipe recipe(LossSet losses) {
    return new LatentTraining.Recipe(
        losses.weights(this),
        Selection.SHIMMER_TEMPERATURE,
        OptimizerConfig.of(learningRate)
            .withSchedule(RateSchedule.OneCycle.ofTorch(steps))
            .withWeightDecay(weightDecay)
            .withClipNorm(0),
        batch,
        steps,
        validateEverySteps,
        LatentTraining.Recipe.Kept.BEST);
  }

  /** Returns the tutorial's recipe with this set's numbers of steps. */
  ShapesWorkspaceConfig tutorial() {
    ShapesWorkspaceConfig t = ShapesWorkspaceConfig.tutorial();
    return new ShapesWorkspaceConfig(
        t.attributes(),
        t.latentWidth(),
        t.hiddenWidth(),
        t.hiddenLayers(),
        t.translation(),
        t.contrastive(),
        t.demiCycle(),
        t.cycle(),
        t.fused(),
        t.batch(),
        tutorialSteps,
        t.learningRate(),
        t.weightDecay(),
        Math.max(1, tutorialSteps / 8),
        t.domains());
  }

  /** Returns the recipe over captions too, of this set's sizes. */
  ShapesWorkspaceConfig captions() {
    return new ShapesWorkspaceConfig(
        attributes,
        latentWidth,
        hiddenWidth,
        hiddenLayers,
        1,
        contrastive,
        demiCycle,
        cycle,
        fused,
        batch,
        steps,
        learningRate,
        weightDecay,
        validateEverySteps,
        ShapesDomain.ALL);
  }
}

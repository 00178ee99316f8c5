package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.RateSchedule;
import dev.cobot.brain.objective.LatentTraining;
import dev.cobot.brain.objective.LossWeights;
import dev.cobot.brain.objective.LossWeights.Loss;
import dev.cobot.brain.objective.Selection;
import dev.cobot.brain.workspace.MlpShape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A workspace over some domains of Simple Shapes. The defaults are the recipe of the published
 * tutorial: vision and attributes, width 12, hidden layers of 32, mean of the weighted losses,
 * batch 2056, 8,000 steps of one-cycle AdamW up to 5e-3.
 *
 * @param attributes whether attributes come through their VAE or as they are
 * @param latentWidth values of the shared latent
 * @param hiddenWidth of encoders and decoders
 * @param hiddenLayers of encoders and decoders
 * @param translation coefficient of the loss; 0: off
 * @param contrastive coefficient of the loss; 0: off
 * @param demiCycle coefficient of the loss; 0: off
 * @param cycle coefficient of the loss; 0: off
 * @param fused coefficient of the loss; 0: off
 * @param batch rows a group and step
 * @param validateEverySteps steps between measurements on the validation scenes
 * @param domains what the workspace stands on, two or more
 */
public record ShapesWorkspaceConfig(
    Attributes attributes,
    int latentWidth,
    int hiddenWidth,
    int hiddenLayers,
    double translation,
    double contrastive,
    double demiCycle,
    double cycle,
    double fused,
    int batch,
    int steps,
    double learningRate,
    double weightDecay,
    int validateEverySteps,
    List<ShapesDomain> domains) {
  /** Which attribute module the workspace stands on. */
  public enum Attributes {
    VAE,
    RAW
  }

  /** Checks the ranges. */
  public ShapesWorkspaceConfig {
    domains = List.copyOf(domains);
    if (domains.size() < 2 || Set.copyOf(domains).size() != domains.size()) {
      throw new IllegalArgumentException(
          "workspace over the domains %s; allowed: two or more of vision, attributes, text, each once"
              .formatted(domains));
    }
    require(latentWidth > 0 && latentWidth <= 1024, "latentWidth", latentWidth, "1 to 1024");
    List<Double> coefficients = List.of(translation, contrastive, demiCycle, cycle, fused);
    require(
        coefficients.stream().allMatch(c -> c >= 0 && c < 1e9)
            && coefficients.stream().anyMatch(c -> c > 0),
        "translation, contrastive, demiCycle, cycle, fused",
        coefficients,
        "0 (off) or more, one of them above 0");
    require(batch > 0 && batch <= 1 << 20, "batch", batch, "1 to 1048576");
    require(steps > 1, "steps", steps, "2 or more");
    require(validateEverySteps > 0, "validateEverySteps", validateEverySteps, "above 0");
    // Each of them refuses what is out of its range.
    new MlpShape(hiddenWidth, hiddenLayers, MlpShape.Activation.RELU, false);
    OptimizerConfig.of(learningRate).withWeightDecay(weightDecay);
  }

  private static void require(boolean good, String what, Object got, String allowed) {
    if (!good) {
      throw new IllegalArgumentException(
          "shapes-workspace: %s is %s; allowed: %s".formatted(what, got, allowed));
    }
  }

  /** The published tutorial's recipe. */
  public static ShapesWorkspaceConfig tutorial() {
    return new ShapesWorkspaceConfig(
        Attributes.VAE,
        12,
        32,
        3,
        1,
        0.1,
        1,
        1,
        0,
        2056,
        8000,
        5e-3,
        1e-6,
        1000,
        ShapesDomain.TUTORIAL);
  }

  /** Returns the hidden part of every encoder and decoder. */
  public MlpShape mlp() {
    return new MlpShape(hiddenWidth, hiddenLayers, MlpShape.Activation.RELU, false);
  }

  /** Returns the losses with their coefficients. */
  public LossWeights losses() {
    return LossWeights.shimmer(
        Map.of(
            Loss.TRANSLATION,
            translation,
            Loss.CONTRASTIVE,
            contrastive,
            Loss.DEMI_CYCLE,
            demiCycle,
            Loss.CYCLE,
            cycle,
            Loss.FUSED,
            fused));
  }

  /** Returns the optimiser. */
  public OptimizerConfig optimizer() {
    return OptimizerConfig.of(learningRate)
        .withSchedule(RateSchedule.OneCycle.ofTorch(steps))
        .withWeightDecay(weightDecay)
        .withClipNorm(0);
  }

  LatentTraining.Recipe recipe() {
    return new LatentTraining.Recipe(
        losses(), Selection.SHIMMER_TEMPERATURE, optimizer(), batch, steps, validateEverySteps);
  }
}

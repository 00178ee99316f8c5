package dev.cobot.brain.study.experiment;

import dev.cobot.brain.objective.LossWeights;
import dev.cobot.brain.objective.LossWeights.Loss;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which losses a workspace is trained with: the six of the published comparison, and one more. */
public enum LossSet {
  TRANSLATION("tr", Loss.TRANSLATION),
  TRANSLATION_CONTRASTIVE("tr+cont", Loss.TRANSLATION, Loss.CONTRASTIVE),
  TRANSLATION_DEMI_CYCLE("tr+dcy", Loss.TRANSLATION, Loss.DEMI_CYCLE),
  TRANSLATION_CYCLE("tr+cy", Loss.TRANSLATION, Loss.CYCLE),
  ALL("tr+cont+dcy+cy", Loss.TRANSLATION, Loss.CONTRASTIVE, Loss.DEMI_CYCLE, Loss.CYCLE),
  /** Alignment without broadcast: what CLIP does. */
  CONTRASTIVE("cont", Loss.CONTRASTIVE),
  /**
   * Alignment and the broadcast loss of shimmer, which for two domains is all four losses and the
   * fused one.
   */
  BROADCAST(
      "cont+broadcast",
      Loss.TRANSLATION,
      Loss.CONTRASTIVE,
      Loss.DEMI_CYCLE,
      Loss.CYCLE,
      Loss.FUSED);

  /** The six of the published comparison. */
  static final List<LossSet> PUBLISHED =
      List.of(
          TRANSLATION,
          TRANSLATION_CONTRASTIVE,
          TRANSLATION_DEMI_CYCLE,
          TRANSLATION_CYCLE,
          ALL,
          CONTRASTIVE);

  private final String label;
  private final List<Loss> losses;

  LossSet(String label, Loss... losses) {
    this.label = label;
    this.losses = List.of(losses);
  }

  /** Returns the abbreviations that the papers use. */
  String label() {
    return label;
  }

  String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  LossWeights weights(ExperimentConfig config) {
    Map<Loss, Double> coefficients = new EnumMap<>(Loss.class);
    for (Loss loss : losses) {
      coefficients.put(
          loss,
          switch (loss) {
            case TRANSLATION -> 1.0;
            case CONTRASTIVE -> config.contrastive();
            case DEMI_CYCLE -> config.demiCycle();
            case CYCLE -> config.cycle();
            case FUSED -> config.fused();
          });
    }
    return new LossWeights(
        coefficients,
        LossWeights.Combination.SUM,
        LossWeights.Compared.ENCODINGS,
        LossWeights.CLIP_TEMPERATURE);
  }
}

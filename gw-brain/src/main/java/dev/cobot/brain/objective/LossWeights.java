package dev.cobot.brain.objective;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is minimised: a coefficient for each loss, how the losses are combined, and what the
 * contrastive one compares.
 *
 * <p>The published systems differ in two ways that change what a coefficient means; both are chosen
 * by name here. Devillers et al.'s code (bimGW) sums the losses and compares states after tanh,
 * shimmer averages the weighted losses that are switched on and compares encodings before it.
 *
 * @param coefficients of each loss, at least 0; a loss that is missing or 0 is not computed
 * @param combination sum or mean of the weighted losses
 * @param compared what the contrastive loss compares
 * @param temperature of the contrastive loss; scores are cosines divided by it
 */
public record LossWeights(
    Map<Loss, Double> coefficients,
    Combination combination,
    Compared compared,
    double temperature) {
  /** The losses of Devillers et al. 2024, section 3, and the fused one of shimmer. */
  public enum Loss {
    /** From one domain to another, on paired rows: d_t(z_s) against u_t. */
    TRANSLATION,
    /** Pairs agree and others differ (Radford et al. 2021), for each two domains of a group. */
    CONTRASTIVE,
    /** From a domain to itself, on its own rows: d_s(z_s) against u_s. */
    DEMI_CYCLE,
    /** There and back, on its own rows: d_s(z_t') against u_s with z_t' from d_t(z_s). */
    CYCLE,
    /** From several domains at once under random weights to each of the group. */
    FUSED
  }

  /** How the weighted losses become one number. */
  public enum Combination {
    SUM,
    MEAN
  }

  /** What the contrastive loss compares. */
  public enum Compared {
    /** e_d(u_d). */
    ENCODINGS,
    /** tanh(e_d(u_d)). */
    STATES
  }

  /** CLIP's initial temperature, which stays fixed here. */
  public static final double CLIP_TEMPERATURE = 0.07;

  /** Checks the ranges. */
  public LossWeights {
    EnumMap<Loss, Double> all = new EnumMap<>(Loss.class);
    for (Loss loss : Loss.values()) {
      double coefficient = coefficients.getOrDefault(loss, 0.0);
      if (!(coefficient >= 0 && coefficient < 1e9)) {
        throw new IllegalArgumentException(
            "coefficient of %s is %s; allowed: 0 (off) or more".formatted(loss, coefficient));
      }
      all.put(loss, coefficient);
    }
    if (all.values().stream().noneMatch(c -> c > 0)) {
      throw new IllegalArgumentException("no loss is switched on; give one a coefficient above 0");
    }
    if (!(temperature > 0 && temperature < 1e3)) {
      throw new IllegalArgumentException(
          "temperature is %s; allowed: above 0, CLIP has 0.07".formatted(temperature));
    }
    coefficients =
        Collections.unmodifiableMap(
            all); // in the order of the enum, so that it is always written alike
    Objects.requireNonNull(combination, "combination");
    Objects.requireNonNull(compared, "compared");
  }

  /**
   * Returns coefficients in shimmer's way: mean of the losses that are on, encodings compared.
   *
   * @param coefficients numbers of any type
   */
  public static LossWeights shimmer(Map<Loss, ? extends Number> coefficients) {
    return new LossWeights(
        doubles(coefficients), Combination.MEAN, Compared.ENCODINGS, CLIP_TEMPERATURE);
  }

  /**
   * Returns coefficients in bimGW's way: sum of the losses, states compared.
   *
   * @param coefficients numbers of any type
   */
  public static LossWeights bimGw(Map<Loss, ? extends Number> coefficients) {
    return new LossWeights(
        doubles(coefficients), Combination.SUM, Compared.STATES, CLIP_TEMPERATURE);
  }

  private static Map<Loss, Double> doubles(Map<Loss, ? extends Number> coefficients) {
    EnumMap<Loss, Double> result = new EnumMap<>(Loss.class);
    coefficients.forEach((loss, coefficient) -> result.put(loss, coefficient.doubleValue()));
    return result;
  }

  /** Returns the same with every coefficient 1, to measure what was not trained. */
  LossWeights allOn() {
    EnumMap<Loss, Double> ones = new EnumMap<>(Loss.class);
    for (Loss loss : Loss.values()) {
      ones.put(loss, 1.0);
    }
    return new LossWeights(ones, combination, compared, temperature);
  }

  /** Returns the coefficient of a loss; 0 is off. */
  public double of(Loss loss) {
    return coefficients.get(loss);
  }

  /** Returns whether a loss is computed. */
  public boolean has(Loss loss) {
    return of(loss) > 0;
  }
}

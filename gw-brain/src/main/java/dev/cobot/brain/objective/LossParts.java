package dev.cobot.brain.objective;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which parts of the losses are asked, and how much each counts within its loss: a loss is the
 * weighted mean of its parts, sum(w m) / sum(w). Parts are called as in {@link
 * WorkspaceObjective.Terms#details}; the methods of this class spell their names.
 *
 * @param weights above 0 by part; a part that is missing is not computed. Empty: all parts alike
 * @param contrasts by part of the contrastive loss; {@link Contrast#ONE_TO_ONE} where none is named
 */
public record LossParts(Map<String, Double> weights, Map<String, Contrast> contrasts) {
  /** Every part, all alike. */
  public static final LossParts ALL = new LossParts(Map.of(), Map.of());

  /** Checks the ranges. */
  public LossParts {
    weights = Map.copyOf(weights);
    contrasts = Map.copyOf(contrasts);
    weights.forEach(
        (part, weight) -> {
          if (!(weight > 0 && weight < 1e9)) {
            throw new IllegalArgumentException(
                "weight of %s is %s; allowed: above 0, or leave the part out"
                    .formatted(part, weight));
          }
        });
  }

  /**
   * Returns these parts and no others.
   *
   * @param weights numbers of any type by part, at least one
   */
  public static LossParts of(Map<String, ? extends Number> weights) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("no part is asked; name one, or take LossParts.ALL");
    }
    Map<String, Double> doubles = new LinkedHashMap<>();
    weights.forEach((part, weight) -> doubles.put(part, weight.doubleValue()));
    return new LossParts(doubles, Map.of());
  }

  /** Returns the same with a part of the contrastive loss computed in another way. */
  public LossParts with(String part, Contrast contrast) {
    Map<String, Contrast> all = new LinkedHashMap<>(contrasts);
    all.put(part, contrast);
    return new LossParts(weights, all);
  }

  /** Names the translation from one domain to another. */
  public static String translation(String from, String to) {
    return "translation/" + from + "-" + to;
  }

  /** Names the contrast of two domains, the first of which stands first in the workspace. */
  public static String contrastive(String a, String b) {
    return "contrastive/" + a + "-" + b;
  }

  /** Names the demi-cycle of a domain. */
  public static String demiCycle(String domain) {
    return "demi_cycle/" + domain;
  }

  /** Names the cycle from a domain through another. */
  public static String cycle(String home, String via) {
    return "cycle/" + home + "-" + via + "-" + home;
  }

  /**
   * Names the reading of a domain from a fusion.
   *
   * @param from what is fused, in the workspace's order
   */
  public static String fused(List<String> from, String to) {
    return "fused/" + String.join(".", from) + "-" + to;
  }

  /** Returns how much a part counts within its loss; 0: it is not asked. */
  double weight(String part) {
    return weights.isEmpty() ? 1 : weights.getOrDefault(part, 0.0);
  }

  Contrast contrast(String part) {
    return contrasts.getOrDefault(part, Contrast.ONE_TO_ONE);
  }

  /** Requires that every name is one of a part over these domains, in the workspace's order. */
  void requireOf(List<String> domains) {
    List<String> pairs = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String a : domains) {
      others.add(demiCycle(a));
      for (String b : domains) {
        if (!a.equals(b)) {
          others.add(translation(a, b));
          others.add(cycle(a, b));
        }
        if (domains.indexOf(a) < domains.indexOf(b)) {
          pairs.add(contrastive(a, b));
        }
      }
    }
    for (String part : weights.keySet()) {
      if (!pairs.contains(part) && !others.contains(part) && !isFused(part, domains)) {
        throw unknown(part, domains);
      }
    }
    for (String part : contrasts.keySet()) {
      if (!pairs.contains(part)) {
        throw unknown(part, domains);
      }
    }
  }

  private static IllegalArgumentException unknown(String part, List<String> domains) {
    return new IllegalArgumentException(
        "there is no part %s over the domains %s; name it by the methods of LossParts, with the domains of a contrast or a fusion in this order"
            .formatted(part, domains));
  }

  private static boolean isFused(String part, List<String> domains) {
    for (String to : domains) {
      if (part.startsWith("fused/") && part.endsWith("-" + to)) {
        // Names hold no dot.
        List<String> from =
            List.of(
                part.substring("fused/".length(), part.length() - to.length() - 1).split("\\."));
        if (from.size() >= 2 && domains.stream().filter(from::contains).toList().equals(from)) {
          return true;
        }
      }
    }
    return false;
  }
}

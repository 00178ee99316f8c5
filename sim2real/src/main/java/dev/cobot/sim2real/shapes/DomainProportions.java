package dev.cobot.sim2real.shapes;

import dev.cobot.sim2real.scene.SeedStreams;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which part of a split each group of domains has: {@code {v}: 1, {attr}: 1, {attr, v}: 0.01} makes
 * all pictures and all attributes known, and one in a hundred known to belong together.
 *
 * <p>What a larger group has, each smaller one within it has too, and counts for it.
 */
public final class DomainProportions {
  static final String FOLDER = "domain_splits_v2";
  private static final Pattern DOMAIN = Pattern.compile("[a-z][a-z0-9]{0,31}");
  private static final Comparator<Set<String>> BY_NAME = Comparator.comparing(g -> joined(g, ","));

  private final Map<SortedSet<String>, Double> proportions;

  private DomainProportions(Map<SortedSet<String>, Double> proportions) {
    this.proportions = proportions;
  }

  /**
   * Takes proportions.
   *
   * @throws IllegalArgumentException if there is no group, a domain's name is none, or a proportion
   *     is not in [0, 1]
   */
  public static DomainProportions of(Map<? extends Set<String>, Double> proportions) {
    if (proportions.isEmpty()) {
      throw new IllegalArgumentException("proportions must name a group of domains or more");
    }
    Map<SortedSet<String>, Double> sorted = new TreeMap<>(BY_NAME);
    proportions.forEach(
        (group, proportion) -> {
          if (group.isEmpty() || !group.stream().allMatch(d -> DOMAIN.matcher(d).matches())) {
            throw new IllegalArgumentException(
                "a group has domains such as v, attr or t, got '" + joined(group, "+") + "'");
          }
          if (!(proportion >= 0 && proportion <= 1)) {
            throw new IllegalArgumentException(
                "the proportion of "
                    + joined(group, "+")
                    + " must be in [0, 1], got "
                    + proportion);
          }
          sorted.put(new TreeSet<>(group), proportion);
        });
    return new DomainProportions(sorted);
  }

  /**
   * Reads {@code attr:1.0,v:1.0,attr+v:0.01}.
   *
   * @throws IllegalArgumentException if the text is not of this form
   */
  public static DomainProportions parse(String text) {
    Map<Set<String>, Double> proportions = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int colon = part.indexOf(':');
      Set<String> group =
          colon < 0
              ? Set.of()
              : new TreeSet<>(Arrays.asList(part.substring(0, colon).strip().split("\\+", -1)));
      double proportion;
      try {
        proportion = Double.parseDouble(part.substring(colon + 1));
      } catch (NumberFormatException e) {
        proportion = Double.NaN;
      }
      if (group.isEmpty() || Double.isNaN(proportion)) {
        throw new IllegalArgumentException(
            "a split is written as attr:1.0,v:1.0,attr+v:0.01, got '" + text + "'");
      }
      if (proportions.put(group, proportion) != null) {
        throw new IllegalArgumentException(
            "the split '" + text + "' names " + joined(group, "+") + " twice");
      }
    }
    return of(proportions);
  }

  /** Returns the groups' proportions, in the order of their names. */
  public Map<SortedSet<String>, Double> proportions() {
    return Collections.unmodifiableMap(proportions);
  }

  /**
   * Returns the public data set's file name.
   *
   * @param size how many scenes of the split may be chosen
   */
  String file(ShapeSplit split, long seed, int size) {
    return split.fileName()
        + "_"
        + proportions.entrySet().stream()
            .map(e -> joined(e.getKey(), ",") + ":" + pythonRepr(e.getValue()))
            .collect(Collectors.joining("_"))
        + "_seed:"
        + seed
        + "_ms:"
        + size
        + "_domain_split.npy";
  }

  /**
   * Draws the indices of each group, sorted. The draws are this project's own: the public
   * generator's files of the same name hold other indices.
   *
   * @param size indices are below it
   * @throws IllegalArgumentException if a group has less than the larger ones within which it lies
   */
  public Map<SortedSet<String>, int[]> draw(ShapeSplit split, long seed, int size) {
    SeedStreams streams = new SeedStreams(seed);
    Map<SortedSet<String>, BitSet> chosen = new TreeMap<>(BY_NAME);
    proportions.keySet().forEach(group -> chosen.put(group, new BitSet(size)));
    List<SortedSet<String>> largestFirst = new ArrayList<>(proportions.keySet());
    largestFirst.sort(Comparator.comparing((SortedSet<String> g) -> -g.size()));
    for (SortedSet<String> group : largestFirst) {
      BitSet indices = chosen.get(group);
      int missing = (int) (size * proportions.get(group)) - indices.cardinality();
      if (missing < 0) {
        throw new IllegalArgumentException(
            "split "
                + this
                + ": "
                + joined(group, "+")
                + " has fewer scenes than the larger groups with all of its domains; its proportion"
                + " must be at least "
                + indices.cardinality() / (double) size);
      }
      BitSet taken = new BitSet(size);
      String name = "pairs-" + split.fileName() + "-" + joined(group, ",");
      int[] order = permutation(size, streams.stream(name));
      for (int i = 0; i < size && missing > 0; i++) {
        if (!indices.get(order[i])) {
          taken.set(order[i]);
          missing--;
        }
      }
      chosen.forEach(
          (within, all) -> {
            if (group.containsAll(within)) {
              all.or(taken);
            }
          });
    }
    Map<SortedSet<String>, int[]> groups = new LinkedHashMap<>();
    chosen.forEach((group, indices) -> groups.put(group, indices.stream().toArray()));
    return groups;
  }

  private static int[] permutation(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Returns the number as Python writes it, which is what public file names hold. */
  static String pythonRepr(double value) {
    if (value == 0) {
      return "0.0";
    }
    String shortest = "";
    for (int digits = 0; digits < 17; digits++) {
      shortest = String.format(Locale.ROOT, "%." + digits + "e", value);
      if (Double.parseDouble(shortest) == value) {
        break;
      }
    }
    if (value < 1e-4) {
      return shortest; // as Python: two digits of exponent or more
    }
    String plain = new BigDecimal(shortest).toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  private static String joined(Set<String> group, String separator) {
    return String.join(separator, new TreeSet<>(group));
  }

  @Override
  public String toString() {
    return proportions.entrySet().stream()
        .map(e -> joined(e.getKey(), "+") + ":" + pythonRepr(e.getValue()))
        .collect(Collectors.joining(","));
  }
}

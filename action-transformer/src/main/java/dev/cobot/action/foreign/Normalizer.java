package dev.cobot.action.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Between a column's own unit and a network's numbers, by LeRobot's formulas: {@code (x - mean) /
 * (std + 1e-8)}, or {@code 2 (x - min) / (max - min) - 1}.
 *
 * @param offset in the column's unit, one a column; empty where the network does it inside
 * @param scale of a number of the network in the column's unit
 * @param isSpan whether the numbers are in [-1, 1] from the offset on
 */
record Normalizer(List<Double> offset, List<Double> scale, boolean isSpan) {
  private static final String INSIDE = "inside";
  private static final double EPSILON = 1e-8;
  private static final String ALLOWED =
      "allowed are {mean: [...], std: [...]} or {min: [...], max: [...]} with one number a column,"
          + " or inside where the exported network does it itself";

  /** A network that takes and gives the columns' own units. */
  static final Normalizer NONE = new Normalizer(List.of(), List.of(), false);

  Normalizer {
    offset = List.copyOf(offset);
    scale = List.copyOf(scale);
  }

  /**
   * Reads a normalizer.
   *
   * @param columns how many columns it is for
   * @throws IllegalArgumentException with what is allowed
   */
  static Normalizer of(JsonNode node, int columns) {
    if (node == null || node.isNull() || node.isMissingNode()) {
      throw new IllegalArgumentException(
          "normalizer is missing: without the numbers of its training a network moves an arm"
              + " anywhere; "
              + ALLOWED);
    }
    if (node.isTextual() && node.asText().equals(INSIDE)) {
      return NONE;
    }
    List<String> keys = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      keys.add(field.getKey());
    }
    keys.sort(null);
    if (keys.equals(List.of("mean", "std"))) {
      List<Double> std = numbers("std", node.get("std"), columns);
      requireAll("std", std, 0);
      return new Normalizer(
          numbers("mean", node.get("mean"), columns),
          std.stream().map(s -> s + EPSILON).toList(),
          false);
    }
    if (keys.equals(List.of("max", "min"))) {
      List<Double> min = numbers("min", node.get("min"), columns);
      List<Double> max = numbers("max", node.get("max"), columns);
      List<Double> span = new ArrayList<>();
      for (int i = 0; i < columns; i++) {
        span.add(max.get(i) - min.get(i));
      }
      requireAll("max - min", span, 0);
      return new Normalizer(min, span.stream().map(s -> (s == 0 ? EPSILON : s) / 2).toList(), true);
    }
    throw new IllegalArgumentException("normalizer: got " + node + "; " + ALLOWED);
  }

  private static List<Double> numbers(String what, JsonNode node, int columns) {
    if (!node.isArray() || node.size() != columns) {
      throw new IllegalArgumentException(
          "normalizer: %s has %s, there are %d columns; %s"
              .formatted(
                  what,
                  node.isArray() ? node.size() + " numbers" : "no list of numbers",
                  columns,
                  ALLOWED));
    }
    List<Double> numbers = new ArrayList<>();
    for (JsonNode number : node) {
      if (!number.isNumber() || !(Math.abs(number.asDouble()) <= 1e6)) {
        throw new IllegalArgumentException(
            "normalizer: %s holds %s; allowed are numbers from -1e6 to 1e6"
                .formatted(what, number));
      }
      numbers.add(number.asDouble());
    }
    return numbers;
  }

  private static void requireAll(String what, List<Double> numbers, double least) {
    for (double number : numbers) {
      if (!(number >= least)) {
        throw new IllegalArgumentException(
            "normalizer: %s holds %s; it must not be below %s".formatted(what, number, least));
      }
    }
  }

  /** Returns a column's value as the network takes it. */
  float in(int column, double value) {
    if (offset.isEmpty()) {
      return (float) value;
    }
    double scaled = (value - offset.get(column)) / scale.get(column);
    return (float) (isSpan ? scaled - 1 : scaled);
  }

  /** Returns a number of the network in the column's unit. */
  double out(int column, float value) {
    return offset.isEmpty()
        ? value
        : (isSpan ? value + 1.0 : value) * scale.get(column) + offset.get(column);
  }
}

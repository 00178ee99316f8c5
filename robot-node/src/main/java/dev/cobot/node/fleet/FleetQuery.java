package dev.cobot.node.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which cells are shown, in which order.
 *
 * @param match a part of SITE/CELL, capitals do not count; empty for all
 * @param standings none for all
 */
public record FleetQuery(String match, Set<CellStanding> standings, Order order) {
  /** By what cells are sorted; then by site and name. */
  public enum Order {
    NAME(Comparator.comparing(CellRow::site)),
    /** Those that want a look first. */
    STANDING(Comparator.comparingInt(FleetQuery::urgency)),
    /** The oldest state first. */
    AGE(Comparator.comparingDouble(CellRow::ageSeconds).reversed()),
    /** The largest gap first, those without last. */
    DRIFT(
        Comparator.comparingDouble(
            (CellRow row) -> row.gap() == null ? 1 : -row.gap().medianMeters())),
    /** Failures and refusals first. */
    OUTCOME(
        Comparator.comparingInt(
            (CellRow row) ->
                row.last() == null
                    ? 3
                    : List.of("failed", "refused", "done").indexOf(row.last().outcome())));

    private final Comparator<CellRow> comparator;

    Order(Comparator<CellRow> first) {
      comparator = first.thenComparing(CellRow::site).thenComparing(CellRow::cell);
    }
  }

  public FleetQuery {
    standings = Set.copyOf(standings);
  }

  private static int urgency(CellRow row) {
    return switch (row.standing()) {
      case LOST -> 0;
      case STALE -> 1;
      case UNKNOWN -> 2;
      case LIVE -> row.gateStop() == null ? 4 : 3;
      case OFFLINE -> 5;
    };
  }

  List<CellRow> apply(List<CellRow> rows) {
    String part = match.toLowerCase(Locale.ROOT);
    return rows.stream()
        .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(part))
        .filter(row -> standings.isEmpty() || standings.contains(row.standing()))
        .sorted(order.comparator)
        .toList();
  }
}

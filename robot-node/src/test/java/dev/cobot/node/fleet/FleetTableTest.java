package dev.cobot.node.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.fleet.FleetQuery.Order;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetTableTest {
  private static final String LONG = "put the red cube in the bowl that stands left of it, slowly";

  private static CellRow row(
      String cell, CellStanding standing, double age, String outcome, Double gapMeters) {
    return new CellRow(
        "plant",
        cell,
        standing,
        age,
        "acting",
        LONG,
        "reach",
        null,
        outcome == null
            ? null
            : new CellRow.Last("a", LONG, outcome, "ABSENT", "I see no cube of that colour"),
        "0.1.0",
        "0123abcd",
        gapMeters == null ? null : new CellRow.Gap(gapMeters, 0.001, null, Double.NaN),
        null);
  }

  private static final FleetSnapshot FLEET =
      new FleetSnapshot(
          0,
          List.of(
              row("a", CellStanding.LIVE, 0.4, "done", 0.002),
              row("b", CellStanding.LOST, 400, "failed", null),
              row("c", CellStanding.STALE, 9, "refused", 0.02),
              row("d", CellStanding.OFFLINE, Double.POSITIVE_INFINITY, null, null)),
          List.of(),
          0,
          0,
          null);

  private static String order(Order order) {
    return String.join(
        "",
        FLEET.with(new FleetQuery("", Set.of(), order)).cells().stream()
            .map(CellRow::cell)
            .toList());
  }

  @Test
  void everyLineFitsAndNothingIsColouredUnlessAsked() {
    for (int width : new int[] {60, 80, 100, 200}) {
      List<String> lines =
          new FleetTable(width, false).lines(FLEET, "mqtt://b", Optional.of("away"), 99);
      assertEquals(7, lines.size(), lines::toString);
      for (String line : lines) {
        assertTrue(line.length() <= width, line);
        assertFalse(line.contains("\u001b"), line);
      }
      assertTrue(lines.get(0).contains("4 cells at mqtt://b: 1 live, 1 stale"), lines.get(0));
      assertTrue(lines.get(1).contains("NOT CONNECTED: away"));
    }
    String coloured =
        String.join("", new FleetTable(99, true).lines(FLEET, "b", Optional.empty(), 99));
    assertTrue(coloured.contains("\u001b[31;1m"));
  }

  @Test
  void whatACellDoesIsThePastUnlessItIsLive() {
    List<String> lines = new FleetTable(300, false).lines(FLEET, "b", Optional.empty(), 99);
    assertTrue(lines.get(2).contains("  live ") && lines.get(2).contains("  acting, reach: put"));
    assertTrue(lines.get(3).contains("  LOST ") && lines.get(3).contains("  was acting"));
    assertTrue(lines.get(3).contains("failed (ABSENT): I see no cube"), lines.get(3));
    assertTrue(lines.get(3).contains("7 min") && lines.get(3).contains("  unknown  "));
    assertTrue(lines.get(5).contains("never"), lines.get(5));
  }

  @Test
  void cellsThatDoNotFitAreCounted() {
    List<String> lines = new FleetTable(80, false).lines(FLEET, "b", Optional.empty(), 6);
    assertTrue(lines.size() <= 6, lines::toString);
    assertTrue(lines.get(lines.size() - 1).startsWith("... and 2 more"), lines::toString);
  }

  @Test
  void cellsAreChosenAndSorted() {
    assertEquals("abcd", order(Order.NAME));
    assertEquals("bcad", order(Order.STANDING));
    assertEquals("dbca", order(Order.AGE));
    assertEquals("cabd", order(Order.DRIFT));
    assertEquals("bcad", order(Order.OUTCOME));
    assertEquals(1, FLEET.with(new FleetQuery("PLANT/c", Set.of(), Order.NAME)).cells().size());
    assertEquals(
        2,
        FLEET
            .with(new FleetQuery("", Set.of(CellStanding.LOST, CellStanding.STALE), Order.NAME))
            .cells()
            .size());
  }

  @Test
  void onlyWhatChangesIsTold() {
    FleetChanges changes = new FleetChanges();
    assertEquals(4, changes.since(FLEET).size());
    assertEquals(0, changes.since(FLEET).size());
    FleetSnapshot later =
        new FleetSnapshot(
            1,
            List.of(
                row("a", CellStanding.LIVE, 0.9, "done", 0.002),
                row("b", CellStanding.LIVE, 0.1, "failed", null)),
            List.of(),
            0,
            0,
            null);
    List<FleetChanges.Change> told = changes.since(later);
    assertEquals(3, told.size());
    assertEquals("b", told.get(0).row().cell());
    assertTrue(told.get(1).isGone() && told.get(2).isGone());
  }
}

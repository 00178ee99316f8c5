package dev.cobot.node.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest of each cell, within limits whatever comes: what cannot be taken is counted and told.
 * Any thread.
 */
public final class FleetMemory {
  /** Topics below a cell that are read. */
  public static final List<String> TOPICS = List.of("connection", "factsheet", "state", "result");

  static final int MAX_CELLS = 2_000;
  static final int MAX_RECENT = 50;
  private static final int MAX_RESULTS_REMEMBERED = 2_000;
  private static final Pattern TOPIC =
      Pattern.compile("cobot/v1/([A-Za-z0-9_-]{1,64})/([A-Za-z0-9_-]{1,64})/([a-z]{1,16})");

  private final LongSupplier monotonicNanos;
  private final LongSupplier epochMillis;
  private final Map<String, Entry> cells = new TreeMap<>();
  private final Deque<FleetSnapshot.Event> recent = new ArrayDeque<>();
  private final Set<String> results = new LinkedHashSet<>();
  private long rejected;
  private long unseenCells;
  private String lastRejection;

  private record Entry(String site, String cell, CellNotes notes) {}

  public FleetMemory() {
    this(System::nanoTime, System::currentTimeMillis);
  }

  /**
   * @param monotonicNanos {@link System#nanoTime}, or the test's clock
   * @param epochMillis {@link System#currentTimeMillis}, or the test's clock
   */
  FleetMemory(LongSupplier monotonicNanos, LongSupplier epochMillis) {
    this.monotonicNanos = monotonicNanos;
    this.epochMillis = epochMillis;
  }

  /**
   * Takes what came. Never throws for what it says.
   *
   * @param isRetained whether it was told before this view came
   */
  public synchronized void take(String topic, byte[] payload, boolean isRetained) {
    Matcher parts = TOPIC.matcher(topic);
    if (!parts.matches() || !TOPICS.contains(parts.group(3))) {
      reject("a topic is none of a cell (names have 1 to 64 of the signs A-Z a-z 0-9 _ -)");
      return;
    }
    String name = parts.group(1) + "/" + parts.group(2);
    if (payload.length == 0) {
      // Whoever clears what is retained of a cell takes it out of the fleet.
      if (parts.group(3).equals("connection")) {
        cells.remove(name);
      }
      return;
    }
    CellPayload said;
    try {
      said = CellPayload.read(payload);
    } catch (CellPayload.Unreadable e) {
      reject(name + "/" + parts.group(3) + ": " + e.getMessage());
      return;
    }
    Entry entry = cells.get(name);
    if (entry == null) {
      if (cells.size() >= MAX_CELLS) {
        unseenCells++;
        lastRejection = name + ": there is no room for more than " + MAX_CELLS + " cells";
        return;
      }
      entry = new Entry(parts.group(1), parts.group(2), new CellNotes());
      cells.put(name, entry);
    }
    note(entry, parts.group(3), said, isRetained);
  }

  private void note(Entry entry, String topic, CellPayload said, boolean isRetained) {
    switch (topic) {
      case "connection" -> entry.notes.connection(said);
      case "factsheet" -> entry.notes.factsheet(said);
      case "state" ->
          entry.notes.state(said, isRetained, monotonicNanos.getAsLong(), epochMillis.getAsLong());
      default -> {
        String id = said.text("resultId");
        if (id == null || !results.add(id)) {
          return; // It is told at least once.
        }
        if (results.size() > MAX_RESULTS_REMEMBERED) {
          results.remove(results.iterator().next());
        }
        CellRow.Last end = entry.notes.result(said);
        if (end != null) {
          recent.addFirst(
              new FleetSnapshot.Event(epochMillis.getAsLong(), entry.site, entry.cell, end));
          if (recent.size() > MAX_RECENT) {
            recent.removeLast();
          }
        }
      }
    }
  }

  private void reject(String why) {
    rejected++;
    lastRejection = why;
  }

  /** Returns what is known now. */
  public synchronized FleetSnapshot snapshot() {
    long monotonic = monotonicNanos.getAsLong();
    long epoch = epochMillis.getAsLong();
    List<CellRow> rows = new ArrayList<>();
    for (Entry entry : cells.values()) {
      rows.add(entry.notes.row(entry.site, entry.cell, monotonic, epoch));
    }
    return new FleetSnapshot(
        epoch, rows, List.copyOf(recent), rejected, unseenCells, lastRejection);
  }
}

package dev.cobot.node.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fleet as text, one line a cell, as wide as it is told at most. */
public final class FleetTable {
  private static final List<String> HEAD =
      List.of("CELL", "STANDING", "AGE", "DOES", "LAST", "DRIFT", "VERSION");
  private static final int DOES = 3;
  private static final int LAST = 4;
  private static final int MAX_NAME = 28;
  private static final int MIN_TEXT = 10;
  private static final String GAP = "  ";
  private static final String UNKNOWN = "unknown";
  private static final int FIRST_LINES = 3; // title, what is wrong, head

  private final int width;
  private final boolean isColoured;

  /**
   * @param width characters of a line, at least 60
   */
  public FleetTable(int width, boolean isColoured) {
    this.width = Math.max(60, width);
    this.isColoured = isColoured;
  }

  /**
   * Returns the lines.
   *
   * @param problem why what is shown may be old or a part, if it may
   * @param maxLines more cells than fit are told by their number
   */
  public List<String> lines(
      FleetSnapshot fleet, String broker, Optional<String> problem, int maxLines) {
    List<String> lines = new ArrayList<>();
    lines.add(cut(title(fleet, broker), width));
    problem.ifPresent(why -> lines.add(colour("31;1", cut("NOT CONNECTED: " + why, width))));
    if (fleet.rejected() + fleet.unseenCells() > 0) {
      lines.add(
          cut(
              "messages that were not taken: "
                  + (fleet.rejected() + fleet.unseenCells())
                  + "; the last: "
                  + fleet.lastRejection(),
              width));
    }
    if (fleet.cells().isEmpty()) {
      lines.add("no cell has said anything yet");
      return lines;
    }
    List<List<String>> rows = fleet.cells().stream().map(FleetTable::cells).toList();
    int[] widths = widths(rows);
    lines.add(colour("1", line(HEAD, widths)));
    int room = Math.max(1, maxLines - FIRST_LINES - 1);
    for (int i = 0; i < Math.min(room, rows.size()); i++) {
      lines.add(colour(colourOf(fleet.cells().get(i)), line(rows.get(i), widths)));
    }
    if (rows.size() > room) {
      lines.add("... and " + (rows.size() - room) + " more; --match, --standing and --sort choose");
    }
    return lines;
  }

  /** Returns a cell on one line, for a list of changes. */
  public static String line(CellRow row) {
    return cells(row).stream().map(String::strip).collect(Collectors.joining(GAP));
  }

  private static String title(FleetSnapshot fleet, String broker) {
    return fleet.cells().size()
        + " cells at "
        + broker
        + ": "
        + fleet.counts().entrySet().stream()
            .filter(count -> count.getValue() > 0)
            .map(count -> count.getValue() + " " + count.getKey().word())
            .collect(Collectors.joining(", "));
  }

  private static List<String> cells(CellRow row) {
    return List.of(
        cut(row.name(), MAX_NAME),
        row.standing() == CellStanding.LIVE
            ? row.standing().word()
            : row.standing().name(), // seen without a colour, too
        age(row.ageSeconds()),
        does(row),
        last(row),
        drift(row.gap()),
        row.software() == null
            ? UNKNOWN
            : cut(row.software(), 12) + (row.policy() == null ? "" : " " + row.policy()));
  }

  private static String does(CellRow row) {
    if (row.gateStop() != null) {
      return "STOPPED: " + row.gateStop();
    }
    String mode = row.mode() == null ? UNKNOWN : row.mode();
    // Of a cell that is not heard nobody knows what it does now.
    String does = row.standing() == CellStanding.LIVE ? mode : "was " + mode;
    return row.command() == null
        ? does
        : does + (row.phase() == null ? "" : ", " + row.phase()) + ": " + row.command();
  }

  private static String last(CellRow row) {
    if (row.problem() != null) {
      return "PROBLEM: " + row.problem();
    }
    CellRow.Last last = row.last();
    if (last == null) {
      return "-";
    }
    return last.outcome()
        + (last.reason() == null ? "" : " (" + last.reason() + ")")
        + ": "
        + (last.outcome().equals("done") && last.text() != null
            ? last.text()
            : last.detail() == null ? "no reason was given" : last.detail());
  }

  /** Returns millimetres, their change and how long ago that was measured. */
  static String drift(CellRow.Gap gap) {
    if (gap == null) {
      return UNKNOWN;
    }
    return String.format(Locale.ROOT, "%.1f mm", 1000 * gap.medianMeters())
        + (gap.changeMeters() == null
            ? ""
            : String.format(Locale.ROOT, " (%+.1f)", 1000 * gap.changeMeters()))
        + (Double.isNaN(gap.ageDays())
            ? ""
            : String.format(Locale.ROOT, ", %.0f d", gap.ageDays()));
  }

  private static String age(double seconds) {
    if (Double.isInfinite(seconds)) {
      return "never";
    }
    if (seconds < 100) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return seconds < 6000
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.0f h", seconds / 3600);
  }

  /** What is left over goes to the two columns with sentences. */
  private int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = HEAD.get(c).length();
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], length(row.get(c)));
      }
    }
    int fixed = GAP.length() * (widths.length - 1);
    for (int c = 0; c < widths.length; c++) {
      fixed += c == DOES || c == LAST ? 0 : widths[c];
    }
    int left = Math.max(2 * MIN_TEXT, width - fixed);
    int does = Math.min(widths[DOES], Math.max(MIN_TEXT, left / 2));
    int last = Math.min(widths[LAST], left - does);
    widths[DOES] = Math.min(widths[DOES], left - last);
    widths[LAST] = last;
    return widths;
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String shown = cut(row.get(c), widths[c]);
      line.append(shown).append(" ".repeat(widths[c] - length(shown))).append(GAP);
    }
    return cut(line.toString().stripTrailing(), width);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static String cut(String text, int width) {
    return length(text) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
  }

  private static String colourOf(CellRow row) {
    return switch (row.standing()) {
      case LOST -> "31;1";
      case STALE, UNKNOWN -> "33";
      case OFFLINE -> "2";
      case LIVE -> row.gateStop() == null ? "" : "31";
    };
  }

  private String colour(String code, String text) {
    return isColoured && !code.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}

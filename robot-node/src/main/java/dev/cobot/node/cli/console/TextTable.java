package dev.cobot.node.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as they need to be. */
public final class TextTable {
  private final List<String[]> rows = new ArrayList<>();

  /** Begins with a head, whose cells say how many columns there are. */
  public TextTable(String... head) {
    rows.add(head);
  }

  /** Adds a row of as many cells. */
  public void row(String... cells) {
    if (cells.length != rows.get(0).length) {
      throw new IllegalArgumentException(
          "a row has " + rows.get(0).length + " cells, got " + cells.length);
    }
    rows.add(cells);
  }

  /** Prints all rows. */
  public void print(PrintWriter out) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int c = 0; c < row.length; c++) {
        widths[c] = Math.max(widths[c], row[c].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.length; c++) {
        line.append(row[c]).append(" ".repeat(widths[c] - row[c].length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}

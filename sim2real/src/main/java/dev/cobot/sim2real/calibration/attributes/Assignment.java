package dev.cobot.sim2real.calibration.attributes;

import java.util.Arrays;

/** The cheapest one-to-one assignment of rows to columns (Hungarian method, potentials). */
final class Assignment {
  private Assignment() {}

  /**
   * Returns the column of each row, -1 for none.
   *
   * @param costs (rows, columns); {@code none} or more, infinite included, is never chosen
   * @param none what a row without a column costs
   */
  static int[] of(double[][] costs, double none) {
    int rows = costs.length;
    int columns = rows == 0 ? 0 : costs[0].length;
    int all = columns + rows; // each row has a column of its own that means none
    double[] rowPotential = new double[rows + 1];
    double[] columnPotential = new double[all + 1];
    int[] rowOf = new int[all + 1]; // 1-based; 0 is free
    int[] before = new int[all + 1];
    for (int row = 1; row <= rows; row++) {
      rowOf[0] = row;
      int column = 0;
      double[] least = new double[all + 1];
      Arrays.fill(least, Double.POSITIVE_INFINITY);
      boolean[] done = new boolean[all + 1];
      do {
        done[column] = true;
        int current = rowOf[column];
        double step = Double.POSITIVE_INFINITY;
        int next = 0;
        for (int j = 1; j <= all; j++) {
          if (done[j]) {
            continue;
          }
          double cost = j <= columns ? Math.min(costs[current - 1][j - 1], none) : none;
          double reduced = cost - rowPotential[current] - columnPotential[j];
          if (reduced < least[j]) {
            least[j] = reduced;
            before[j] = column;
          }
          if (least[j] < step) {
            step = least[j];
            next = j;
          }
        }
        for (int j = 0; j <= all; j++) {
          if (done[j]) {
            rowPotential[rowOf[j]] += step;
            columnPotential[j] -= step;
          } else {
            least[j] -= step;
          }
        }
        column = next;
      } while (rowOf[column] != 0);
      while (column != 0) {
        rowOf[column] = rowOf[before[column]];
        column = before[column];
      }
    }
    int[] columnOf = new int[rows];
    Arrays.fill(columnOf, -1);
    for (int j = 1; j <= columns; j++) {
      if (rowOf[j] > 0 && costs[rowOf[j] - 1][j - 1] < none) {
        columnOf[rowOf[j] - 1] = j - 1;
      }
    }
    return columnOf;
  }
}

package dev.cobot.sim2real.scene;

/**
 * A rectangle of the table in square cells, and which of them were wiped.
 *
 * @param lowMeters the corner of least x and y, table frame
 * @param cellMeters side of a cell
 * @param wiped one flag a cell, rows along x: cell (i, j) with x index i is at {@code j * columns +
 *     i}
 */
public record WipedArea(Vector3 lowMeters, double cellMeters, int columns, boolean[] wiped) {
  public int rows() {
    return wiped.length / columns;
  }

  /** Returns the middle of a cell, table frame. */
  public Vector3 middle(int cell) {
    int row = cell / columns;
    return new Vector3(
        lowMeters.x() + (cell % columns + 0.5) * cellMeters,
        lowMeters.y() + (row + 0.5) * cellMeters,
        0);
  }

  /** Returns the share of cells that were wiped. */
  public double share() {
    int count = 0;
    for (boolean cell : wiped) {
      count += cell ? 1 : 0;
    }
    return count / (double) wiped.length;
  }
}

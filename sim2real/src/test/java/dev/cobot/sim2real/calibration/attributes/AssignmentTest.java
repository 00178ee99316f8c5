package dev.cobot.sim2real.calibration.attributes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The cheapest assignment, held against trying all of them. */
class AssignmentTest {
  private static final double NONE = 1;

  @Test
  void itIsAsCheapAsTheCheapestOfAll() {
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      int rows = random.nextInt(5);
      int columns = random.nextInt(6);
      double[][] costs = new double[rows][columns];
      for (double[] row : costs) {
        for (int c = 0; c < columns; c++) {
          row[c] = random.nextInt(4) == 0 ? NONE : random.nextDouble() * 1.3;
        }
      }
      int[] chosen = Assignment.of(costs, NONE);
      boolean[] taken = new boolean[columns];
      double cost = 0;
      for (int r = 0; r < rows; r++) {
        if (chosen[r] < 0) {
          cost += NONE;
          continue;
        }
        assertTrue(!taken[chosen[r]], "a column is taken twice");
        taken[chosen[r]] = true;
        assertTrue(costs[r][chosen[r]] < NONE);
        cost += costs[r][chosen[r]];
      }
      assertEquals(cheapest(costs, 0, new boolean[columns]), cost, 1e-9);
    }
  }

  private static double cheapest(double[][] costs, int row, boolean[] taken) {
    if (row == costs.length) {
      return 0;
    }
    double best = NONE + cheapest(costs, row + 1, taken);
    for (int c = 0; c < taken.length; c++) {
      if (!taken[c]) {
        taken[c] = true;
        best = Math.min(best, costs[row][c] + cheapest(costs, row + 1, taken));
        taken[c] = false;
      }
    }
    return best;
  }

  @Test
  void whoIsNearestToTwoGoesToOne() {
    assertArrayEquals(
        new int[] {1, 0}, Assignment.of(new double[][] {{0.1, 0.3}, {0.2, 0.9}}, NONE));
    assertArrayEquals(new int[] {-1}, Assignment.of(new double[][] {{1, 5}}, NONE));
    assertArrayEquals(new int[0], Assignment.of(new double[0][0], NONE));
  }
}

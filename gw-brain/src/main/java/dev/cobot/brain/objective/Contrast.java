package dev.cobot.brain.objective;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import java.util.function.BinaryOperator;

/** How the rows of two domains are drawn together where they match, and apart where not. */
@FunctionalInterface
public interface Contrast {
  /**
   * One of the two domains.
   *
   * @param compared its encodings or states, (rows, workspace width)
   * @param data its rows as they were given, (rows, ...)
   */
  record Side(NDArray compared, NDArray data) {}

  /** Row i matches row i and no other (Radford et al. 2021). */
  Contrast ONE_TO_ONE =
      (scope, a, b, temperature) -> scope.contrastive(a.compared(), b.compared(), temperature);

  /**
   * Returns the loss.
   *
   * @param a the domain that stands first in the workspace
   * @param temperature cosines are divided by it
   * @return a scalar
   */
  NDArray loss(StepScope scope, Side a, Side b, double temperature);

  /**
   * A row may match many of the other domain: a pairwise sigmoid (Zhai et al. 2023, arXiv
   * 2303.15343) on cosines over the temperature, with a fixed bias of half their range.
   *
   * @param matches from the data of the first domain and of the second: (rows, rows), 1 where row i
   *     of the first matches row j of the second, else 0
   */
  static Contrast manyToMany(BinaryOperator<NDArray> matches) {
    return (scope, a, b, temperature) ->
        Losses.pairwiseSigmoid(
            a.compared(), b.compared(), matches.apply(a.data(), b.data()), temperature);
  }
}

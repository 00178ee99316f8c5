package dev.cobot.brain.workspace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rows of several origins that one network runs on together: one large product costs less than
 * several small ones.
 */
final class RowBatch {
  private final NDList parts = new NDList();
  private final List<Long> starts = new ArrayList<>();
  private long rows;
  private NDArray output;

  /** Adds rows and returns the number by which {@link #get} knows their results. */
  int add(NDArray part) {
    parts.add(part);
    starts.add(rows);
    rows += part.getShape().get(0);
    return parts.size() - 1;
  }

  void run(UnaryOperator<NDArray> network) {
    if (!parts.isEmpty()) {
      output = network.apply(parts.size() == 1 ? parts.head() : NDArrays.concat(parts, 0));
    }
  }

  NDArray get(int number) {
    if (parts.size() == 1) {
      return output;
    }
    long from = starts.get(number);
    return output.get(new NDIndex().addSliceDim(from, from + parts.get(number).getShape().get(0)));
  }
}

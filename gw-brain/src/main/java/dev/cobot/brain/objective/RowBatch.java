package dev.cobot.brain.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rows of several origins that one network runs on together: one large product costs less than
 * several small ones. The same array is run once, however often it is added.
 */
final class RowBatch {
  private final NDList parts = new NDList();
  private final IdentityHashMap<NDArray, Integer> numbers = new IdentityHashMap<>();
  private final List<Long> starts = new ArrayList<>();
  private long rows;
  private NDList outputs;

  /** Adds rows and returns the number by which {@link #get} knows their results. */
  int add(NDArray part) {
    Integer known = numbers.putIfAbsent(part, parts.size());
    if (known != null) {
      return known;
    }
    parts.add(part);
    starts.add(rows);
    rows += part.getShape().get(0);
    return parts.size() - 1;
  }

  void run(UnaryOperator<NDArray> network) {
    if (parts.size() == 1) {
      outputs = new NDList(network.apply(parts.head()));
    } else if (!parts.isEmpty()) {
      NDArray output = network.apply(NDArrays.concat(parts, 0));
      // One split: its backward pass is one concatenation, that of slices a sum of padded arrays.
      outputs = output.split(starts.stream().skip(1).mapToLong(Long::longValue).toArray(), 0);
    }
  }

  NDArray get(int number) {
    return outputs.get(number);
  }
}

package dev.cobot.brain.workspace;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * How much each domain enters the fusion: a query from the mean of the encodings against one shared
 * key map, in a single step (the variant of arXiv 2602.08597), so that a corrupted domain can be
 * told by how it differs from the others.
 *
 * <p>Input {@code encodings} (batch, domains, workspace width); output {@code alpha} (batch,
 * domains), each row summing to 1.
 */
public final class ModalitySelection implements Architecture {
  private final int latentWidth;
  private final SelectionShape shape;

  public ModalitySelection(int latentWidth, SelectionShape shape) {
    this.latentWidth = latentWidth;
    this.shape = shape;
  }

  @Override
  public String name() {
    return "selection";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("encodings", -1, shape.domains().size(), latentWidth));
  }

  @Override
  public List<String> outputs() {
    return List.of("alpha");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T e = inputs.get(0);
    T query = ops.linear(ops.meanAxis(e, 1, true), "query", latentWidth, shape.keyWidth());
    T keys = ops.linear(ops.tanh(e), "key", latentWidth, shape.keyWidth());
    T scores = ops.matmul(keys, ops.transpose(query, 0, 2, 1));
    return List.of(
        ops.softmax(
            ops.reshape(
                ops.scale(scores, (float) (1 / Math.sqrt(shape.keyWidth()))),
                -1,
                shape.domains().size())));
  }
}

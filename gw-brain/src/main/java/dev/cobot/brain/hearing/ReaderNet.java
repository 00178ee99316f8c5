package dev.cobot.brain.hearing;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * Reads a sentence: what it does, what it asks for, and the part that each of its words plays. The
 * first four of the sentence encoder's six layers are frozen; its last two are learned on from what
 * they were, one narrow layer follows, then one answer a token, and two learned queries for the
 * whole.
 *
 * <p>Inputs: {@code tokens} (batch, length, {@value #TOKEN_WIDTH}), states after the encoder's
 * fourth layer, padded with zeros, {@code mask} (batch, length) 1 for a token and 0 for padding.
 * Outputs, all logits: {@code force} (batch, forces), {@code intent} (batch, intents), {@code tags}
 * (batch, length, tags). The length is fixed in the graph, and the weights are the same for each:
 * most sentences need a third of the longest.
 */
final class ReaderNet implements Architecture {
  static final int TOKENS = 48;
  static final int TOKEN_WIDTH = 384;

  /** The lengths for which there are graphs, in tokens. */
  static final List<Integer> LENGTHS = List.of(16, 24, TOKENS);

  private static final int WIDTH = 160;
  private static final int HEADS = 4;
  private static final float DROPPED = 0.1f;
  private static final float FORBIDDEN = 1e9f;

  private final int intents;
  private final int length;

  /**
   * @param length one of {@link #LENGTHS}
   */
  ReaderNet(int intents, int length) {
    this.intents = intents;
    this.length = length;
  }

  /**
   * Returns the shortest length that holds some tokens.
   *
   * @param tokens at most {@value #TOKENS}
   */
  static int lengthFor(int tokens) {
    return LENGTHS.stream().filter(length -> tokens <= length).findFirst().orElseThrow();
  }

  @Override
  public String name() {
    return "hearing";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(
        new TensorSpec("tokens", -1, length, TOKEN_WIDTH), new TensorSpec("mask", -1, length));
  }

  @Override
  public List<String> outputs() {
    return List.of("force", "intent", "tags");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T forbidden = ops.scale(ops.addScalar(inputs.get(1), -1f), FORBIDDEN);
    T keys = ops.reshape(forbidden, -1, 1, 1, length);
    T encoded = EncoderLayers.forward(ops, inputs.get(0), keys);
    T x = ops.linear(ops.dropout(encoded, DROPPED), "embed", TOKEN_WIDTH, WIDTH);
    T positions = ops.parameter("position", 0.02f, 1, TOKENS, WIDTH);
    x = ops.add(x, length == TOKENS ? positions : ops.slice(positions, 1, 0, length));
    x = ops.layerNorm(layer(ops, x, keys, "layer."), "norm", WIDTH);

    // Two learned queries; their product with (batch, width, tokens) broadcasts over the batch.
    T queries = ops.parameter("questions", 1f, 1, 2, WIDTH);
    T readKeys = ops.transpose(ops.linear(x, "readKey", WIDTH, WIDTH), 0, 2, 1);
    T scores = ops.scale(ops.matmul(queries, readKeys), (float) (1 / Math.sqrt(WIDTH)));
    T weights = ops.softmax(ops.add(scores, ops.reshape(forbidden, -1, 1, length)));
    T read = ops.matmul(weights, ops.linear(x, "readValue", WIDTH, WIDTH));
    T hidden =
        ops.gelu(ops.linear(ops.reshape(read, -1, 2 * WIDTH), "hidden", 2 * WIDTH, 2 * WIDTH));
    hidden = ops.dropout(hidden, DROPPED);
    return List.of(
        ops.linear(hidden, "force", 2 * WIDTH, Force.values().length),
        ops.linear(hidden, "intent", 2 * WIDTH, intents),
        ops.linear(x, "tags", WIDTH, Tag.values().length));
  }

  private <T> T layer(Ops<T> ops, T in, T forbidden, String name) {
    T n = ops.layerNorm(in, name + "norm1", WIDTH);
    T self =
        ops.attention(
            ops.linear(n, name + "query", WIDTH, WIDTH),
            ops.linear(n, name + "key", WIDTH, WIDTH),
            ops.linear(n, name + "value", WIDTH, WIDTH),
            forbidden,
            HEADS);
    T x = ops.add(in, ops.linear(self, name + "project", WIDTH, WIDTH));
    n = ops.layerNorm(x, name + "norm2", WIDTH);
    T f = ops.gelu(ops.linear(n, name + "expand", WIDTH, 2 * WIDTH));
    return ops.add(x, ops.linear(ops.dropout(f, DROPPED), name + "shrink", 2 * WIDTH, WIDTH));
  }
}

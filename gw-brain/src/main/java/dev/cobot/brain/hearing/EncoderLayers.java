package dev.cobot.brain.hearing;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.OnnxWeights;
import dev.cobot.brain.network.Ops;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last two of the sentence encoder's six layers (BERT's: Devlin et al., NAACL 2019), which the
 * reader learns on. As they are published they tell what a sentence is about; "not", "after" and
 * who is spoken to hardly reach their end.
 */
final class EncoderLayers {
  private static final int WIDTH = ReaderNet.TOKEN_WIDTH;
  private static final int HEADS = 12;
  private static final float DROPPED = 0.1f;

  /** As the encoder counts them. */
  private static final List<Integer> LAYERS = List.of(4, 5);

  private static final Map<String, String> PRODUCTS =
      Map.of(
          "query", "attention/self/query",
          "key", "attention/self/key",
          "value", "attention/self/value",
          "project", "attention/output/dense",
          "expand", "intermediate/dense",
          "shrink", "output/dense");
  private static final Map<String, String> NORMS =
      Map.of("norm1", "attention.output.LayerNorm", "norm2", "output.LayerNorm");

  private EncoderLayers() {}

  /**
   * Returns the last hidden state, while nothing was learned on.
   *
   * @param states (batch, length, width) after the encoder's fourth layer
   * @param forbidden (batch, 1, 1, length) 0 for a token, a large negative number for padding
   */
  static <T> T forward(Ops<T> ops, T states, T forbidden) {
    T x = states;
    for (int layer : LAYERS) {
      x = layer(ops, x, forbidden, prefix(layer));
    }
    return x;
  }

  private static <T> T layer(Ops<T> ops, T in, T forbidden, String name) {
    T self =
        ops.attention(
            ops.linear(in, name + "query", WIDTH, WIDTH),
            ops.linear(in, name + "key", WIDTH, WIDTH),
            ops.linear(in, name + "value", WIDTH, WIDTH),
            forbidden,
            HEADS);
    T projected = ops.linear(self, name + "project", WIDTH, WIDTH);
    T x = ops.layerNorm(ops.add(in, ops.dropout(projected, DROPPED)), name + "norm1", WIDTH);
    T expanded = ops.gelu(ops.linear(x, name + "expand", WIDTH, 4 * WIDTH));
    T shrunk = ops.linear(expanded, name + "shrink", 4 * WIDTH, WIDTH);
    return ops.layerNorm(ops.add(x, ops.dropout(shrunk, DROPPED)), name + "norm2", WIDTH);
  }

  private static String prefix(int layer) {
    return "encoder" + layer + ".";
  }

  /** Returns their weights as published, by the names that they have here. */
  static Map<String, FloatTensor> published(OnnxWeights encoder) {
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    for (int layer : LAYERS) {
      String product = "/encoder/layer.%d/".formatted(layer);
      String tensor = "encoder.layer.%d.".formatted(layer);
      PRODUCTS.forEach(
          (here, there) -> {
            String name = prefix(layer) + here;
            weights.put(name + ".weight", encoder.matrix(product + there + "/MatMul_quant"));
            weights.put(name + ".bias", encoder.tensor(tensor + there.replace('/', '.') + ".bias"));
          });
      NORMS.forEach(
          (here, there) -> {
            for (String part : List.of(".weight", ".bias")) {
              weights.put(prefix(layer) + here + part, encoder.tensor(tensor + there + part));
            }
          });
    }
    return weights;
  }
}

package dev.cobot.brain.study.caption;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * q(z | words): two layers in which a word meets its neighbours ("just", "left" and "of" are a
 * place together), then learned queries.
 *
 * <p>Input {@code words} (batch, tokens), whole numbers, 0 for padding; outputs {@code mean} and
 * {@code log_variance} (batch, latent width).
 */
final class WordEncoder implements Architecture {
  private static final int LAYERS = 2;

  private final TextConfig config;
  private final int words;
  private final int tokens;

  /**
   * @param words size of the vocabulary
   * @param tokens of the rows, up to the configuration's: shorter rows give the same latents
   */
  WordEncoder(TextConfig config, int words, int tokens) {
    this.config = config;
    this.words = words;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return TextModule.ENCODER;
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("words", -1, tokens));
  }

  @Override
  public List<String> outputs() {
    return List.of("mean", "log_variance");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    int width = config.width();
    T mask = ops.clip(inputs.get(0), 0, 1);
    T there = ops.reshape(mask, -1, tokens, 1);
    T places = ops.parameter("position", 0.1f, 1, config.tokens(), width);
    T x = ops.embedding(inputs.get(0), "word", words, width);
    x = ops.mul(ops.add(x, ops.slice(places, 1, 0, tokens)), there);
    for (int layer = 0; layer < LAYERS; layer++) {
      T around =
          ops.relu(
              ops.linear(ops.concat(2, neighbours(ops, x)), "window" + layer, 3 * width, width));
      x = ops.mul(ops.layerNorm(ops.add(x, around), "norm" + layer, width), there);
    }
    return CaptionQueries.read(ops, x, mask, tokens, config);
  }

  /** Returns each word's left neighbour, itself and its right one; zeros where there is none. */
  private <T> List<T> neighbours(Ops<T> ops, T x) {
    T none = ops.scale(ops.slice(x, 1, 0, 1), 0);
    return List.of(
        ops.concat(1, List.of(none, ops.slice(x, 1, 0, tokens - 1))),
        x,
        ops.concat(1, List.of(ops.slice(x, 1, 1, tokens), none)));
  }
}

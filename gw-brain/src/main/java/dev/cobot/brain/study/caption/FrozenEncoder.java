package dev.cobot.brain.study.caption;

import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * q(z | frozen token vectors): one projection, then learned queries. What a word means among its
 * neighbours is in the vectors already.
 *
 * <p>Inputs {@code vectors} (batch, tokens, {@value TokenEncoder#WIDTH}) padded with zeros and
 * {@code mask} (batch, tokens), 1 for a token; outputs {@code mean} and {@code log_variance}
 * (batch, latent width).
 */
final class FrozenEncoder implements Architecture {
  private final TextConfig config;
  private final int tokens;

  FrozenEncoder(TextConfig config, int tokens) {
    this.config = config;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return TextModule.ENCODER;
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(
        new TensorSpec("vectors", -1, tokens, TokenEncoder.WIDTH),
        new TensorSpec("mask", -1, tokens));
  }

  @Override
  public List<String> outputs() {
    return List.of("mean", "log_variance");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    int width = config.width();
    T x = ops.relu(ops.linear(inputs.get(0), "project", TokenEncoder.WIDTH, width));
    x = ops.layerNorm(x, "norm", width);
    return CaptionQueries.read(ops, x, inputs.get(1), tokens, config);
  }
}

package dev.cobot.brain.study.caption;

import dev.cobot.brain.network.Ops;
import java.util.List;

/** How both encoders make one latent of many tokens: learned queries that attend to them. */
final class CaptionQueries {
  private static final int QUERIES = 8;
  private static final float FORBIDDEN = 1e9f;

  private CaptionQueries() {}

  /**
   * Returns mean and log variance, each (batch, latent width).
   *
   * @param x (batch, tokens, width)
   * @param mask (batch, tokens): 1 for a token, 0 for padding
   */
  static <T> List<T> read(Ops<T> ops, T x, T mask, int tokens, TextConfig config) {
    int width = config.width();
    int latent = config.latentWidth();
    T queries = ops.parameter("questions", 1f, 1, QUERIES, width);
    T keys = ops.transpose(ops.linear(x, "key", width, width), 0, 2, 1);
    T scores = ops.scale(ops.matmul(queries, keys), (float) (1 / Math.sqrt(width)));
    T forbidden = ops.scale(ops.addScalar(mask, -1f), FORBIDDEN);
    T weights = ops.softmax(ops.add(scores, ops.reshape(forbidden, -1, 1, tokens)));
    T answers = ops.matmul(weights, ops.linear(x, "value", width, width));
    T all = ops.reshape(answers, -1, (long) QUERIES * width);
    T hidden = ops.relu(ops.linear(all, "hidden", QUERIES * width, 2 * width));
    return List.of(
        ops.linear(hidden, "mean", 2 * width, latent),
        ops.clip(ops.linear(hidden, "log_variance", 2 * width, latent), -10f, 10f));
  }
}

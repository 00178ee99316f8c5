package dev.cobot.brain.study.caption;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * p(words | z), one word: a gated recurrent unit (Cho et al. 2014) that is given the latent with
 * each word. Its state has a fixed size, so a caption of n words costs n steps, where a causal
 * transformer without a cache of keys costs n passes over all words.
 *
 * <p>Inputs {@code latent} (batch, latent width), {@code word} (batch) the word before, {@code
 * state} (batch, hidden width), zeros at the beginning; outputs {@code scores} (batch, vocabulary)
 * of the next word and {@code next}, the state after it.
 */
final class CaptionDecoder implements Architecture {
  private final int width;
  private final int hiddenWidth;
  private final int latentWidth;
  private final int words;

  /**
   * @param words size of the vocabulary
   */
  CaptionDecoder(TextConfig config, int words) {
    width = config.width();
    hiddenWidth = config.hiddenWidth();
    latentWidth = config.latentWidth();
    this.words = words;
  }

  @Override
  public String name() {
    return TextModule.DECODER;
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(
        new TensorSpec("latent", -1, latentWidth),
        new TensorSpec("word", -1),
        new TensorSpec("state", -1, hiddenWidth));
  }

  @Override
  public List<String> outputs() {
    return List.of("scores", "next");
  }

  int hiddenWidth() {
    return hiddenWidth;
  }

  int words() {
    return words;
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T next = next(ops, inputs.get(0), inputs.get(1), inputs.get(2));
    return List.of(scores(ops, next), next);
  }

  /** Returns the state after a word. */
  <T> T next(Ops<T> ops, T latent, T word, T state) {
    long h = hiddenWidth;
    T x = ops.concat(1, List.of(ops.embedding(word, "word", words, width), latent));
    T given = ops.linear(x, "input", width + latentWidth, 3 * hiddenWidth);
    T known = ops.linear(state, "state", hiddenWidth, 3 * hiddenWidth);
    T gates = ops.sigmoid(ops.add(ops.slice(given, 1, 0, 2 * h), ops.slice(known, 1, 0, 2 * h)));
    T reset = ops.slice(gates, 1, 0, h);
    T keep = ops.slice(gates, 1, h, 2 * h);
    T candidate =
        ops.tanh(
            ops.add(
                ops.slice(given, 1, 2 * h, 3 * h),
                ops.mul(reset, ops.slice(known, 1, 2 * h, 3 * h))));
    return ops.add(candidate, ops.mul(keep, ops.sub(state, candidate)));
  }

  /** Returns the scores of the next word, (..., vocabulary), of states (..., hidden width). */
  <T> T scores(Ops<T> ops, T states) {
    return ops.linear(states, "scores", hiddenWidth, words);
  }
}

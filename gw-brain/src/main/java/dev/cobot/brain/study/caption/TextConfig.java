package dev.cobot.brain.study.caption;

import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.RateSchedule;

/**
 * A text domain and how it is trained: AdamW under PyTorch's one-cycle schedule. The loss of a
 * caption is the negative log likelihood of its words, plus {@code kl} times the KL divergence,
 * plus {@code attributes} times the error of a head that reads the scene's attributes from the
 * latent (negative log likelihood of the class, squared errors of the eight values).
 *
 * <p>Why the head: the likelihood of the words rewards phrasing as much as meaning, and no other
 * domain knows the phrasing (Devillers et al. 2024 have such a head too).
 *
 * @param encoder what reads captions
 * @param width of a word's vector
 * @param hiddenWidth of the decoder's state
 * @param latentWidth values of the latent
 * @param tokens the most words and signs of a caption
 * @param words the most words of the vocabulary
 * @param kl weight of the KL divergence, at least 0
 * @param attributes weight of the attribute head, at least 0
 * @param hiddenWords part of the words that the decoder is not given while it learns, so that it
 *     must ask the latent, in [0, 1)
 * @param batch captions a step, above 1
 * @param steps above 1
 * @param learningRate the highest one
 * @param weightDecay at least 0
 */
public record TextConfig(
    Encoder encoder,
    int width,
    int hiddenWidth,
    int latentWidth,
    int tokens,
    int words,
    double kl,
    double attributes,
    double hiddenWords,
    int batch,
    int steps,
    double learningRate,
    double weightDecay) {
  /** What reads captions. */
  public enum Encoder {
    /** A trained encoder over the words of the vocabulary. */
    WORDS,
    /** A trained pooling of the frozen token vectors of all-MiniLM-L6-v2. */
    MINILM
  }

  /** Checks the ranges. */
  public TextConfig {
    if (encoder == null) {
      throw new IllegalArgumentException("text: encoder is missing; allowed: words, minilm");
    }
    require(width > 0 && width <= 1024, "width", width, "1 to 1024");
    require(hiddenWidth > 0 && hiddenWidth <= 4096, "hiddenWidth", hiddenWidth, "1 to 4096");
    require(latentWidth > 0 && latentWidth <= 1024, "latentWidth", latentWidth, "1 to 1024");
    require(tokens > 1 && tokens <= 256, "tokens", tokens, "2 to 256");
    require(words > 0 && words <= 1 << 15, "words", words, "1 to 32768");
    require(kl >= 0 && kl < 1e6, "kl", kl, "0 or more");
    require(attributes >= 0 && attributes < 1e9, "attributes", attributes, "0 or more");
    require(hiddenWords >= 0 && hiddenWords < 1, "hiddenWords", hiddenWords, "0 to below 1");
    require(batch > 1 && batch <= 1 << 14, "batch", batch, "2 to 16384");
    require(steps > 1, "steps", steps, "2 or more");
    // The optimiser refuses rates and decays out of range.
    OptimizerConfig.of(learningRate).withWeightDecay(weightDecay);
  }

  private static void require(boolean good, String what, Number got, String allowed) {
    if (!good) {
      throw new IllegalArgumentException(
          "text: %s is %s; allowed: %s".formatted(what, got, allowed));
    }
  }

  /** Words of its own, for a workspace of 12 to 16 values. */
  public static TextConfig defaults() {
    return new TextConfig(
        Encoder.WORDS, 64, 128, 16, 64, 4096, 0.25, 20, 0.2, 128, 6000, 3e-3, 1e-4);
  }

  OptimizerConfig optimizer() {
    return OptimizerConfig.of(learningRate)
        .withSchedule(RateSchedule.OneCycle.ofTorch(steps))
        .withWeightDecay(weightDecay)
        .withClipNorm(5);
  }
}

package dev.cobot.brain.language;

import dev.cobot.brain.network.InferenceNet;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;

/** The language domain at run time: command text in, meaning and latents out. */
public final class LanguageDomain implements AutoCloseable {
  private final TokenEncoder encoder;
  private final InferenceNet net;

  /**
   * @param encoder the frozen sentence encoder; closed with this domain
   * @param net a released {@link LanguageNet}; closed with this domain
   */
  public LanguageDomain(TokenEncoder encoder, InferenceNet net) {
    this.encoder = encoder;
    this.net = net;
  }

  /**
   * Reads a command.
   *
   * @throws IllegalArgumentException when the text is empty or too long
   */
  public CommandReading read(String text) {
    float[] tokens = new float[LanguageNet.TOKENS * LanguageNet.TOKEN_WIDTH];
    float[] mask = new float[LanguageNet.TOKENS];
    write(encoder.encode(text), tokens, mask, 0);
    float[][] out = net.run(1, tokens, mask);
    int intent = argMax(out[0], 0, Intent.values().length);
    double sum = 0;
    for (float logit : out[0]) {
      sum += Math.exp(logit - out[0][intent]);
    }
    CommandMeaning meaning =
        new CommandMeaning(
            Intent.values()[intent],
            intent == Intent.OTHER.ordinal() ? Reference.NONE : reference(out[3]),
            intent == Intent.PLACE_IN.ordinal() ? reference(out[4]) : Reference.NONE);
    return new CommandReading(text, meaning, 1 / sum, out[1], out[2]);
  }

  /**
   * Writes a command's embeddings and mask as row {@code row} of a batch; what exceeds the token
   * limit is cut off.
   */
  static void write(TokenEmbeddings command, float[] tokens, float[] mask, int row) {
    int count = Math.min(LanguageNet.TOKENS, command.vectors().length);
    for (int t = 0; t < count; t++) {
      System.arraycopy(
          command.vectors()[t],
          0,
          tokens,
          (row * LanguageNet.TOKENS + t) * LanguageNet.TOKEN_WIDTH,
          LanguageNet.TOKEN_WIDTH);
      mask[row * LanguageNet.TOKENS + t] = 1;
    }
  }

  private static Reference reference(float[] meaning) {
    int kind = argMax(meaning, 0, LanguageNet.KIND_LOGITS);
    int color =
        argMax(meaning, LanguageNet.KIND_LOGITS, LanguageNet.COLOR_LOGITS)
            - LanguageNet.KIND_LOGITS;
    return new Reference(
        kind < ObjectKind.values().length ? ObjectKind.values()[kind] : null,
        color < ColorName.values().length ? ColorName.values()[color] : null);
  }

  private static int argMax(float[] values, int from, int count) {
    int best = from;
    for (int i = from + 1; i < from + count; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public void close() {
    net.close();
    encoder.close();
  }
}

package dev.cobot.brain.language;

import java.util.List;

/**
 * The tokens of a text with their vectors.
 *
 * @param tokens word pieces in order, from {@code [CLS]} to {@code [SEP]}
 * @param vectors (tokens, {@value TokenEncoder#WIDTH}): the encoder's last hidden state
 */
public record TokenEmbeddings(List<String> tokens, float[][] vectors) {
  /** Checks that there is one vector a token. */
  public TokenEmbeddings {
    tokens = List.copyOf(tokens);
    if (tokens.size() != vectors.length) {
      throw new IllegalArgumentException(
          "%d tokens with %d vectors; allowed: one each".formatted(tokens.size(), vectors.length));
    }
  }
}

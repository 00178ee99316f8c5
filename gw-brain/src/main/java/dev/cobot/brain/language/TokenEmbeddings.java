package dev.cobot.brain.language;

import java.util.List;

/**
 * The tokens of a text with their vectors.
 *
 * @param tokens word pieces in order, from {@code [CLS]} to {@code [SEP]}
 * @param vectors (tokens, {@value TokenEncoder#WIDTH}): the encoder's last hidden state
 * @param early (tokens, {@value TokenEncoder#WIDTH}): the state after its fourth layer of six, in
 *     which the words are still told apart that the last makes alike, such as "not"
 */
public record TokenEmbeddings(List<String> tokens, float[][] vectors, float[][] early) {
  /** Checks that there is one vector of each a token. */
  public TokenEmbeddings {
    tokens = List.copyOf(tokens);
    if (tokens.size() != vectors.length || tokens.size() != early.length) {
      throw new IllegalArgumentException(
          "%d tokens with %d and %d vectors; allowed: one each"
              .formatted(tokens.size(), vectors.length, early.length));
    }
  }
}

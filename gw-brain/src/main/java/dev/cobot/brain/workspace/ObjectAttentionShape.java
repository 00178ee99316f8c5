package dev.cobot.brain.workspace;

/**
 * The attention of a phrase to objects ({@link ObjectQueries}, {@link ObjectKeys}).
 *
 * @param hiddenWidth width of the hidden layer, above 0
 * @param keyWidth width of keys and queries, above 0
 */
public record ObjectAttentionShape(int hiddenWidth, int keyWidth) {
  /** Checks the ranges. */
  public ObjectAttentionShape {
    if (!(hiddenWidth > 0 && keyWidth > 0)) {
      throw new IllegalArgumentException(
          "object attention with hidden width %d and key width %d; allowed: above 0"
              .formatted(hiddenWidth, keyWidth));
    }
  }
}

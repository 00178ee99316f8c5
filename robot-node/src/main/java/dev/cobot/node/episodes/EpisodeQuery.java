package dev.cobot.node.episodes;

/**
 * Which episodes are wanted; null where it does not matter.
 *
 * @param words that all must be in what was said, understood, answered or asked, or begin a word
 *     there; any text
 * @param outcome done, failed, refused, interrupted or running
 * @param reason as {@code run --json} names it
 * @param sinceMillis the earliest beginning, epoch milliseconds
 * @param untilMillis the latest beginning
 * @param limit how many, the newest
 */
public record EpisodeQuery(
    String words, String outcome, String reason, Long sinceMillis, Long untilMillis, int limit) {
  /** The newest, whatever they are. */
  public static EpisodeQuery newest(int limit) {
    return new EpisodeQuery(null, null, null, null, null, limit);
  }

  public EpisodeQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: got " + limit + ", must be at least 1");
    }
  }

  /**
   * @throws IllegalArgumentException when there is nothing in the words to look for
   */
  public static void requireWords(String words) {
    match(words);
  }

  /**
   * Returns the words in the language of SQLite's FTS5: each quoted, so that none is an operator,
   * and as the beginning of a word.
   *
   * @throws IllegalArgumentException when there is no letter or digit to look for
   */
  static String match(String words) {
    StringBuilder match = new StringBuilder();
    StringBuilder word = new StringBuilder();
    words
        .concat(" ")
        .codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c)) {
                word.appendCodePoint(c);
              } else if (!word.isEmpty()) {
                match.append(match.isEmpty() ? "" : " ").append('"').append(word).append("\"*");
                word.setLength(0);
              }
            });
    if (match.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + words + "' has no letter or digit to look for; say words such as: red cube");
    }
    return match.toString();
  }
}

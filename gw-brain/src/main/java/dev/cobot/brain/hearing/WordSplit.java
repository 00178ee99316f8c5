package dev.cobot.brain.hearing;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words and marks of a text in order, in small letters without accents. */
final class WordSplit {
  private static final Pattern PIECE = Pattern.compile("[a-z]+(?:'[a-z]+)*|[0-9]+|[^\\s]");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  private WordSplit() {}

  /** Returns a text as the sentence encoder takes it: small letters, no accents, plain quotes. */
  static String fold(String text) {
    String plain = text.replace('’', '\'').replace('‘', '\'').replace('“', '"').replace('”', '"');
    return MARKS
        .matcher(Normalizer.normalize(plain, Normalizer.Form.NFKD))
        .replaceAll("")
        .replace("ß", "ss")
        .toLowerCase(Locale.ROOT);
  }

  /** Splits a folded text. */
  static List<String> words(String folded) {
    List<String> words = new ArrayList<>();
    Matcher matcher = PIECE.matcher(folded);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  /** Returns a folded text with each word replaced. */
  static String replace(String folded, UnaryOperator<String> word) {
    return PIECE
        .matcher(folded)
        .replaceAll(
            piece -> {
              boolean isWord = Character.isLetter(piece.group().charAt(0));
              return Matcher.quoteReplacement(isWord ? word.apply(piece.group()) : piece.group());
            });
  }

  /** Whether a piece is part of a clause: a word, or a mark that ends none. */
  static boolean isPart(String piece) {
    return isWord(piece) || piece.equals("'") || piece.equals("\"");
  }

  static boolean isWord(String piece) {
    return Character.isLetterOrDigit(piece.charAt(0));
  }

  /**
   * Returns the index of the first token of each word.
   *
   * @param tokens word pieces from {@code [CLS]} to {@code [SEP]}
   * @return -1 for words whose tokens cannot be found
   */
  static int[] firstTokens(List<String> words, List<String> tokens) {
    int[] first = new int[words.size()];
    java.util.Arrays.fill(first, -1);
    int token = 1;
    for (int w = 0; w < words.size() && token < tokens.size() - 1; w++) {
      int left = words.get(w).length();
      first[w] = token;
      while (left > 0 && token < tokens.size() - 1) {
        String piece = tokens.get(token);
        left -= piece.startsWith("##") ? piece.length() - 2 : piece.length();
        token++;
      }
      if (left != 0) {
        java.util.Arrays.fill(first, w, first.length, -1);
        return first;
      }
    }
    return first;
  }
}

package dev.cobot.brain.study.caption;

import dev.cobot.brain.network.AtomicFile;
import dev.cobot.brain.network.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words that a text domain knows, numbered. A word is a run of letters and digits, with inner
 * hyphens and apostrophes, or any other single character that is no blank; case does not count.
 * Immutable.
 */
final class Vocabulary {
  /** Fills a row after the last word. */
  static final int PADDING = 0;

  /** What a decoder is given before the first word. */
  static final int BEGIN = 1;

  /** What a decoder says after the last word. */
  static final int END = 2;

  /** Any word that is not in the vocabulary. */
  static final int UNKNOWN = 3;

  /** The first number of a word proper. */
  static final int FIRST = 4;

  /** The longest caption, in characters. */
  static final int MAX_CHARACTERS = 1024;

  private static final int MAX_WORDS = 1 << 15;
  private static final int MAX_WORD_CHARACTERS = 64;
  private static final int MAX_FILE_BYTES = 4 << 20;
  private static final int LEAST_COUNT = 2; // seen once: no use to learn
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+(?:[-'][a-z0-9]+)*|[^\\sa-z0-9]");
  private static final String CLOSING = ".,;:!?)";
  private static final String ENDING = ".!?";

  private final List<String> words;
  private final Map<String, Integer> numbers = new HashMap<>();

  private Vocabulary(List<String> words) {
    this.words = List.copyOf(words);
    for (int i = 0; i < words.size(); i++) {
      numbers.put(words.get(i), FIRST + i);
    }
  }

  /**
   * Learns the words of some captions: the most frequent ones, of equally frequent ones the first
   * in the alphabet.
   *
   * @param maxWords at most so many
   * @throws IllegalArgumentException if a caption is blank or too long, or there is no word
   */
  static Vocabulary learn(List<String> captions, int maxWords) {
    Map<String, Integer> counts = new HashMap<>();
    for (String caption : captions) {
      for (String word : split(caption)) {
        // Half of a pair of surrogates could not be written to a file.
        if (word.length() <= MAX_WORD_CHARACTERS
            && !(word.length() == 1 && Character.isSurrogate(word.charAt(0)))) {
          counts.merge(word, 1, Integer::sum);
        }
      }
    }
    List<String> words =
        counts.keySet().stream()
            .filter(word -> counts.get(word) >= LEAST_COUNT)
            .sorted(
                Comparator.comparing((String word) -> -counts.get(word))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(maxWords)
            .toList();
    if (words.isEmpty()) {
      throw new IllegalArgumentException(
          "no word is twice in %d captions; give the captions of a training split"
              .formatted(captions.size()));
    }
    return new Vocabulary(words);
  }

  /** Returns the words of a caption as they are compared. */
  private static List<String> split(String caption) {
    if (caption.isBlank() || caption.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "caption of %d characters%s; allowed: 1 to %d; say it shorter"
              .formatted(caption.length(), caption.isBlank() ? " (blank)" : "", MAX_CHARACTERS));
    }
    List<String> found = new ArrayList<>();
    Matcher matcher = WORD.matcher(caption.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  /** Returns how many numbers there are, the four special ones included. */
  int size() {
    return FIRST + words.size();
  }

  /**
   * Returns the numbers of a caption's words, without begin and end.
   *
   * @param maxWords the most words
   * @throws IllegalArgumentException if the caption is blank or too long
   */
  int[] read(String caption, int maxWords) {
    List<String> found = split(caption);
    if (found.isEmpty() || found.size() > maxWords) {
      throw new IllegalArgumentException(
          "caption of %d words and signs; allowed: 1 to %d; say it shorter"
              .formatted(found.size(), maxWords));
    }
    return found.stream().mapToInt(word -> numbers.getOrDefault(word, UNKNOWN)).toArray();
  }

  /**
   * Writes a caption.
   *
   * @param row numbers of words, padded
   */
  String text(float[] row) {
    StringBuilder text = new StringBuilder();
    boolean sentence = true;
    for (float number : row) {
      if (number == PADDING) {
        break;
      }
      int at = (int) number - FIRST;
      String word = at >= 0 && at < words.size() ? words.get(at) : "?";
      if (text.length() > 0 && CLOSING.indexOf(word.charAt(0)) < 0) {
        text.append(' ');
      }
      text.append(sentence ? word.substring(0, 1).toUpperCase(Locale.ROOT) : word.substring(0, 1));
      text.append(word, 1, word.length());
      sentence = ENDING.contains(word);
    }
    return text.toString();
  }

  /** Returns the file: one word a line. */
  private byte[] encoded() {
    return (String.join("\n", words) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the SHA-256 of the file, in hexadecimal. */
  String sha256() {
    return AtomicFile.sha256(encoded());
  }

  void write(Path file) throws IOException {
    AtomicFile.write(file, encoded());
  }

  /**
   * Reads a file.
   *
   * @param expectedSha256 what its hash must be
   * @throws ModelException with one sentence, if the file is missing or damaged
   */
  static Vocabulary open(Path file, String expectedSha256) {
    byte[] bytes = AtomicFile.read(file);
    String got = AtomicFile.sha256(bytes);
    if (bytes.length > MAX_FILE_BYTES || !got.equals(expectedSha256)) {
      throw new ModelException(
          "%s is damaged: SHA-256 expected %s, got %s of %d bytes; restore the model folder or train again"
              .formatted(file, expectedSha256, got, bytes.length));
    }
    return decode(bytes, file.toString());
  }

  /**
   * Reads the bytes of a file.
   *
   * @throws ModelException if they are no list of distinct words
   */
  static Vocabulary decode(byte[] bytes, String source) {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < lines.length - 1; i++) {
      if (!WORD.matcher(lines[i]).matches()
          || lines[i].length() > MAX_WORD_CHARACTERS
          || !seen.add(lines[i])) {
        throw new ModelException(
            "%s, line %d: no word, too long or there twice; allowed: distinct words of up to %d characters; train again"
                .formatted(source, i + 1, MAX_WORD_CHARACTERS));
      }
    }
    if (seen.isEmpty() || seen.size() > MAX_WORDS || !lines[lines.length - 1].isEmpty()) {
      throw new ModelException(
          "%s has %d whole lines; allowed: 1 to %d, each with a line's end; train again"
              .formatted(source, seen.size(), MAX_WORDS));
    }
    return new Vocabulary(List.of(lines).subList(0, lines.length - 1));
  }
}

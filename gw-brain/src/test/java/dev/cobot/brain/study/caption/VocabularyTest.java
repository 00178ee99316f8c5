package dev.cobot.brain.study.caption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.ModelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {
  private static final List<String> CAPTIONS =
      List.of("A red egg, an egg-like shape. It is red.", "A blue egg. It is an egg-like shape.");

  @TempDir private Path folder;

  private static float[] row(int... words) {
    float[] row = new float[words.length + 2];
    for (int i = 0; i < words.length; i++) {
      row[i] = words[i];
    }
    return row;
  }

  @Test
  void wordsComeBack() {
    Vocabulary vocabulary = Vocabulary.learn(CAPTIONS, 100);
    String text = "A red egg. It is an egg-like shape.";
    assertEquals(text, vocabulary.text(row(vocabulary.read(text, 20))));
    assertArrayEquals(
        vocabulary.read(text, 20), vocabulary.read("a RED  egg .IT is an egg-like shape.", 20));
  }

  @Test
  void theMostFrequentWordsAreLearned() {
    Vocabulary vocabulary = Vocabulary.learn(CAPTIONS, 2);
    assertEquals(Vocabulary.FIRST + 2, vocabulary.size());
    // Four full stops; then six words twice, of which "a" is the first.
    assertArrayEquals(
        new int[] {Vocabulary.FIRST + 1, Vocabulary.UNKNOWN, Vocabulary.FIRST},
        vocabulary.read("A egg.", 3));
    // Once is not enough.
    assertEquals(Vocabulary.UNKNOWN, Vocabulary.learn(CAPTIONS, 100).read("blue", 1)[0]);
  }

  @Test
  void whatIsNotKnownIsReadAllTheSame() {
    Vocabulary vocabulary = Vocabulary.learn(CAPTIONS, 100);
    int[] words = vocabulary.read("Ünseen \uD83D\uDE00 red \uD83D!", 20);
    assertTrue(words.length >= 4);
    assertEquals(1, java.util.Arrays.stream(words).filter(w -> w >= Vocabulary.FIRST).count());
    assertThrows(IllegalArgumentException.class, () -> vocabulary.read("  ", 20));
    assertThrows(IllegalArgumentException.class, () -> vocabulary.read("red red red", 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> vocabulary.read("a".repeat(Vocabulary.MAX_CHARACTERS + 1), 20));
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.learn(List.of("red"), 10));
  }

  @Test
  void aDamagedFileIsRefused() throws Exception {
    Vocabulary vocabulary = Vocabulary.learn(CAPTIONS, 100);
    Path file = folder.resolve("vocabulary.txt");
    vocabulary.write(file);
    assertEquals(vocabulary.size(), Vocabulary.open(file, vocabulary.sha256()).size());
    Files.writeString(file, "more\n", java.nio.file.StandardOpenOption.APPEND);
    ModelException damaged =
        assertThrows(ModelException.class, () -> Vocabulary.open(file, vocabulary.sha256()));
    assertTrue(damaged.getMessage().contains("is damaged"), damaged.getMessage());
    Files.delete(file);
    assertThrows(ModelException.class, () -> Vocabulary.open(file, vocabulary.sha256()));
  }

  @Test
  void badLinesAreRefused() {
    for (String bad : List.of("", "\n", "red", "red\nred\n", "two words\n", "RED\n", "red\n\n")) {
      assertThrows(
          ModelException.class,
          () -> Vocabulary.decode(bad.getBytes(StandardCharsets.UTF_8), "bad"),
          bad);
    }
  }

  /** Damaged bytes are a vocabulary or a clear error. */
  @Test
  void noBytesBreakTheReader() {
    byte[] good = "red\negg\nan\negg-like\n,\n.\n".getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = java.util.Arrays.copyOf(good, 1 + random.nextInt(good.length));
      for (int k = random.nextInt(3); k >= 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertTrue(Vocabulary.decode(bytes, "fuzz").size() > Vocabulary.FIRST);
      } catch (ModelException e) {
        refused++;
      }
    }
    assertTrue(refused > 0 && refused < 5000, "refused " + refused);
  }
}

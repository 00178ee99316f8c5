package dev.cobot.brain.hearing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.BrainModels;
import dev.cobot.brain.language.CommandReader;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.network.InferenceDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The released hearing on sentences by authors from whom it learned nothing; by them it was chosen
 * how sure it must be despite which words, so that they measure no more than that it stays so.
 */
class AnotherAuthorTest {
  private static final Set<Tag> TARGET =
      Set.of(Tag.TARGET_NOUN, Tag.TARGET_COLOR, Tag.TARGET_MODIFIER);
  private static final Set<Tag> DESTINATION =
      Set.of(Tag.DESTINATION_NOUN, Tag.DESTINATION_COLOR, Tag.DESTINATION_MODIFIER);
  private static final Path MODELS = Path.of(System.getProperty("cobot.home"), "gw-brain/models");

  @ParameterizedTest
  @CsvSource({"en, 0.89, 4", "de, 0.43, 8"})
  void wishesAreHeardAndNothingElseIs(String language, double least, int most) throws IOException {
    int wishes = 0;
    int heard = 0;
    List<String> wrong = new ArrayList<>();
    try (CommandReader hearing =
        new BrainModels(
                MODELS.resolve("vision"),
                MODELS.resolve("language"),
                MODELS.resolve("hearing"),
                MODELS.resolve("workspace"))
            .openHearing(InferenceDevice.CPU)) {
      for (SaidSentence sentence : sentences(language)) {
        boolean isPlacing = isPlacing(hearing, sentence.text());
        if (sentence.kind() == SaidSentence.Kind.PLACING) {
          // A turn of a conversation means nothing by itself.
          boolean isWhole = names(sentence, TARGET) && names(sentence, DESTINATION);
          wishes += isWhole ? 1 : 0;
          heard += isWhole && isPlacing ? 1 : 0;
        } else if (isPlacing) {
          wrong.add(sentence.kind() + ": " + sentence.text());
        }
      }
    }
    String result = heard + " of " + wishes + " heard, taken for wishes: " + wrong;
    assertTrue(heard >= least * wishes, result);
    assertTrue(wrong.size() <= most, result);
  }

  private static boolean names(SaidSentence sentence, Set<Tag> parts) {
    return sentence.tags().stream().anyMatch(tags -> parts.containsAll(tags));
  }

  private static boolean isPlacing(CommandReader hearing, String text) {
    try {
      CommandReading reading = hearing.read(text);
      return reading.objection().isEmpty()
          && reading.meaning().skill().equals(Optional.of(Ear.PLACE_IN));
    } catch (IllegalArgumentException tooLong) {
      return false;
    }
  }

  private static List<SaidSentence> sentences(String code) throws IOException {
    String file = "another-author-" + code + ".tsv";
    Language language = Language.load(code);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(AnotherAuthorTest.class.getResourceAsStream(file), UTF_8))) {
      return lines.lines().map(line -> SaidSentence.parse(line, file, language)).toList();
    }
  }
}

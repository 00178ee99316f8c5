package dev.cobot.brain.hearing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Words of a reading as text, with their tags behind a slash; a word without one is FUNCTION. */
final class TaggedWords {
  private static final Map<String, Tag> TAGS =
      Map.of(
          "tn", Tag.TARGET_NOUN,
          "tc", Tag.TARGET_COLOR,
          "tm", Tag.TARGET_MODIFIER,
          "dn", Tag.DESTINATION_NOUN,
          "dc", Tag.DESTINATION_COLOR,
          "dm", Tag.DESTINATION_MODIFIER,
          "i", Tag.INTO,
          "a", Tag.ACTION,
          "c", Tag.CONTENT);

  private TaggedWords() {}

  static List<Reader.Word> read(String text) {
    List<Reader.Word> words = new ArrayList<>();
    for (String piece : text.split(" ", -1)) {
      String[] parts = piece.split("/", -1);
      Tag tag = parts.length == 1 ? Tag.FUNCTION : TAGS.get(parts[1]);
      words.add(new Reader.Word(parts[0], tag, 0.9));
    }
    return words;
  }

  static String write(List<Reader.Word> words) {
    return words.stream()
        .map(
            w ->
                TAGS.entrySet().stream()
                    .filter(e -> e.getValue() == w.tag())
                    .findFirst()
                    .map(e -> w.text() + "/" + e.getKey())
                    .orElse(w.text()))
        .collect(Collectors.joining(" "));
  }
}

package dev.cobot.brain.hearing;

import java.util.List;

/**
 * A sentence with what is right to hear in it.
 *
 * @param text folded
 * @param tags one for each of its words and marks
 */
record LabelledSentence(String text, Force force, String intent, List<Tag> tags) {
  LabelledSentence {
    tags = List.copyOf(tags);
    int words = WordSplit.words(text).size();
    if (words != tags.size()) {
      throw new IllegalArgumentException(
          "\"%s\" has %d words and marks, got %d tags".formatted(text, words, tags.size()));
    }
  }
}

package dev.cobot.brain.study.caption;

import dev.cobot.brain.network.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Numbers of words. */
final class WordInput implements CaptionInput {
  private static final double HIDDEN = 0.02; // so that an unknown word is nothing new

  private final TextConfig config;
  private final Vocabulary vocabulary;

  WordInput(TextConfig config, Vocabulary vocabulary) {
    this.config = config;
    this.vocabulary = vocabulary;
  }

  @Override
  public int maxTokens() {
    return config.tokens();
  }

  @Override
  public Architecture encoder(int tokens) {
    return new WordEncoder(config, vocabulary.size(), tokens);
  }

  @Override
  public Rows read(List<String> captions, boolean whole) {
    List<int[]> read = new ArrayList<>(captions.size());
    int tokens = whole ? maxTokens() : 2;
    for (String caption : captions) {
      int[] words = vocabulary.read(caption, maxTokens());
      tokens = Math.max(tokens, words.length);
      read.add(words);
    }
    float[] values = new float[captions.size() * tokens];
    for (int row = 0; row < read.size(); row++) {
      for (int i = 0; i < read.get(row).length; i++) {
        values[row * tokens + i] = read.get(row)[i];
      }
    }
    return new Rows(tokens, new float[][] {values});
  }

  @Override
  public void hide(Rows rows, SplittableRandom random) {
    float[] words = rows.values()[0];
    for (int i = 0; i < words.length; i++) {
      if (words[i] != Vocabulary.PADDING && random.nextDouble() < HIDDEN) {
        words[i] = Vocabulary.UNKNOWN;
      }
    }
  }

  @Override
  public void close() {
    // holds nothing
  }
}

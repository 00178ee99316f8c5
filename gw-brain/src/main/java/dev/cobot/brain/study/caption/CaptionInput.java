package dev.cobot.brain.study.caption;

import dev.cobot.brain.network.Architecture;
import java.util.List;
import java.util.SplittableRandom;

/** What an encoder is given of captions. */
interface CaptionInput extends AutoCloseable {
  /**
   * The inputs of an encoder.
   *
   * @param tokens of each row
   * @param values one array an input, row-major
   */
  record Rows(int tokens, float[][] values) {}

  /** Returns the most tokens of a row. */
  int maxTokens();

  /** Returns the encoder of rows of so many tokens; all of them share their parameters. */
  Architecture encoder(int tokens);

  /**
   * Reads captions.
   *
   * @param whole whether rows have {@link #maxTokens}, otherwise those of the longest caption
   * @throws IllegalArgumentException if a caption is blank or too long
   */
  Rows read(List<String> captions, boolean whole);

  /** Hides some words of rows from the encoder, in training. */
  void hide(Rows rows, SplittableRandom random);

  @Override
  void close();
}

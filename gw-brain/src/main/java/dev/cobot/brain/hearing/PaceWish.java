package dev.cobot.brain.hearing;

import java.util.List;
import java.util.Optional;

/**
 * What a sentence wishes of the pace of what is being done: to rest, to go on, to be slower or
 * faster. Heard by its words alone, and only where the sentence says nothing else: it changes how
 * something is done, never what.
 */
public sealed interface PaceWish {
  /** It shall rest where it is, until it is told to go on. */
  record Wait() implements PaceWish {}

  /** It shall go on. */
  record GoOn() implements PaceWish {}

  /** It shall be slower than now. */
  record Slower() implements PaceWish {}

  /** It shall be faster than now. */
  record Faster() implements PaceWish {}

  /**
   * It shall have a certain speed.
   *
   * @param share of the usual one, in (0, 1]
   */
  record Share(double share) implements PaceWish {}

  /**
   * Returns what a sentence wishes of the pace; empty where it is another sentence.
   *
   * @param text any text
   */
  static Optional<PaceWish> of(String text) {
    List<String> said = Frames.wordsOf(text);
    return PaceWords.ALL.stream().flatMap(words -> words.of(said).stream()).findFirst();
  }
}

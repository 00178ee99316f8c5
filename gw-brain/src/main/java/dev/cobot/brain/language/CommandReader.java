package dev.cobot.brain.language;

import java.util.List;

/** Reads commands. */
public interface CommandReader extends AutoCloseable {
  /**
   * Reads a command.
   *
   * @throws IllegalArgumentException when the text is empty or too long
   */
  CommandReading read(String text);

  /**
   * Returns the wishes of a sentence that has several, in their order; none of a sentence that has
   * one, or that this reader does not take apart.
   */
  default List<Wish> wishes(String text) {
    return List.of();
  }

  @Override
  void close();
}

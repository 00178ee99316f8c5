package dev.cobot.brain.language;

/** Reads commands. */
public interface CommandReader extends AutoCloseable {
  /**
   * Reads a command.
   *
   * @throws IllegalArgumentException when the text is empty or too long
   */
  CommandReading read(String text);

  @Override
  void close();
}

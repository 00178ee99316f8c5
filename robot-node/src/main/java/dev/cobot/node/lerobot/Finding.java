package dev.cobot.node.lerobot;

/**
 * Something that is wrong with a data set.
 *
 * @param file relative to the set
 * @param row of the file, from 0; -1 where it is of the whole file
 */
public record Finding(String file, long row, String what) {
  @Override
  public String toString() {
    return file + (row < 0 ? "" : ", row " + row) + ": " + what;
  }
}

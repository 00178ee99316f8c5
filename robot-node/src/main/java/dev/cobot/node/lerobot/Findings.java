package dev.cobot.node.lerobot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers what is wrong; of a kind that comes again and again in a file, the first few. */
final class Findings {
  private static final int A_KIND = 3;
  private static final int MAX = 200;

  private final Path set;
  private final List<Finding> all = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private long left;

  Findings(Path set) {
    this.set = set;
  }

  /**
   * Adds a finding.
   *
   * @param kind what it is about, in a word or two: what is alike has the same
   */
  void add(Path file, long row, String kind, String what) {
    String name = set.relativize(file).toString();
    if (counts.merge(name + " " + kind, 1, Integer::sum) <= A_KIND && all.size() < MAX) {
      all.add(new Finding(name, row, what));
    } else {
      left++;
    }
  }

  List<Finding> all() {
    return List.copyOf(all);
  }

  /** Returns how many more there are, like those that are listed. */
  long left() {
    return left;
  }
}

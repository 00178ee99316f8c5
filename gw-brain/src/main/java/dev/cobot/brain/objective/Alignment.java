package dev.cobot.brain.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which rows of a table may be used together: a training sees a row of a group as belonging to one
 * scene, and nothing else of how groups hang together.
 */
public record Alignment(List<Group> groups) {
  /**
   * Some domains and the rows in which they are known together.
   *
   * @param domains one for rows that stand alone, more for pairs
   * @param rows numbers of rows of the table, at least one
   */
  public record Group(List<String> domains, int[] rows) {
    /** Checks that there is something. */
    public Group {
      domains = List.copyOf(domains);
      if (domains.isEmpty() || rows.length == 0) {
        throw new IllegalArgumentException(
            "a group of %s with %d rows; allowed: at least one of each"
                .formatted(domains, rows.length));
      }
    }

    String name() {
      return String.join("-", domains);
    }
  }

  /** Checks that there is a group. */
  public Alignment {
    groups = List.copyOf(groups);
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("an alignment needs at least one group");
    }
  }

  /**
   * Returns the setting of Devillers et al.: every row of each domain alone, and of some rows,
   * drawn without replacement, all domains together. The rows that stand alone contain those scenes
   * too.
   */
  public static Alignment semiSupervised(
      int rows, List<String> domains, int pairedRows, SplittableRandom random) {
    if (!(pairedRows >= 1 && pairedRows <= rows)) {
      throw new IllegalArgumentException(
          "%d paired rows of %d; allowed: 1 to all".formatted(pairedRows, rows));
    }
    int[] all = IntStream.range(0, rows).toArray();
    int[] drawn = all.clone();
    shuffle(drawn, random);
    List<Group> groups = new ArrayList<>();
    domains.forEach(domain -> groups.add(new Group(List.of(domain), all)));
    groups.add(new Group(domains, IntStream.of(drawn).limit(pairedRows).sorted().toArray()));
    return new Alignment(groups);
  }

  /** Returns all rows, together and each alone: how a workspace is measured. */
  public static Alignment complete(int rows, List<String> domains) {
    return semiSupervised(rows, domains, rows, new SplittableRandom(0));
  }

  static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}

package dev.cobot.node.dataset;

/**
 * A part of a data set of {@code n} pictures or episodes: those with the indices from {@code from}
 * to before {@code to}. Machines that make the parts of one set make its bytes together.
 */
public record SetPart(int n, int from, int to) {
  public SetPart {
    if (!(0 <= from && from < to && to <= n)) {
      throw new IllegalArgumentException(
          "a part goes from A to before B with 0 <= A < B <= n, got "
              + from
              + ".."
              + to
              + " of "
              + n);
    }
  }

  /** Returns all of a set. */
  public static SetPart whole(int n) {
    return new SetPart(n, 0, n);
  }

  /** Returns the index of the first shard. */
  int firstShard(int perShard) {
    requireWhole(from, perShard);
    return from / perShard;
  }

  /** Returns the index after the last shard. */
  int endShard(int perShard) {
    if (to < n) {
      requireWhole(to, perShard);
    }
    return (to + perShard - 1) / perShard;
  }

  /** Returns how much a shard of the set holds; the last one may hold less. */
  int size(int shard, int perShard) {
    return Math.min(perShard, n - shard * perShard);
  }

  private void requireWhole(int index, int perShard) {
    if (index % perShard != 0) {
      throw new IllegalArgumentException(
          "this set is made in shards of "
              + perShard
              + ", so its parts begin and end at multiples of "
              + perShard
              + " or at its end, "
              + n
              + "; got "
              + from
              + ".."
              + to);
    }
  }
}

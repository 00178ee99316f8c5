package dev.cobot.ros.bag;

import java.util.Set;

/**
 * Which messages to read.
 *
 * @param topics of these; empty for all
 * @param connections of these; empty for all
 * @param startNanos received at this time or later
 * @param endNanos received at this time or earlier
 */
public record BagQuery(
    Set<String> topics, Set<BagConnection> connections, long startNanos, long endNanos) {
  public BagQuery {
    topics = Set.copyOf(topics);
    connections = Set.copyOf(connections);
  }

  public static BagQuery all() {
    return new BagQuery(Set.of(), Set.of(), 0, Long.MAX_VALUE);
  }

  public BagQuery topics(String... names) {
    return new BagQuery(Set.of(names), connections, startNanos, endNanos);
  }

  public BagQuery connections(BagConnection... some) {
    return new BagQuery(topics, Set.of(some), startNanos, endNanos);
  }

  /** Both ends included. */
  public BagQuery between(long fromNanos, long toNanos) {
    return new BagQuery(topics, connections, fromNanos, toNanos);
  }

  boolean wants(BagConnection connection) {
    return (topics.isEmpty() || topics.contains(connection.topic()))
        && (connections.isEmpty() || connections.contains(connection));
  }

  boolean wants(long timeNanos) {
    return timeNanos >= startNanos && timeNanos <= endNanos;
  }
}

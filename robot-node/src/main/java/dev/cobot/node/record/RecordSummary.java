package dev.cobot.node.record;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What was recorded.
 *
 * @param files in their order; the last one is {@code NAME.active} where writing failed
 * @param topics what came, by topic; those that were asked for by name and stayed silent have zeros
 * @param failure why writing ended early, or empty
 */
public record RecordSummary(List<Path> files, Map<String, Count> topics, String failure) {
  /**
   * One topic.
   *
   * @param messages that are in the bag
   * @param bytes of them, without what the file needs beside
   * @param dropped messages that there was no time to write
   */
  public record Count(long messages, long bytes, long dropped) {
    static final Count NONE = new Count(0, 0, 0);

    Count plus(ReceivedMessage arrival) {
      return new Count(messages + 1, bytes + arrival.data().length, dropped);
    }

    Count plusDropped(long more) {
      return new Count(messages, bytes, dropped + more);
    }
  }

  public long messages() {
    return topics.values().stream().mapToLong(Count::messages).sum();
  }

  public long dropped() {
    return topics.values().stream().mapToLong(Count::dropped).sum();
  }
}

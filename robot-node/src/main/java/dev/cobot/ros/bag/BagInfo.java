package dev.cobot.ros.bag;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a bag holds.
 *
 * @param file where it is
 * @param format of the file
 * @param fileBytes its length
 * @param indexed whether it was closed properly, so that its own index was used
 * @param startNanos receive time of the first message, 0 without any
 * @param endNanos receive time of the last message, 0 without any
 * @param messages in all
 * @param chunks in all
 * @param compressions how many chunks have which
 * @param topics by name; connections of one topic with different types stand apart
 * @param unread what has messages that are in the file and are not read
 * @param attachments of an MCAP file, which are not read
 * @param metadata named lists of an MCAP file
 * @param damage why a part could not be read, or empty; only a bag without its index can have this
 */
public record BagInfo(
    Path file,
    BagFormat format,
    long fileBytes,
    boolean indexed,
    long startNanos,
    long endNanos,
    long messages,
    int chunks,
    Map<BagCompression, Integer> compressions,
    List<Topic> topics,
    List<UnreadMessages> unread,
    long attachments,
    Map<String, Map<String, String>> metadata,
    String damage) {
  private static final double SECOND_NANOS = 1e9;

  /**
   * One topic.
   *
   * @param name of the topic
   * @param type package and name
   * @param md5 of the type, empty where it is not known
   * @param connections that published it
   * @param messages on it
   * @param meanRateHz its messages by the duration of the whole bag, 0 where that is 0
   */
  public record Topic(
      String name, String type, String md5, int connections, long messages, double meanRateHz) {}

  private record Key(String topic, String type, String md5) {}

  public double durationSeconds() {
    return (endNanos - startNanos) / SECOND_NANOS;
  }

  static BagInfo of(BagFile bag) {
    Set<Integer> known = bag.connections().keySet();
    List<Chunk> read =
        bag.chunks().stream()
            .filter(chunk -> Arrays.stream(chunk.connections()).anyMatch(known::contains))
            .toList();
    long startNanos = read.stream().mapToLong(Chunk::startNanos).min().orElse(0);
    long endNanos = read.stream().mapToLong(Chunk::endNanos).max().orElse(0);
    double seconds = (endNanos - startNanos) / SECOND_NANOS;
    Map<BagCompression, Integer> compressions = new TreeMap<>();
    bag.chunks().forEach(chunk -> compressions.merge(chunk.compression(), 1, Integer::sum));
    Map<String, Topic> topics = new TreeMap<>();
    bag.connections()
        .forEach(
            (id, connection) -> {
              long count = bag.counts().getOrDefault(id, 0L);
              Key key = new Key(connection.topic(), connection.type(), connection.md5());
              topics.merge(
                  key.toString(),
                  new Topic(key.topic, key.type, key.md5, 1, count, rate(count, seconds)),
                  (one, other) ->
                      new Topic(
                          one.name,
                          one.type,
                          one.md5,
                          one.connections + 1,
                          one.messages + count,
                          rate(one.messages + count, seconds)));
            });
    return new BagInfo(
        bag.file.path(),
        bag.format(),
        bag.file.size(),
        bag.indexed(),
        startNanos,
        endNanos,
        topics.values().stream().mapToLong(Topic::messages).sum(),
        bag.chunks().size(),
        compressions,
        List.copyOf(topics.values()),
        bag.unread(),
        bag.attachments(),
        bag.metadata(),
        bag.damage() == null ? "" : bag.damage());
  }

  private static double rate(long messages, double seconds) {
    return seconds > 0 ? messages / seconds : 0;
  }
}

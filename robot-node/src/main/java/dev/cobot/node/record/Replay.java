package dev.cobot.node.record;

import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.QueueRule;
import dev.cobot.ros.bag.BagConnection;
import dev.cobot.ros.bag.BagCursor;
import dev.cobot.ros.bag.BagInfo;
import dev.cobot.ros.bag.BagMessage;
import dev.cobot.ros.bag.BagQuery;
import dev.cobot.ros.bag.BagReader;
import dev.cobot.ros.message.ClockMessage;
import dev.cobot.ros.message.MessageDefinition;
import dev.cobot.ros.message.RawMessage;
import dev.cobot.ros.message.RawType;
import dev.cobot.ros.message.RosTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Plays a bag into a graph: each message as it is encoded, at its time from the begin, so that
 * delays do not add up. {@link #run} publishes on the thread that calls it.
 */
public final class Replay {
  private static final String CLOCK = "/clock";
  private static final int QUEUE = 100;
  private static final double SECOND_NANOS = 1e9;

  private final ConnectedNode node;
  private final BagReader bag;
  private final ReplaySettings settings;
  private final BagQuery query;
  private final long firstNanos;
  private final long lastNanos;
  private final Map<String, Publisher<RawMessage>> publishers = new LinkedHashMap<>();
  private final Map<BagConnection, RawType> types = new LinkedHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Publisher<ClockMessage> clock;
  private long messages;

  private Replay(ConnectedNode node, BagReader bag, ReplaySettings settings) throws IOException {
    this.node = node;
    this.bag = bag;
    this.settings = settings;
    BagInfo info = bag.info();
    firstNanos = info.startNanos() + (long) (settings.startSeconds() * SECOND_NANOS);
    double spanNanos = settings.durationSeconds() * SECOND_NANOS;
    lastNanos =
        spanNanos < info.endNanos() - firstNanos ? firstNanos + (long) spanNanos : info.endNanos();
    List<BagConnection> wanted = new ArrayList<>();
    for (BagConnection connection : bag.connections()) {
      boolean named = settings.topics().isEmpty() || settings.topics().contains(connection.topic());
      if (named && !(settings.clockHz() > 0 && connection.topic().equals(CLOCK))) {
        wanted.add(connection);
      }
    }
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to play: the bag has "
              + bag.connections().stream().map(BagConnection::topic).distinct().sorted().toList());
    }
    if (firstNanos > info.endNanos()) {
      throw new IllegalArgumentException(
          "start: got "
              + settings.startSeconds()
              + " s, the bag is "
              + info.durationSeconds()
              + " s long");
    }
    query =
        BagQuery.all()
            .connections(wanted.toArray(new BagConnection[0]))
            .between(firstNanos, lastNanos);
  }

  /**
   * Announces the topics of a bag.
   *
   * @param node closed by the caller, which ends the topics
   * @throws IllegalArgumentException when nothing of the bag is to be played
   */
  public static Replay start(ConnectedNode node, BagReader bag, ReplaySettings settings)
      throws IOException {
    Replay replay = new Replay(node, bag, settings);
    replay.announce();
    return replay;
  }

  private void announce() throws IOException {
    Map<String, Boolean> latching = new LinkedHashMap<>();
    for (BagConnection connection : query.connections()) {
      latching.merge(connection.topic(), connection.latching(), Boolean::logicalOr);
      types.put(connection, type(connection));
    }
    for (Map.Entry<BagConnection, RawType> entry : types.entrySet()) {
      String topic = entry.getKey().topic();
      Publisher<RawMessage> known = publishers.get(topic);
      if (known == null) {
        QueueRule queue = QueueRule.dropOldest(QUEUE);
        publishers.put(
            topic,
            node.newPublisher(
                topic, entry.getValue(), new PublisherOptions(latching.get(topic), queue)));
      } else if (!known.getTopicMessageType().equals(entry.getValue().name())) {
        throw new IllegalArgumentException(
            topic
                + " has both "
                + known.getTopicMessageType()
                + " and "
                + entry.getValue().name()
                + " in the bag; a node can publish one of them");
      }
    }
    if (settings.clockHz() > 0) {
      clock = node.newPublisher(CLOCK, ClockMessage.class, PublisherOptions.queue(QUEUE));
    }
  }

  private static RawType type(BagConnection connection) throws IOException {
    String md5 = connection.md5();
    return new RawType(
        connection.type(),
        md5.isEmpty()
            ? MessageDefinition.ofFullText(connection.type(), connection.definition()).md5()
            : md5,
        connection.definition());
  }

  /** Names of the topics that are played. */
  public List<String> topics() {
    return List.copyOf(publishers.keySet());
  }

  /** How many messages a subscriber was too slow for. */
  public long dropped() {
    return publishers.values().stream().mapToLong(Publisher::getDroppedCount).sum();
  }

  /** Ends {@link #run} soon. */
  public void stop() {
    stopped.countDown();
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** Plays to the end, or until it is stopped; returns how many messages were published. */
  public long run() throws IOException, InterruptedException {
    for (Publisher<RawMessage> publisher : publishers.values()) {
      while (settings.waitForSubscribers()
          && !isStopped()
          && !publisher.awaitSubscriber(Duration.ofMillis(200))) {
        // Whoever it is may take its time.
      }
    }
    if (stopped.await((long) (settings.delaySeconds() * 1000), TimeUnit.MILLISECONDS)) {
      return 0;
    }
    long before;
    do {
      before = messages;
      playOnce();
      // A part without a message would be begun again and again.
    } while (settings.loop() && messages > before && !isStopped());
    return messages;
  }

  private void playOnce() throws IOException, InterruptedException {
    long beginNanos = System.nanoTime();
    BagCursor cursor = bag.read(query);
    long ticks = 0;
    for (BagMessage message = cursor.next(); message != null; message = cursor.next()) {
      long dueNanos = beginNanos + realNanos(message.timeNanos() - firstNanos);
      ticks = tick(ticks, beginNanos, dueNanos);
      if (!sleepUntil(dueNanos)) {
        return;
      }
      RawType type = types.get(message.connection());
      publishers
          .get(message.connection().topic())
          .publish(
              new RawMessage(type, message.data()),
              message.connection().latching() ? message.connection() : null);
      messages++;
    }
    tick(ticks, beginNanos, beginNanos + realNanos(lastNanos - firstNanos));
  }

  private long realNanos(long bagNanos) {
    return (long) (bagNanos / settings.rate());
  }

  /** Publishes the ticks of the clock that are due up to that time; returns the next one. */
  private long tick(long next, long beginNanos, long untilNanos) throws InterruptedException {
    long tick = next;
    while (clock != null) {
      long sinceNanos = (long) (tick * SECOND_NANOS / settings.clockHz());
      if (beginNanos + sinceNanos > untilNanos || !sleepUntil(beginNanos + sinceNanos)) {
        break;
      }
      long bagNanos = firstNanos + (long) (sinceNanos * settings.rate());
      clock.publish(
          new ClockMessage(
              new RosTime((int) (bagNanos / 1_000_000_000L), (int) (bagNanos % 1_000_000_000L))));
      tick++;
    }
    return tick;
  }

  /** Waits; false when it is stopped meanwhile. */
  private boolean sleepUntil(long dueNanos) throws InterruptedException {
    return !stopped.await(Math.max(0, dueNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}

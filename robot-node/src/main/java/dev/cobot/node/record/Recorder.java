package dev.cobot.node.record;

import dev.cobot.node.graph.GraphClock;
import dev.cobot.ros.CancellableLoop;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.GraphName;
import dev.cobot.ros.QueueRule;
import dev.cobot.ros.RosException;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.Subscriber;
import dev.cobot.ros.bag.BagWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records topics of a graph into a bag. {@link #run} writes, on the thread that calls it, until
 * {@link #stop} or the end of the duration; then what waits is written and the bag is closed.
 *
 * <p>Times are those of the clock in use. With simulated time nothing is recorded before its first
 * tick.
 */
public final class Recorder {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);
  private static final long LOOK_MILLIS = 1000;
  private static final long POLL_MILLIS = 100;
  private static final int PATIENT_LOOKS = 20;

  /** A listener only hands its message on, so few ever wait there. */
  private static final QueueRule HAND_OVER = QueueRule.dropOldest(64);

  private final ConnectedNode node;
  private final RosGraph graph;
  private final RecordSettings settings;
  private final GraphClock clock;
  private final RecordQueue queue;
  private final BagSeries bags;
  private final Map<String, RecordSummary.Count> counts = new TreeMap<>();

  /** Changed by the thread that looks for topics alone, and read when that has ended. */
  private final Map<String, Subscriber<ReceivedMessage>> subscribers = new LinkedHashMap<>();

  /** Topics whose names are not legal, so that each is told of once. */
  private final Set<String> illegal = new HashSet<>();

  private volatile boolean stopped;

  private Recorder(ConnectedNode node, RosGraph graph, RecordSettings settings, BagSeries bags) {
    this.node = node;
    this.graph = graph;
    this.settings = settings;
    this.bags = bags;
    this.clock = GraphClock.of(graph);
    this.queue = new RecordQueue(settings.queueBytes());
  }

  /**
   * Begins to receive; nothing is written before {@link #run}.
   *
   * @param node ends listening when it is closed, by the caller; it must have a time provider, as
   *     one that reads {@code /clock} for itself cannot record it
   * @throws IOException when the file is there already or cannot be made
   * @throws RosException when the master is not there
   */
  public static Recorder start(ConnectedNode node, RosGraph graph, RecordSettings settings)
      throws IOException, InterruptedException {
    BagSeries bags = BagSeries.begin(settings);
    Recorder recorder = new Recorder(node, graph, settings, bags);
    boolean done = false;
    try {
      recorder
          .settings
          .topics()
          .forEach(topic -> recorder.counts.put(topic, RecordSummary.Count.NONE));
      recorder.followClock();
      recorder.look();
      node.executeCancellableLoop(recorder.new Looking());
      done = true;
      return recorder;
    } finally {
      if (!done) {
        bags.close();
      }
    }
  }

  private final class Looking extends CancellableLoop {
    private int standing;

    @Override
    protected void loop() throws InterruptedException {
      if (clock.stands() && ++standing == PATIENT_LOOKS) {
        log.warn("Simulated time has not begun; recording begins with the first tick of /clock");
      }
      Thread.sleep(clock.stands() ? POLL_MILLIS : LOOK_MILLIS);
      try {
        look();
      } catch (RosException e) {
        log.info("The master cannot be asked for new topics: {}", e.getMessage());
      }
    }
  }

  private void followClock() {
    if (clock.isSimulated()) {
      node.newSubscriber(
              GraphClock.TOPIC, ReceivedMessageType.of(GraphClock.TOPIC, clock::nowNanos))
          .addMessageListener(tick -> clock.tick(tick.data()), QueueRule.latestOnly());
    }
  }

  /** Subscribes to what is wanted and not subscribed yet. */
  private void look() {
    if (stopped || clock.stands()) {
      return;
    }
    List<String> wanted =
        settings.topics().isEmpty()
            ? List.copyOf(graph.state().publishers().keySet())
            : List.copyOf(settings.topics());
    synchronized (subscribers) {
      for (String topic : wanted) {
        if (!subscribers.containsKey(topic)
            && !illegal.contains(topic)
            && !settings.excluded().test(topic)) {
          subscribe(topic);
        }
      }
    }
  }

  /** Listens to a topic, or tells once that its name is none that ROS allows. */
  private void subscribe(String topic) {
    try {
      GraphName.of(topic);
    } catch (IllegalArgumentException e) {
      illegal.add(topic);
      log.warn("{} is not recorded: {}", topic, e.getMessage());
      return;
    }
    subscribers.put(
        topic,
        node.newSubscriber(topic, ReceivedMessageType.of(topic, clock::nowNanos))
            .addMessageListener(queue::offer, HAND_OVER));
  }

  /** Names of the topics that are listened to now. */
  public List<String> topics() {
    synchronized (subscribers) {
      return List.copyOf(subscribers.keySet());
    }
  }

  /** How many publishers are connected now. */
  public int connectedPublishers() {
    synchronized (subscribers) {
      return subscribers.values().stream().mapToInt(Subscriber::getNumberOfPublishers).sum();
    }
  }

  /** Writes until the end, closes the bag, and tells what is in it. */
  public RecordSummary run() throws InterruptedException {
    String failure = "";
    try {
      write();
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    } finally {
      queue.close();
      stopped = true;
      try {
        bags.close();
      } catch (IOException e) {
        failure = failure.isEmpty() ? String.valueOf(e.getMessage()) : failure;
      }
    }
    return summary(failure);
  }

  private void write() throws IOException, InterruptedException {
    long beginNanos = -1;
    while (!queue.isDone()) {
      ReceivedMessage arrival = queue.poll(POLL_MILLIS);
      if (beginNanos < 0 && !clock.stands()) {
        beginNanos = clock.nowNanos();
      }
      if (arrival != null) {
        bags.write(arrival);
        counts.merge(
            arrival.connection().topic(),
            RecordSummary.Count.NONE.plus(arrival),
            (count, one) -> count.plus(arrival));
      }
      if (settings.durationNanos() > 0
          && beginNanos >= 0
          && clock.nowNanos() - beginNanos >= settings.durationNanos()) {
        stop();
      }
    }
  }

  private RecordSummary summary(String failure) {
    queue.dropped().forEach(this::addDropped);
    synchronized (subscribers) {
      subscribers.forEach((topic, from) -> addDropped(topic, from.getDroppedCount()));
    }
    List<Path> files = new ArrayList<>(bags.files());
    if (!failure.isEmpty()) {
      Path last = files.remove(files.size() - 1);
      Path active = last.resolveSibling(last.getFileName() + BagWriter.ACTIVE_SUFFIX);
      files.add(active.toFile().exists() ? active : last);
    }
    return new RecordSummary(files, counts, failure);
  }

  private void addDropped(String topic, long dropped) {
    if (dropped > 0) {
      counts.merge(
          topic,
          RecordSummary.Count.NONE.plusDropped(dropped),
          (count, more) -> count.plusDropped(dropped));
    }
  }

  /** Takes nothing more; {@link #run} writes what waits and ends. */
  public void stop() {
    stopped = true;
    queue.close();
  }
}

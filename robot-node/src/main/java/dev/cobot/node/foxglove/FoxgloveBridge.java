package dev.cobot.node.foxglove;

import dev.cobot.node.config.FoxgloveProfile;
import dev.cobot.node.foxglove.ServerMessage.Level;
import dev.cobot.node.graph.GraphClock;
import dev.cobot.node.record.ReceivedMessage;
import dev.cobot.node.record.ReceivedMessageType;
import dev.cobot.ros.CancellableLoop;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.GraphName;
import dev.cobot.ros.MessageListener;
import dev.cobot.ros.QueueRule;
import dev.cobot.ros.RosException;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.Subscriber;
import dev.cobot.ros.bag.BagConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the topics of a graph to Foxglove and Lichtblick. While no client is connected it asks the
 * master nothing and listens to nothing; then it meets each topic's publisher once for the type,
 * and listens to what a client shows.
 */
public final class FoxgloveBridge implements AutoCloseable {
  /** The port that clients try first. */
  public static final int USUAL_PORT = 8765;

  static final int MAX_TOPICS = 2048;
  private static final Logger log = LoggerFactory.getLogger(FoxgloveBridge.class);
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final long TICK_NANOS = 20_000_000L;
  private static final int LOOKS_A_PING = 15;
  private static final int MAX_TASKS = 256;
  private static final int CHANGES_A_TURN = 8;
  private static final Pattern SLASH = Pattern.compile("/");
  private static final RosGraph.State NOTHING = new RosGraph.State(Map.of(), Map.of(), Map.of());

  /** A listener only hands its message on, so few ever wait there. */
  private static final QueueRule HAND_OVER = QueueRule.dropOldest(64);

  private final ConnectedNode node;
  private final RosGraph graph;
  private final Predicate<String> shown;
  private final LookServer server;
  private final String sessionId = Long.toString(System.currentTimeMillis());
  private final Map<ClientLine, Guest> guests = new ConcurrentHashMap<>();
  private final Map<Long, Topic> channels = new ConcurrentHashMap<>();
  private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(MAX_TASKS);
  private final Looking looking = new Looking();
  private volatile GraphClock clock;

  // Of the looking thread.
  private final Map<String, Topic> topics = new TreeMap<>();
  private final Set<String> illegal = new HashSet<>();
  private RosGraph.State state = NOTHING;
  private Subscriber<ReceivedMessage> ticks; // null where the time is not simulated
  private TopicFeed clockFeed;
  private long nextChannelId = 1;
  private long lookedMonotonic = System.nanoTime() - LOOK_NANOS;
  private int looks;
  private boolean isMasterLost;

  /** A client with its subscriptions, which are its own lock. */
  private static final class Guest {
    private final ClientLine line;
    private final Map<Long, Topic> subscriptions = new HashMap<>();
    private volatile boolean watchesGraph;
    private boolean isGone;

    // Of the looking thread.
    private boolean isGreeted;
    private RosGraph.State told = NOTHING;

    Guest(ClientLine line) {
      this.line = line;
    }
  }

  /** A topic; all but the feed is of the looking thread. */
  private static final class Topic {
    private final TopicFeed feed;
    private Channel channel; // null until its type is known
    private Subscriber<ReceivedMessage> subscriber; // null while it rests

    Topic(TopicFeed feed) {
      this.feed = feed;
    }
  }

  private FoxgloveBridge(
      FoxgloveProfile profile,
      String option,
      ConnectedNode node,
      RosGraph graph,
      Predicate<String> shown)
      throws IOException {
    this.node = node;
    this.graph = graph;
    this.shown = shown;
    server = new LookServer(profile, option, new Requests());
  }

  /**
   * Listens.
   *
   * @param option that sets the port, for the error
   * @param node ends showing when it is closed, by the caller; it must have a time provider, as one
   *     that reads {@code /clock} for itself cannot show it
   * @param shown says which topics are shown, by their full names
   * @throws IOException when the port is taken or the address is none of this machine's
   */
  public static FoxgloveBridge open(
      FoxgloveProfile profile,
      String option,
      ConnectedNode node,
      RosGraph graph,
      Predicate<String> shown)
      throws IOException {
    FoxgloveBridge bridge = new FoxgloveBridge(profile, option, node, graph, shown);
    if (!profile.listening().isLoopback()) {
      log.warn(
          "Foxglove clients are served on {} without encryption or password: who reaches it sees"
              + " every topic and parameter of the graph; on a network that is not yours alone,"
              + " bind 127.0.0.1 and use ssh -L",
          profile.bind());
    }
    node.executeCancellableLoop(bridge.looking);
    return bridge;
  }

  /** Returns what a client connects to, as in {@code ws://127.0.0.1:8765}. */
  public String address() {
    return server.address();
  }

  /** Returns how many clients are connected. */
  public int clients() {
    return guests.size();
  }

  /** Returns how many messages clients were too slow for, of those that are connected. */
  public long dropped() {
    return guests.keySet().stream().mapToLong(ClientLine::dropped).sum();
  }

  private void wake() {
    // When the queue is full the thread wakes anyway.
    boolean unused = tasks.offer(() -> {});
  }

  private void lookSoon() {
    boolean unused = tasks.offer(() -> lookedMonotonic = System.nanoTime() - LOOK_NANOS);
  }

  /** Talks with the master, and opens and closes what is listened to. */
  private final class Looking extends CancellableLoop {
    @Override
    protected void loop() throws InterruptedException {
      long untilLook = lookedMonotonic + LOOK_NANOS - System.nanoTime();
      Runnable task = tasks.poll(Math.max(untilLook, 0), TimeUnit.NANOSECONDS);
      try {
        for (; task != null; task = tasks.poll()) {
          task.run();
        }
        turn();
      } catch (RuntimeException e) {
        // What goes wrong with one message or topic must not end the others.
        log.warn("A turn of the Foxglove server failed", e);
      }
    }
  }

  private void turn() {
    boolean isDue = System.nanoTime() - lookedMonotonic >= LOOK_NANOS;
    if (guests.isEmpty()) {
      if (isDue) {
        lookedMonotonic = System.nanoTime();
      }
      follow(false);
    } else if (isDue || guests.values().stream().anyMatch(guest -> !guest.isGreeted)) {
      lookedMonotonic = System.nanoTime();
      look();
    }
    guests.values().forEach(this::greet);
    advertise();
    listen();
  }

  private void look() {
    if (++looks % LOOKS_A_PING == 0) {
      guests.keySet().forEach(ClientLine::ping);
    }
    try {
      follow(true);
      state = graph.state();
      isMasterLost = false;
    } catch (RosException e) {
      if (!isMasterLost) {
        isMasterLost = true;
        log.warn("No new topics can be shown: {}", e.getMessage());
        tellAll(Level.WARNING, "The ROS master does not answer; topics that come are not shown");
      }
      return;
    }
    if (!clock.stands()) {
      compare();
    }
    for (Guest guest : guests.values()) {
      if (!guest.watchesGraph) {
        guest.told = NOTHING;
      } else if (guest.isGreeted && !guest.told.equals(state)) {
        guest.line.tell(ServerMessage.connectionGraph(guest.told, state));
        guest.told = state;
      }
    }
  }

  private void tellAll(Level level, String text) {
    guests.keySet().forEach(client -> client.status(level, text));
  }

  /** Follows the graph's time while somebody looks. */
  private void follow(boolean isWanted) {
    if (isWanted && clock == null) {
      GraphClock found = GraphClock.of(graph);
      clock = found;
      if (found.isSimulated()) {
        listenToTicks(found);
      }
    } else if (!isWanted && clock != null) {
      clock = null;
      if (topics.containsKey(GraphClock.TOPIC)) {
        end(GraphClock.TOPIC);
      }
      if (ticks != null) {
        ticks.close();
        ticks = null;
      }
    }
  }

  /** A node listens to a topic once, so the ticks are passed on to clients from here, too. */
  private void listenToTicks(GraphClock simulated) {
    TopicFeed feed = new TopicFeed();
    clockFeed = feed;
    Ticks told = new Ticks(simulated);
    ticks =
        subscribe(
            GraphClock.TOPIC,
            feed,
            tick -> {
              told.take(tick);
              feed.take(tick);
            });
  }

  private Subscriber<ReceivedMessage> subscribe(
      String topic, TopicFeed feed, MessageListener<ReceivedMessage> listener) {
    return node.newSubscriber(
            topic,
            ReceivedMessageType.of(
                topic,
                this::nowNanos,
                publisher -> {
                  feed.met(publisher);
                  wake();
                }))
        .addMessageListener(listener, HAND_OVER);
  }

  /** Tells clients the time, not more often than a display changes. */
  private final class Ticks {
    private final GraphClock simulated;
    private long toldMonotonic = System.nanoTime() - TICK_NANOS;

    Ticks(GraphClock simulated) {
      this.simulated = simulated;
    }

    void take(ReceivedMessage tick) {
      boolean stood = simulated.stands();
      simulated.tick(tick.data());
      if (stood) {
        lookSoon();
      }
      long now = System.nanoTime();
      if (now - toldMonotonic >= TICK_NANOS) {
        toldMonotonic = now;
        guests.keySet().forEach(client -> client.time(simulated.nowNanos()));
      }
    }
  }

  private long nowNanos() {
    GraphClock now = clock;
    return now == null ? 0 : now.nowNanos();
  }

  /** Brings the topics to what the graph has. */
  private void compare() {
    for (Map.Entry<String, Topic> known : List.copyOf(topics.entrySet())) {
      List<String> publishers = state.publishers().getOrDefault(known.getKey(), List.of());
      if (publishers.isEmpty() || known.getValue().feed.isOutdated(publishers)) {
        end(known.getKey());
      }
    }
    for (String name : state.publishers().keySet()) {
      if (!topics.containsKey(name) && !illegal.contains(name) && shown.test(name)) {
        if (topics.size() >= MAX_TOPICS) {
          refuse(name, "there are more than " + MAX_TOPICS + " topics");
          continue;
        }
        try {
          GraphName.of(name);
        } catch (IllegalArgumentException e) {
          refuse(name, e.getMessage());
          continue;
        }
        boolean isTicks = name.equals(GraphClock.TOPIC) && ticks != null;
        topics.put(name, new Topic(isTicks ? clockFeed : new TopicFeed()));
      }
    }
  }

  private void refuse(String topic, String why) {
    illegal.add(topic);
    log.warn("{} is not shown: {}", topic, why);
    tellAll(Level.WARNING, topic + " is not shown: " + why);
  }

  private void end(String name) {
    Topic topic = topics.remove(name);
    topic.feed.end();
    if (topic.channel != null) {
      channels.remove(topic.channel.id());
      String gone = ServerMessage.unadvertise(topic.channel.id());
      for (Guest guest : guests.values()) {
        synchronized (guest.subscriptions) {
          guest.subscriptions.values().removeIf(subscribed -> subscribed == topic);
        }
        if (guest.isGreeted) {
          guest.line.tell(gone);
        }
      }
    }
    if (topic.subscriber != null) {
      topic.subscriber.close();
    }
    GraphClock now = clock;
    if (topic.feed == clockFeed && now != null) {
      ticks.close();
      listenToTicks(now);
    }
  }

  private void greet(Guest guest) {
    if (guest.isGreeted) {
      return;
    }
    guest.isGreeted = true;
    boolean tellsTime = clock != null && clock.isSimulated();
    guest.line.tell(ServerMessage.serverInfo("cobot", sessionId, tellsTime));
    guest.line.tell(
        ServerMessage.advertise(
            topics.values().stream().filter(t -> t.channel != null).map(t -> t.channel).toList()));
    if (clock == null) {
      guest.line.status(Level.WARNING, "The ROS master does not answer; there is nothing to show");
    } else if (clock.stands()) {
      guest.line.status(
          Level.WARNING, "Simulated time has not begun; topics come with the first /clock");
    }
  }

  /** Tells of the topics whose types have become known. */
  private void advertise() {
    List<Channel> learnt = new ArrayList<>();
    topics.forEach(
        (name, topic) -> {
          Optional<BagConnection> teacher = topic.feed.teacher();
          if (topic.channel == null && teacher.isPresent()) {
            topic.channel =
                new Channel(
                    nextChannelId++, name, teacher.get().type(), teacher.get().definition());
            channels.put(topic.channel.id(), topic);
            learnt.add(topic.channel);
          }
        });
    if (!learnt.isEmpty()) {
      String message = ServerMessage.advertise(learnt);
      guests.values().stream()
          .filter(guest -> guest.isGreeted)
          .forEach(guest -> guest.line.tell(message));
    }
  }

  /** Listens to what clients show first, then to what is not known yet; some topics a turn. */
  private void listen() {
    topics.forEach(
        (name, topic) -> {
          if (topic.feed.isWanted()) {
            open(name, topic);
          }
        });
    int left = CHANGES_A_TURN;
    for (Map.Entry<String, Topic> one : topics.entrySet()) {
      Topic topic = one.getValue();
      boolean isUnknown = topic.channel == null && !guests.isEmpty();
      if (isUnknown ? open(one.getKey(), topic) : rest(topic)) {
        left--;
      }
      if (left == 0) {
        wake();
        return;
      }
    }
  }

  private boolean open(String name, Topic topic) {
    if (topic.subscriber != null || topic.feed == clockFeed) {
      return false;
    }
    topic.feed.wake();
    topic.subscriber = subscribe(name, topic.feed, topic.feed::take);
    return true;
  }

  private boolean rest(Topic topic) {
    if (topic.subscriber == null || !topic.feed.rest()) {
      return false;
    }
    topic.subscriber.close();
    topic.subscriber = null;
    return true;
  }

  /** What clients ask for; on threads of the server. */
  private final class Requests implements LookServer.Guests {
    @Override
    public void came(ClientLine client) {
      guests.put(client, new Guest(client));
      wake();
    }

    @Override
    public void went(ClientLine client) {
      Guest guest = guests.remove(client);
      if (guest != null) {
        synchronized (guest.subscriptions) {
          guest.isGone = true;
          guest.subscriptions.forEach((id, topic) -> topic.feed.remove(client, id));
          guest.subscriptions.clear();
        }
        wake();
      }
    }

    @Override
    public void said(ClientLine client, String message) {
      Guest guest = guests.get(client);
      if (guest == null) {
        return;
      }
      ClientRequest request;
      try {
        request = ClientRequest.read(message);
      } catch (IllegalArgumentException e) {
        client.status(Level.ERROR, e.getMessage());
        return;
      }
      if (request instanceof ClientRequest.Subscribe subscribe) {
        subscribe.channels().forEach((id, channel) -> subscribe(guest, id, channel));
        wake();
      } else if (request instanceof ClientRequest.Unsubscribe unsubscribe) {
        unsubscribe.subscriptions().forEach(id -> unsubscribe(guest, id));
        wake();
      } else if (request instanceof ClientRequest.WatchGraph watch) {
        guest.watchesGraph = watch.isWanted();
        lookSoon();
      } else if (request instanceof ClientRequest.GetParameters get) {
        if (!tasks.offer(() -> tellParameters(client, get))) {
          client.status(Level.WARNING, "too many requests wait; parameters are not told");
        }
      }
    }

    private void subscribe(Guest guest, long id, long channelId) {
      Topic topic = channels.get(channelId);
      String problem = "";
      synchronized (guest.subscriptions) {
        if (guest.isGone) {
          return;
        }
        if (topic == null) {
          problem = "there is no channel " + channelId;
        } else if (guest.subscriptions.containsKey(id)) {
          problem = "the subscription " + id + " is in use";
        } else if (!topic.feed.add(guest.line, id)) {
          problem = "the channel " + channelId + " is subscribed already, or has gone";
        } else {
          guest.subscriptions.put(id, topic);
        }
      }
      // Without the lock: a line that breaks now is told of on this thread.
      if (problem.isEmpty()) {
        guest.line.pump();
      } else {
        guest.line.status(Level.ERROR, problem);
      }
    }

    private void unsubscribe(Guest guest, long id) {
      synchronized (guest.subscriptions) {
        Topic topic = guest.subscriptions.remove(id);
        if (topic != null) {
          topic.feed.remove(guest.line, id);
        }
        // One that ended with its channel may still be unsubscribed from; that is no error.
      }
    }
  }

  private void tellParameters(ClientLine client, ClientRequest.GetParameters get) {
    Map<String, Object> values = new LinkedHashMap<>();
    try {
      Object root = graph.parameter("/").orElse(Map.of());
      if (get.names().isEmpty()) {
        flatten("", root, values);
      } else {
        get.names().forEach(name -> find(root, name).ifPresent(v -> values.put(name, v)));
      }
      client.tell(ServerMessage.parameterValues(values, get.id()));
    } catch (RosException e) {
      client.status(Level.ERROR, "The ROS master does not answer; parameters are not known");
    }
  }

  private static Optional<Object> find(Object root, String name) {
    Object value = root;
    for (String key : SLASH.splitAsStream(name).filter(part -> !part.isEmpty()).toList()) {
      value = value instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return Optional.ofNullable(value);
  }

  private static void flatten(String name, Object value, Map<String, Object> into) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> flatten(name + "/" + key, inner, into));
    } else {
      into.put(name, value);
    }
  }

  /** Says goodbye to the clients. */
  @Override
  public void close() {
    looking.cancel();
    server.close();
  }
}

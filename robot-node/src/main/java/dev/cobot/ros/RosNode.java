package dev.cobot.ros;

import dev.cobot.ros.message.ClockMessage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Log;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.ServiceType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of a ROS 1 graph. All methods may be called from any thread; listeners are called on
 * threads of the node, never on those that read sockets.
 */
public final class RosNode implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RosNode.class);
  private static final int MAX_CONNECTIONS = 512;

  private final NodeConfig config;
  private final NodeListener listener;
  private final String name;
  private final Map<String, Publisher<?>> publishers = new ConcurrentHashMap<>();
  private final Map<String, TopicInput<?>> inputs = new HashMap<>();

  /**
   * Held while a topic is registered or unregistered, so that the master hears both in their order.
   */
  private final Object subscribing = new Object();

  private final List<ParameterWatch> watches = new CopyOnWriteArrayList<>();
  private final Map<String, ServiceServer> services = new ConcurrentHashMap<>();
  private final AtomicInteger connectionSerial = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ParameterTree params = new ParameterTree(this);
  private final SocketAcceptor tcpRos;
  private final OutboundLoop outbound;
  private final XmlRpcServer slave;
  private final URI uri;
  private final URI serviceUri;
  private final Publisher<Log> rosout;
  private final MasterWatch watch;
  private volatile RosTime simulatedTime;

  private RosNode(NodeConfig config, NodeListener listener) throws RosException {
    this.config = config;
    this.listener = listener;
    this.name = config.name().value();
    this.outbound = new OutboundLoop(threadName("write"), config.stallTimeout());
    try {
      InetSocketAddress bind = new InetSocketAddress(InetAddress.getByName(config.bindHost()), 0);
      tcpRos = SocketAcceptor.open(bind, threadName("tcpros"), MAX_CONNECTIONS, this::serveTcpRos);
      try {
        slave = new XmlRpcServer(bind, threadName("slave"), new SlaveApi(this));
      } catch (IOException e) {
        tcpRos.close();
        throw e;
      }
    } catch (UnknownHostException e) {
      throw new RosException(
          "Node "
              + name
              + ": the host "
              + config.bindHost()
              + " is unknown; give an address of this machine",
          e);
    } catch (IOException e) {
      throw new RosException(
          "Node " + name + ": " + e.getMessage() + "; check the bind address", e);
    }
    String advertised = advertisedHost(config);
    this.uri = URI.create("http://" + advertised + ":" + slave.port() + "/");
    this.serviceUri = URI.create("rosrpc://" + advertised + ":" + tcpRos.port());
    this.rosout =
        new Publisher<>(this, "/rosout", MessageType.of(Log.class), PublisherOptions.latched(100));
    this.watch = new MasterWatch(this, listener);
  }

  private static String advertisedHost(NodeConfig config) {
    String host = config.advertisedHost();
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /**
   * Starts a node and registers it with its master.
   *
   * @throws RosException when the master does not answer or the address cannot be bound
   */
  public static RosNode connect(NodeConfig config) throws RosException {
    return connect(config, new NodeListener() {});
  }

  /**
   * Starts a node whose listener is told what happens to it from outside; see {@link
   * #connect(NodeConfig)}.
   */
  public static RosNode connect(NodeConfig config, NodeListener listener) throws RosException {
    RosNode node = new RosNode(config, listener);
    try {
      node.start();
      return node;
    } catch (RosException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void start() throws RosException {
    int masterPid = watch.askPid();
    for (Map.Entry<String, Object> parameter : config.privateParameters().entrySet()) {
      params.set("~" + parameter.getKey(), parameter.getValue());
    }
    if (params.getBool("/use_sim_time", false)) {
      simulatedTime = RosTime.ZERO;
      subscribe("/clock", ClockMessage.class, 1, tick -> simulatedTime = tick.clock());
    }
    if (!params.getBool("/rosout_disable_topics_generation", false)) {
      publishers.put(rosout.topic(), rosout);
      rosout.registration().begin();
    }
    watch.start(masterPid);
  }

  /** The full name of the node. */
  public String name() {
    return name;
  }

  /** The URI of the node's slave API. */
  public URI uri() {
    return uri;
  }

  public URI masterUri() {
    return config.masterUri();
  }

  /** The full name that stands behind a name as this node sees it, after remapping. */
  public String resolveName(String graphName) {
    return config.resolve(graphName).value();
  }

  public ParameterTree params() {
    return params;
  }

  /**
   * The time of the clock in use: the wall clock, or with {@code /use_sim_time} the last tick of
   * {@code /clock}, zero before the first.
   */
  public RosTime time() {
    RosTime simulated = simulatedTime;
    if (simulated != null) {
      return simulated;
    }
    Instant now = Instant.now();
    return new RosTime((int) now.getEpochSecond(), now.getNano());
  }

  /** Whether the time is that of a simulation. */
  public boolean usesSimulatedTime() {
    return simulatedTime != null;
  }

  /**
   * Begins to publish a topic.
   *
   * @throws RosException when the master cannot be reached or refuses
   * @throws IllegalStateException when this node publishes the topic already, or is closed
   */
  public <M extends RosMessage> Publisher<M> advertise(
      String topic, Class<M> type, PublisherOptions options) throws RosException {
    requireOpen();
    Publisher<M> publisher =
        new Publisher<>(this, resolveName(topic), MessageType.of(type), options);
    if (publishers.putIfAbsent(publisher.topic(), publisher) != null) {
      throw new IllegalStateException(
          "Node " + name + " publishes " + publisher.topic() + " already; share that Publisher");
    }
    try {
      publisher.registration().begin();
    } catch (RosException e) {
      publisher.close();
      throw e;
    }
    return publisher;
  }

  /**
   * Listens to a topic. Links to publishers come and go by themselves.
   *
   * @param queueSize messages kept while the listener is busy, at least 1; 1 means the latest only
   * @param listener called for one message at a time, on a thread of this subscription
   * @throws RosException when the master cannot be reached or refuses
   * @throws IllegalStateException when this node listens to the topic with another type, or is
   *     closed
   */
  public <M extends RosMessage> Subscriber subscribe(
      String topic, Class<M> type, int queueSize, Consumer<M> listener) throws RosException {
    requireOpen();
    String resolved = resolveName(topic);
    synchronized (subscribing) {
      TopicInput<M> input;
      Subscriber subscriber;
      boolean first;
      synchronized (inputs) {
        TopicInput<?> known = inputs.get(resolved);
        first = known == null;
        input = first ? new TopicInput<>(this, resolved, type) : sameType(known, type);
        subscriber = input.add(queueSize, listener);
        inputs.put(resolved, input);
      }
      if (first) {
        try {
          input.register(false);
        } catch (RosException e) {
          subscriber.close();
          throw e;
        }
      }
      return subscriber;
    }
  }

  @SuppressWarnings("unchecked") // carries checks that the input has this very class
  private <M extends RosMessage> TopicInput<M> sameType(TopicInput<?> known, Class<M> type) {
    if (!known.carries(type)) {
      throw new IllegalStateException(
          "Node "
              + name
              + " reads "
              + known.topic()
              + " as "
              + known.type().name()
              + ", not as "
              + type.getName());
    }
    return (TopicInput<M>) known;
  }

  /**
   * Offers a service.
   *
   * @throws RosException when the master cannot be reached or refuses
   * @throws IllegalStateException when this node offers the service already, or is closed
   */
  public <Q extends RosMessage, S extends RosMessage> ServiceServer serve(
      String service, ServiceType<Q, S> type, ServiceHandler<Q, S> handler) throws RosException {
    requireOpen();
    ServiceServer server = new ServiceServer(this, resolveName(service), type, handler);
    if (services.putIfAbsent(server.name(), server) != null) {
      throw new IllegalStateException(
          "Node " + name + " offers the service " + server.name() + " already");
    }
    try {
      server.registration().begin();
    } catch (RosException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** A client of a service; the service need not be there yet. */
  public <Q extends RosMessage, S extends RosMessage> ServiceClient<Q, S> serviceClient(
      String service, ServiceType<Q, S> type) {
    return new ServiceClient<>(this, resolveName(service), type);
  }

  /** Writes a line to {@code /rosout}. */
  public void log(LogLevel level, String text) {
    rosout.publish(
        new Log(
            new Header(0, time(), ""),
            level.code(),
            name,
            text,
            "",
            "",
            0,
            publishers.keySet().stream().sorted().toList()));
  }

  public boolean isClosed() {
    return closed.get();
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("Node " + name + " is closed");
    }
  }

  // For the parts of the node

  NodeConfig config() {
    return config;
  }

  String threadName(String role) {
    return "ros-" + name + "-" + role;
  }

  int nextConnectionId() {
    return connectionSerial.incrementAndGet();
  }

  OutboundLoop outbound() {
    return outbound;
  }

  /** Leaves a connection open for somebody who releases it. */
  void keepConnection(Socket socket) {
    tcpRos.keep(socket);
  }

  void releaseConnection(Socket socket) {
    tcpRos.release(socket);
  }

  int tcpRosPort() {
    return tcpRos.port();
  }

  Registration registration(String role, String topic, String type) {
    return new Registration(
        role.toLowerCase(Locale.ROOT) + " of " + topic,
        () -> master("register" + role, name, topic, type, uri.toString()),
        () -> master("unregister" + role, name, topic, uri.toString()));
  }

  Registration serviceRegistration(String service) {
    return new Registration(
        "service " + service,
        () -> master("registerService", name, service, serviceUri.toString(), uri.toString()),
        () -> master("unregisterService", name, service, serviceUri.toString()));
  }

  Registration parameterRegistration(String key) {
    return new Registration(
        "watch of parameter " + key,
        () -> master("subscribeParam", name, uri.toString(), key),
        () -> master("unsubscribeParam", name, uri.toString(), key));
  }

  ParameterWatch watchParameter(String key, Consumer<Optional<Object>> changed)
      throws RosException {
    requireOpen();
    ParameterWatch parameterWatch = new ParameterWatch(this, key, changed);
    synchronized (subscribing) {
      watches.add(parameterWatch);
      try {
        parameterWatch.registration().begin();
      } catch (RosException e) {
        parameterWatch.close();
        throw e;
      }
    }
    return parameterWatch;
  }

  /** The master knows one subscription of a node to a key, however many watches it has. */
  void removeWatch(ParameterWatch parameterWatch) {
    synchronized (subscribing) {
      watches.remove(parameterWatch);
      if (watches.stream().anyMatch(other -> other.name().equals(parameterWatch.name()))) {
        parameterWatch.registration().abandon();
      } else {
        parameterWatch.registration().end();
      }
    }
  }

  /**
   * Tells the watches that a key (with a slash at its end) concerns; says whether there are any.
   */
  boolean parameterChanged(String key) {
    boolean watched = false;
    for (ParameterWatch parameterWatch : watches) {
      if (parameterWatch.concernedBy(key)) {
        parameterWatch.changed();
        watched = true;
      }
    }
    return watched;
  }

  /** Calls the master, whatever it answers. */
  XmlRpcClient.Reply master(String method, Object... args) throws IOException {
    return XmlRpcClient.call(config.masterUri(), config.callTimeout(), method, args);
  }

  /** Calls the master and explains when it cannot be reached. */
  XmlRpcClient.Reply callMaster(String method, Object... args) throws RosException {
    try {
      return master(method, args);
    } catch (IOException e) {
      throw new RosException(
          "Node "
              + name
              + ": the ROS master at "
              + config.masterUri()
              + " cannot be asked ("
              + e.getMessage()
              + "); start one (roscore) or give its address by ROS_MASTER_URI or __master:=",
          e);
    }
  }

  /** Registers everything again, as a new master knows nobody; ends at the first failure. */
  void registerAll() throws RosException {
    for (Publisher<?> publisher : publishers.values()) {
      publisher.registration().begin();
    }
    for (TopicInput<?> input : inputs()) {
      input.register(true);
    }
    for (ServiceServer service : services.values()) {
      service.registration().begin();
    }
    for (ParameterWatch parameterWatch : watches) {
      parameterWatch.registration().begin();
      parameterWatch.changed();
    }
  }

  List<Publisher<?>> publishers() {
    return List.copyOf(publishers.values());
  }

  Publisher<?> publisher(String topic) {
    Publisher<?> publisher = publishers.get(topic);
    return publisher == null || publisher.isClosed() ? null : publisher;
  }

  List<TopicInput<?>> inputs() {
    synchronized (inputs) {
      return List.copyOf(inputs.values());
    }
  }

  TopicInput<?> input(String topic) {
    synchronized (inputs) {
      return inputs.get(topic);
    }
  }

  void forget(Publisher<?> publisher) {
    publishers.remove(publisher.topic(), publisher);
  }

  void forget(ServiceServer service) {
    services.remove(service.name(), service);
  }

  void removeSubscriber(TopicInput<?> input, Subscriber subscriber) {
    synchronized (subscribing) {
      synchronized (inputs) {
        input.subscribers().remove(subscriber);
        if (!input.subscribers().isEmpty() || !inputs.remove(input.topic(), input)) {
          return;
        }
      }
      input.registration().end();
      input.close();
    }
  }

  private void serveTcpRos(Socket socket) throws IOException {
    long deadlineNanos = System.nanoTime() + config.callTimeout().toNanos();
    Map<String, String> header = TcpRosHeader.read(new DeadlineInput(socket, deadlineNanos));
    socket.setSoTimeout(0);
    String topic = header.get("topic");
    String service = header.get("service");
    Publisher<?> publisher = topic == null ? null : publisher(topic);
    ServiceServer server = service == null ? null : services.get(service);
    if (publisher != null) {
      publisher.serve(socket, header);
    } else if (server != null) {
      server.serve(socket, header);
    } else {
      String refusal =
          topic == null && service == null
              ? "the header names neither a topic nor a service"
              : "node "
                  + name
                  + " offers no "
                  + (topic == null ? "service " + service : "topic " + topic);
      socket.getOutputStream().write(TcpRosHeader.encode(Map.of("error", refusal)));
    }
  }

  /** Obeys a peer: tells the listener, then closes. */
  void shutdownByPeer(String reason) {
    Threads.startDaemon(
        threadName("shutdown"),
        () -> {
          if (!closed.get()) {
            log.info("Node {} is told to shut down: {}", name, reason);
            listener.onShutdown(reason);
            close();
          }
        });
  }

  /**
   * Ends the node: stops callbacks, sends what is queued, unregisters everything, closes all
   * connections. A master that does not answer delays this by one call timeout at most.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    watch.close();
    List<TopicInput<?>> openInputs = inputs();
    openInputs.forEach(input -> input.subscribers().forEach(Subscriber::stop));
    watches.forEach(ParameterWatch::stop);
    publishers.values().forEach(Publisher::disconnect);
    endAll(openInputs);
    openInputs.forEach(TopicInput::close);
    tcpRos.close();
    outbound.close();
    slave.close();
  }

  private void endAll(List<TopicInput<?>> openInputs) {
    List<Registration> registrations = new ArrayList<>();
    services.values().forEach(service -> registrations.add(service.registration()));
    publishers.values().forEach(publisher -> registrations.add(publisher.registration()));
    openInputs.forEach(input -> registrations.add(input.registration()));
    watches.forEach(parameterWatch -> registrations.add(parameterWatch.registration()));
    boolean reachable = true;
    for (Registration registration : registrations) {
      if (reachable) {
        reachable = registration.end();
      } else {
        registration.abandon();
      }
    }
  }
}

package dev.cobot.ros;

import dev.cobot.ros.message.ClockMessage;
import dev.cobot.ros.message.DynamicType;
import dev.cobot.ros.message.GetLoggersResponse;
import dev.cobot.ros.message.Log;
import dev.cobot.ros.message.LoggerMessage;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RawType;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetLoggerLevelResponse;
import dev.cobot.ros.message.WireType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of a ROS 1 graph. All methods may be called from any thread; listeners are called on
 * threads of the node, never on those that read sockets. Everything that it gives out ends with it.
 */
public final class ConnectedNode implements Node {
  private static final Logger log = LoggerFactory.getLogger(ConnectedNode.class);
  private static final int MAX_CONNECTIONS = 512;
  private static final int POOL_THREADS = 16;

  /** Longest wait for a master that does not answer when the node ends. */
  private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(1);

  /** The node has ended by then, whatever hangs. */
  static final long LONGEST_CLOSE_MILLIS = 4500;

  private final NodeConfiguration config;
  private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
  private final String name;
  private final NameResolver resolver;
  private final NodeLog nodeLog;
  private final Optional<Supplier<RosTime>> timeProvider;
  private final ScheduledExecutorService executor;
  private final List<CancellableLoop> loops = new CopyOnWriteArrayList<>();
  private final Map<String, Publisher<?>> publishers = new ConcurrentHashMap<>();
  private final Map<String, TopicInput<?>> inputs = new HashMap<>();

  /**
   * Held while a topic is registered or unregistered, so that the master hears both in their order.
   */
  private final Object subscribing = new Object();

  private final List<ParameterWatch> watches = new CopyOnWriteArrayList<>();
  private final Map<String, ServiceServer<?, ?>> services = new ConcurrentHashMap<>();
  private final Set<ServiceClient<?, ?>> persistentClients = ConcurrentHashMap.newKeySet();
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

  private ConnectedNode(NodeConfiguration config, List<NodeListener> listeners) {
    this.config = config;
    this.listeners.addAll(listeners);
    this.name = config.getNodeName().value();
    this.resolver = config.getResolver();
    this.timeProvider = config.getTimeProvider();
    this.nodeLog = new NodeLog(this, this::rosout);
    this.executor = Threads.newScheduledPool(threadName("pool"), POOL_THREADS);
    this.outbound = new OutboundLoop(threadName("write"), config.getStallTimeout());
    String advertised = config.getAdvertisedHost();
    try {
      tcpRos =
          SocketAcceptor.open(
              address(config.getTcpRosBindAddress()),
              threadName("tcpros"),
              MAX_CONNECTIONS,
              this::serveTcpRos);
      try {
        slave =
            new XmlRpcServer(
                address(config.getXmlRpcBindAddress()), threadName("slave"), new SlaveApi(this));
      } catch (IOException e) {
        tcpRos.close();
        throw e;
      }
    } catch (UnknownHostException e) {
      throw new RosException(
          "Node "
              + name
              + ": the host "
              + e.getMessage()
              + " is unknown; give an address of this machine",
          e);
    } catch (IOException e) {
      throw new RosException(
          "Node " + name + ": " + e.getMessage() + "; check the bind address", e);
    }
    String host = advertised.contains(":") ? "[" + advertised + "]" : advertised;
    this.uri = URI.create("http://" + host + ":" + slave.port() + "/");
    this.serviceUri = URI.create("rosrpc://" + host + ":" + tcpRos.port());
    this.rosout =
        new Publisher<>(this, "/rosout", MessageType.of(Log.class), PublisherOptions.latched(100));
    this.watch = new MasterWatch(this);
  }

  private static InetSocketAddress address(BindAddress bind) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(bind.host()), bind.port());
  }

  /** A node whose servers listen, but which is not registered yet. */
  static ConnectedNode open(NodeConfiguration config, List<NodeListener> listeners) {
    return new ConnectedNode(NodeConfiguration.copyOf(config), listeners);
  }

  /**
   * Starts a node and registers it with its master, which must be there.
   *
   * @param listeners are told what happens to the node; their {@code onStart} is called, too
   * @throws RosException when the master does not answer or an address cannot be bound
   */
  public static ConnectedNode connect(NodeConfiguration config, NodeListener... listeners) {
    ConnectedNode node = open(config, List.of(listeners));
    try {
      node.start();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  boolean masterAnswers() {
    try {
      master("getPid", name);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Registers the node and tells the listeners; those that fail end the node. */
  void start() {
    int masterPid = watch.askPid();
    for (Map.Entry<String, Object> parameter : config.getPrivateParameters().entrySet()) {
      params.set("~" + parameter.getKey(), parameter.getValue());
    }
    if (timeProvider.isEmpty() && params.getBoolean("/use_sim_time", false)) {
      simulatedTime = RosTime.ZERO;
      newSubscriber("/clock", ClockMessage.class)
          .addMessageListener(tick -> simulatedTime = tick.clock(), QueueRule.latestOnly());
    }
    if (!params.getBoolean("/rosout_disable_topics_generation", false)) {
      publishers.put(rosout.topic(), rosout);
      rosout.registration().begin();
    }
    newServiceServer("~get_loggers", ServiceType.GET_LOGGERS, request -> loggers());
    newServiceServer(
        "~set_logger_level",
        ServiceType.SET_LOGGER_LEVEL,
        request -> {
          nodeLog.setLevel(request.logger(), LogLevel.of(request.level()));
          return new SetLoggerLevelResponse();
        });
    watch.start(masterPid);
    for (NodeListener listener : listeners) {
      try {
        listener.onStart(this);
      } catch (Exception e) {
        failed(e);
        return;
      }
    }
  }

  private GetLoggersResponse loggers() {
    return new GetLoggersResponse(
        nodeLog.loggers().entrySet().stream()
            .map(entry -> new LoggerMessage(entry.getKey(), entry.getValue().rosName()))
            .toList());
  }

  /** Ends the node because its start failed. */
  void failed(Throwable error) {
    log.error("Node {} failed to start", name, error);
    tell(listener -> listener.onError(this, error));
    close();
  }

  void tell(Consumer<NodeListener> event) {
    for (NodeListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        log.error("A listener of node {} failed", name, e);
      }
    }
  }

  @Override
  public GraphName getName() {
    return GraphName.of(name);
  }

  String name() {
    return name;
  }

  @Override
  public URI getUri() {
    return uri;
  }

  URI serviceUri() {
    return serviceUri;
  }

  @Override
  public URI getMasterUri() {
    return config.getMasterUri();
  }

  @Override
  public GraphName resolveName(GraphName graphName) {
    return resolver.resolve(graphName);
  }

  @Override
  public GraphName resolveName(String graphName) {
    return resolver.resolve(graphName);
  }

  @Override
  public NameResolver getResolver() {
    return resolver;
  }

  @Override
  public NodeLog getLog() {
    return nodeLog;
  }

  private Publisher<Log> rosout() {
    return rosout;
  }

  List<String> publishedTopics() {
    return publishers.keySet().stream().sorted().toList();
  }

  @Override
  public void addListener(NodeListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(NodeListener listener) {
    listeners.remove(listener);
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return executor;
  }

  @Override
  public void executeCancellableLoop(CancellableLoop loop) {
    requireOpen();
    loops.add(loop);
    Threads.startDaemon(
        threadName("loop"),
        () -> {
          try {
            loop.run();
          } catch (RuntimeException e) {
            log.error("A loop of node {} failed and has ended", name, e);
          } finally {
            loops.remove(loop);
          }
        });
  }

  public ParameterTree getParameterTree() {
    return params;
  }

  /**
   * The time of the clock in use: the wall clock, or with {@code /use_sim_time} the last tick of
   * {@code /clock}, zero before the first. A node that makes the time itself has its own.
   */
  public RosTime getCurrentTime() {
    if (timeProvider.isPresent()) {
      return timeProvider.get().get();
    }
    RosTime simulated = simulatedTime;
    if (simulated != null) {
      return simulated;
    }
    Instant now = Instant.now();
    return new RosTime((int) now.getEpochSecond(), now.getNano());
  }

  /** Whether the time is that of a simulation. */
  public boolean usesSimulatedTime() {
    return timeProvider.isPresent() || simulatedTime != null;
  }

  /** Begins to publish a topic with {@link PublisherOptions#DEFAULT}. */
  public <M extends RosMessage> Publisher<M> newPublisher(String topic, Class<M> type) {
    return newPublisher(topic, type, PublisherOptions.DEFAULT);
  }

  /** Begins to publish a topic with {@link PublisherOptions#DEFAULT}. */
  public <M extends RosMessage> Publisher<M> newPublisher(GraphName topic, Class<M> type) {
    return newPublisher(topic.value(), type, PublisherOptions.DEFAULT);
  }

  /** Begins to publish a topic whose messages are records. */
  public <M extends RosMessage> Publisher<M> newPublisher(
      String topic, Class<M> type, PublisherOptions options) {
    return newPublisher(topic, MessageType.of(type), options);
  }

  /**
   * Begins to publish a topic.
   *
   * @throws RosException when the master cannot be reached or refuses
   * @throws IllegalArgumentException when the type takes any message and has no name
   * @throws IllegalStateException when this node publishes the topic already, or is closed
   */
  public <M extends RosMessage> Publisher<M> newPublisher(
      String topic, WireType<M> type, PublisherOptions options) {
    requireOpen();
    if (type.md5().equals(WireType.ANY)) {
      throw new IllegalArgumentException(
          "Node " + name + " cannot publish " + topic + " as any type; name the type");
    }
    Publisher<M> publisher = new Publisher<>(this, resolveName(topic).value(), type, options);
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

  /** Listens to a topic whose messages are records. */
  public <M extends RosMessage> Subscriber<M> newSubscriber(String topic, Class<M> type) {
    return newSubscriber(topic, MessageType.of(type));
  }

  /** Listens to a topic whose messages are records. */
  public <M extends RosMessage> Subscriber<M> newSubscriber(GraphName topic, Class<M> type) {
    return newSubscriber(topic.value(), MessageType.of(type));
  }

  /**
   * Listens to a topic; {@link Subscriber#addMessageListener} says who is told. Links to publishers
   * come and go by themselves.
   *
   * @param type {@link MessageType} for records; {@link RawType#ANY_TYPE} and {@link
   *     DynamicType#any()} take whatever is published
   * @throws RosException when the master cannot be reached or refuses
   * @throws IllegalStateException when this node listens to the topic with another type, or is
   *     closed
   */
  public <M extends RosMessage> Subscriber<M> newSubscriber(String topic, WireType<M> type) {
    requireOpen();
    String resolved = resolveName(topic).value();
    synchronized (subscribing) {
      TopicInput<M> input;
      Subscriber<M> subscriber;
      boolean first;
      synchronized (inputs) {
        TopicInput<?> known = inputs.get(resolved);
        first = known == null;
        input = first ? new TopicInput<>(this, resolved, type) : sameType(known, type);
        subscriber = input.add();
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

  @SuppressWarnings("unchecked") // carries checks the class of the messages
  private <M extends RosMessage> TopicInput<M> sameType(TopicInput<?> known, WireType<M> type) {
    if (!known.carries(type)) {
      throw new IllegalStateException(
          "Node "
              + name
              + " reads "
              + known.topic()
              + " as "
              + known.type().name()
              + ", not as "
              + type.name());
    }
    return (TopicInput<M>) known;
  }

  /**
   * Offers a service.
   *
   * @throws RosException when the master cannot be reached or refuses
   * @throws IllegalStateException when this node offers the service already, or is closed
   */
  public <Q extends RosMessage, S extends RosMessage> ServiceServer<Q, S> newServiceServer(
      String service, ServiceType<Q, S> type, ServiceResponseBuilder<Q, S> builder) {
    requireOpen();
    ServiceServer<Q, S> server =
        new ServiceServer<>(this, resolveName(service).value(), type, builder);
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

  /**
   * Offers a service; see {@link #newServiceServer(String, ServiceType, ServiceResponseBuilder)}.
   */
  public <Q extends RosMessage, S extends RosMessage> ServiceServer<Q, S> newServiceServer(
      GraphName service, ServiceType<Q, S> type, ServiceResponseBuilder<Q, S> builder) {
    return newServiceServer(service.value(), type, builder);
  }

  /** The service of that name that this node offers; empty when it offers none. */
  public Optional<ServiceServer<?, ?>> getServiceServer(String service) {
    return Optional.ofNullable(services.get(resolveName(service).value()));
  }

  /** A client of a service; the service need not be there yet. */
  public <Q extends RosMessage, S extends RosMessage> ServiceClient<Q, S> newServiceClient(
      String service, ServiceType<Q, S> type) {
    return new ServiceClient<>(this, resolveName(service).value(), type, false);
  }

  /** A client of a service; the service need not be there yet. */
  public <Q extends RosMessage, S extends RosMessage> ServiceClient<Q, S> newServiceClient(
      GraphName service, ServiceType<Q, S> type) {
    return newServiceClient(service.value(), type);
  }

  /**
   * A client of a service that keeps one connection, for many calls: cheaper for each, but calls
   * wait for each other, and they stay with the node that answered first for as long as it lives.
   * After a connection broke the next call makes a new one.
   */
  public <Q extends RosMessage, S extends RosMessage>
      ServiceClient<Q, S> newPersistentServiceClient(String service, ServiceType<Q, S> type) {
    requireOpen();
    ServiceClient<Q, S> client =
        new ServiceClient<>(this, resolveName(service).value(), type, true);
    persistentClients.add(client);
    return client;
  }

  /** Where a service is reached; empty when no node offers it. */
  public Optional<URI> lookupServiceUri(String service) {
    XmlRpcClient.Reply reply = callMaster("lookupService", name, resolveName(service).value());
    return reply.ok() ? Optional.of(URI.create(String.valueOf(reply.value()))) : Optional.empty();
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

  NodeConfiguration config() {
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
        () -> leave("unregister" + role, name, topic, uri.toString()));
  }

  Registration serviceRegistration(String service) {
    return new Registration(
        "service " + service,
        () -> master("registerService", name, service, serviceUri.toString(), uri.toString()),
        () -> leave("unregisterService", name, service, serviceUri.toString()));
  }

  Registration parameterRegistration(String key) {
    return new Registration(
        "watch of parameter " + key,
        () -> master("subscribeParam", name, uri.toString(), key),
        () -> leave("unsubscribeParam", name, uri.toString(), key));
  }

  ParameterWatch watchParameter(String key, ParameterListener changed) {
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
    return XmlRpcClient.call(config.getMasterUri(), config.getCallTimeout(), method, args);
  }

  /** Calls a master that may be gone, and does not wait long for it. */
  private XmlRpcClient.Reply leave(String method, Object... args) throws IOException {
    Duration timeout = config.getCallTimeout();
    return XmlRpcClient.call(
        config.getMasterUri(),
        timeout.compareTo(LEAVE_TIMEOUT) < 0 ? timeout : LEAVE_TIMEOUT,
        method,
        args);
  }

  /** Calls the master and explains when it cannot be reached. */
  XmlRpcClient.Reply callMaster(String method, Object... args) {
    try {
      return master(method, args);
    } catch (IOException e) {
      throw new RosException(
          "Node "
              + name
              + ": the ROS master at "
              + config.getMasterUri()
              + " cannot be asked ("
              + e.getMessage()
              + "); start one (roscore) or give its address by ROS_MASTER_URI or __master:=",
          e);
    }
  }

  /** Registers everything again, as a new master knows nobody; ends at the first failure. */
  void registerAll() {
    for (Publisher<?> publisher : publishers.values()) {
      publisher.registration().begin();
    }
    for (TopicInput<?> input : inputs()) {
      input.register(true);
    }
    for (ServiceServer<?, ?> service : services.values()) {
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

  void forget(ServiceClient<?, ?> client) {
    persistentClients.remove(client);
  }

  void forget(ServiceServer<?, ?> service) {
    services.remove(service.name(), service);
  }

  void removeSubscriber(TopicInput<?> input, Subscriber<?> subscriber) {
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
    long deadlineNanos = System.nanoTime() + config.getCallTimeout().toNanos();
    Map<String, String> header = TcpRosHeader.read(new DeadlineInput(socket, deadlineNanos));
    socket.setSoTimeout(0);
    String topic = header.get("topic");
    String service = header.get("service");
    Publisher<?> publisher = topic == null ? null : publisher(topic);
    ServiceServer<?, ?> server = service == null ? null : services.get(service);
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
            tell(listener -> listener.onShutdownRequested(this, reason));
            close();
          }
        });
  }

  /** Ends the node, as {@link #close} does. */
  @Override
  public void shutdown() {
    close();
  }

  /**
   * Ends the node: stops callbacks, sends what is queued, unregisters everything, closes all
   * connections. A master that does not answer delays this by one second at most.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    tell(listener -> listener.onShutdown(this));
    loops.forEach(CancellableLoop::cancel);
    executor.shutdownNow();
    watch.close();
    List<TopicInput<?>> openInputs = inputs();
    openInputs.forEach(input -> input.subscribers().forEach(Subscriber::end));
    long deadlineNanos = System.nanoTime() + Subscriber.CALL_MILLIS * 1_000_000;
    openInputs.forEach(
        input -> input.subscribers().forEach(subscriber -> subscriber.join(deadlineNanos)));
    watches.forEach(ParameterWatch::stop);
    persistentClients.forEach(ServiceClient::close);
    publishers.values().forEach(Publisher::disconnect);
    endAll(openInputs);
    openInputs.forEach(TopicInput::close);
    tcpRos.close();
    outbound.close();
    slave.close();
    tell(listener -> listener.onShutdownComplete(this));
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

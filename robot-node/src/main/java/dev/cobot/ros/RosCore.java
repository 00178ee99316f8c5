package dev.cobot.ros;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ROS 1 master with its parameter server, inside this process. Stock ROS tools and nodes work
 * against it as against {@code rosmaster}. All methods may be called from any thread.
 */
public final class RosCore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RosCore.class);
  private static final String ANY_TYPE = "*";

  private final Object lock = new Object();
  private final Map<String, String> nodes = new LinkedHashMap<>();
  private final Registrations publishers = new Registrations();
  private final Registrations subscribers = new Registrations();
  private final Registrations parameterSubscribers = new Registrations();
  private final Map<String, Service> services = new TreeMap<>();
  private final Map<String, String> topicTypes = new TreeMap<>();
  private final ParameterStore parameters = new ParameterStore();
  private final InetSocketAddress bind;
  private final String host;
  private SlaveNotifier notifier;
  private XmlRpcServer server;
  private URI uri;

  private record Service(String node, String nodeUri, String serviceUri) {}

  private RosCore(InetSocketAddress bind, String host) {
    this.bind = bind;
    this.host = host.contains(":") ? "[" + host + "]" : host;
  }

  /** A master for this machine alone, on a free port. */
  public static RosCore newPrivate() {
    return newPrivate(0);
  }

  /** A master for this machine alone; port 0 takes a free one. */
  public static RosCore newPrivate(int port) {
    return of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * A master that listens on all addresses. It has no access control: for trusted networks only.
   *
   * @param host the host by which others reach this machine
   */
  public static RosCore newPublic(String host, int port) {
    return new RosCore(new InetSocketAddress(port), host);
  }

  /** A master that listens on all addresses, known by the name of this machine. */
  public static RosCore newPublic(int port) {
    return of(new InetSocketAddress(port));
  }

  private static RosCore of(InetSocketAddress bind) {
    InetAddress address = bind.getAddress();
    if (address == null) {
      throw new RosException(
          "ROS master: the host "
              + bind.getHostString()
              + " is unknown; give an address of this machine");
    }
    try {
      return new RosCore(
          bind,
          address.isAnyLocalAddress()
              ? InetAddress.getLocalHost().getHostName()
              : address.getHostAddress());
    } catch (UnknownHostException e) {
      throw new RosException(
          "ROS master: the name of this machine is unknown to itself; give the host", e);
    }
  }

  /**
   * Starts a master on that address; port 0 takes a free one. See {@link #start()}.
   *
   * @throws RosException when the address cannot be bound
   */
  public static RosCore start(InetSocketAddress bind) {
    RosCore core = of(bind);
    core.start();
    return core;
  }

  /**
   * Starts to listen; returns when nodes can connect.
   *
   * @throws RosException when the address cannot be bound
   * @throws IllegalStateException when it was started before
   */
  public void start() {
    synchronized (lock) {
      if (server != null) {
        throw new IllegalStateException("This ROS master was started before; make another one");
      }
      notifier = new SlaveNotifier("ros-master-notify");
      try {
        server = new XmlRpcServer(bind, "ros-master", this::handle);
      } catch (IOException e) {
        notifier.close();
        throw new RosException(
            "ROS master: " + e.getMessage() + "; stop what holds the port, or choose another one",
            e);
      }
      uri = URI.create("http://" + host + ":" + server.port() + "/");
      log.info("ROS master listens on {}", uri);
    }
  }

  /**
   * The URI to give to nodes as {@code ROS_MASTER_URI}.
   *
   * @throws IllegalStateException before the start
   */
  public URI getUri() {
    synchronized (lock) {
      if (uri == null) {
        throw new IllegalStateException("This ROS master has no URI yet; start it first");
      }
      return uri;
    }
  }

  /** Stops the master, as {@link #close} does. */
  public void shutdown() {
    close();
  }

  /** Stops the master; nodes keep running and wait for it to come back. */
  @Override
  public void close() {
    synchronized (lock) {
      if (server == null) {
        return;
      }
    }
    server.close();
    notifier.close();
  }

  private Object handle(String method, List<Object> params) throws XmlRpcException {
    if (method.equals("system.multicall")) {
      return multicall(params);
    }
    try {
      return dispatch(method, new Arguments(method, params));
    } catch (IllegalArgumentException e) {
      return failed(e.getMessage());
    }
  }

  private Object multicall(List<Object> params) throws XmlRpcException {
    if (params.size() != 1 || !(params.get(0) instanceof List<?> calls)) {
      throw new XmlRpcException("system.multicall takes one array of {methodName, params}");
    }
    List<Object> results = new ArrayList<>();
    for (Object call : calls) {
      if (call instanceof Map<?, ?> struct
          && struct.get("methodName") instanceof String method
          && struct.get("params") instanceof List<?> args
          && !method.equals("system.multicall")) {
        try {
          results.add(List.of(handle(method, new ArrayList<>(args))));
        } catch (XmlRpcException e) {
          results.add(XmlRpc.fault(1, e.getMessage()));
        }
      } else {
        results.add(XmlRpc.fault(1, "system.multicall takes {methodName, params}, got " + call));
      }
    }
    return results;
  }

  private Object dispatch(String method, Arguments args) throws XmlRpcException {
    String caller = args.caller();
    return switch (method) {
      case "registerPublisher" ->
          registerPublisher(caller, args.name(1), args.text(2), args.text(3));
      case "unregisterPublisher" -> unregisterPublisher(caller, args.name(1), args.text(2));
      case "registerSubscriber" ->
          registerSubscriber(caller, args.name(1), args.text(2), args.text(3));
      case "unregisterSubscriber" -> unregisterSubscriber(caller, args.name(1), args.text(2));
      case "registerService" -> registerService(caller, args.name(1), args.text(2), args.text(3));
      case "unregisterService" -> unregisterService(caller, args.name(1), args.text(2));
      case "lookupService" -> lookupService(args.name(1));
      case "lookupNode" -> lookupNode(args.name(1));
      case "getPublishedTopics" -> getPublishedTopics(caller, args.text(1));
      case "getTopicTypes" -> getTopicTypes();
      case "getSystemState" -> getSystemState();
      case "getUri" -> ok("URI", uri.toString());
      case "getPid" -> ok("PID", (int) ProcessHandle.current().pid());
      case "shutdown" -> shutdown(args.text(1));
      case "setParam" -> setParam(caller, args.name(1), args.value(2));
      case "getParam" -> getParam(args.name(1));
      case "hasParam" -> hasParam(args.name(1));
      case "deleteParam" -> deleteParam(args.name(1));
      case "searchParam" -> searchParam(caller, args.text(1));
      case "getParamNames" -> getParamNames();
      case "subscribeParam" -> subscribeParam(caller, args.text(1), args.name(2));
      case "unsubscribeParam" -> unsubscribeParam(caller, args.text(1), args.name(2));
      default -> throw new XmlRpcException("method \"" + method + "\" is not supported");
    };
  }

  private static List<Object> ok(String status, Object value) {
    return List.of(1, status, value);
  }

  private static List<Object> failed(String status) {
    return List.of(-1, status, 0);
  }

  // Topics

  private Object registerPublisher(String caller, String topic, String type, String nodeUri) {
    synchronized (lock) {
      takeName(caller, nodeUri);
      publishers.add(topic, caller, nodeUri);
      if (!type.equals(ANY_TYPE) || !topicTypes.containsKey(topic)) {
        topicTypes.put(topic, type);
      }
      notifySubscribers(topic);
      return ok(
          "Registered [" + caller + "] as publisher of [" + topic + "]", subscribers.uris(topic));
    }
  }

  private Object unregisterPublisher(String caller, String topic, String nodeUri) {
    synchronized (lock) {
      boolean removed = publishers.remove(topic, caller, nodeUri);
      if (removed) {
        notifySubscribers(topic);
        forgetIfIdle(caller);
      }
      return removed(removed, caller, topic);
    }
  }

  private Object registerSubscriber(String caller, String topic, String type, String nodeUri) {
    synchronized (lock) {
      takeName(caller, nodeUri);
      subscribers.add(topic, caller, nodeUri);
      if (!type.equals(ANY_TYPE)) {
        topicTypes.putIfAbsent(topic, type);
      }
      return ok("Subscribed to [" + topic + "]", publishers.uris(topic));
    }
  }

  private Object unregisterSubscriber(String caller, String topic, String nodeUri) {
    synchronized (lock) {
      boolean removed = subscribers.remove(topic, caller, nodeUri);
      forgetIfIdle(caller);
      return removed(removed, caller, topic);
    }
  }

  private static Object removed(boolean removed, String caller, String name) {
    return removed
        ? ok("Unregistered [" + caller + "] from [" + name + "]", 1)
        : ok("[" + caller + "] is not registered for [" + name + "]", 0);
  }

  private void notifySubscribers(String topic) {
    List<String> uris = publishers.uris(topic);
    for (String subscriber : subscribers.uris(topic)) {
      notifier.send(
          subscriber,
          "topic " + topic,
          new SlaveNotifier.Notice(
              "publisherUpdate", new Object[] {"/master", topic, uris}, reply -> {}));
    }
  }

  private Object getPublishedTopics(String caller, String subgraph) {
    synchronized (lock) {
      String prefix = subgraph.isEmpty() ? "/" : Names.resolve(caller, subgraph);
      String below = prefix.endsWith("/") ? prefix : prefix + "/";
      List<Object> topics = new ArrayList<>();
      for (String topic : publishers.names()) {
        if (topic.startsWith(below)) {
          topics.add(List.of(topic, topicTypes.getOrDefault(topic, ANY_TYPE)));
        }
      }
      return ok("current topics", topics);
    }
  }

  private Object getTopicTypes() {
    synchronized (lock) {
      List<Object> types = new ArrayList<>();
      topicTypes.forEach((topic, type) -> types.add(List.of(topic, type)));
      return ok("current system state", types);
    }
  }

  private Object getSystemState() {
    synchronized (lock) {
      List<Object> serviceState = new ArrayList<>();
      services.forEach((name, service) -> serviceState.add(List.of(name, List.of(service.node()))));
      return ok(
          "current system state", List.of(publishers.state(), subscribers.state(), serviceState));
    }
  }

  // Nodes

  /**
   * Notes a node's URI; a node of the same name elsewhere loses everything and is told to shut
   * down.
   */
  private void takeName(String node, String nodeUri) {
    String before = nodes.put(node, nodeUri);
    if (before == null || before.equals(nodeUri)) {
      return;
    }
    log.warn("Node {} at {} replaces the one at {}", node, nodeUri, before);
    publishers.removeNode(node).forEach(this::notifySubscribers);
    subscribers.removeNode(node);
    parameterSubscribers.removeNode(node);
    services.values().removeIf(service -> service.node().equals(node));
    notifier.send(
        before,
        "shutdown",
        new SlaveNotifier.Notice(
            "shutdown",
            new Object[] {"/master", "[" + node + "] Reason: new node registered with same name"},
            reply -> {}));
  }

  private void forgetIfIdle(String node) {
    if (!publishers.has(node)
        && !subscribers.has(node)
        && !parameterSubscribers.has(node)
        && services.values().stream().noneMatch(service -> service.node().equals(node))) {
      nodes.remove(node);
    }
  }

  private Object lookupNode(String node) {
    synchronized (lock) {
      String found = nodes.get(node);
      return found == null ? failed("unknown node [" + node + "]") : ok("node api", found);
    }
  }

  private Object shutdown(String reason) {
    log.info("ROS master is told to shut down: {}", reason);
    Threads.startDaemonAfterAnswer("ros-master-shutdown", this::close);
    return ok("shutdown", 0);
  }

  // Services

  private Object registerService(String caller, String name, String serviceUri, String nodeUri) {
    synchronized (lock) {
      takeName(caller, nodeUri);
      Service before = services.put(name, new Service(caller, nodeUri, serviceUri));
      if (before != null && !before.node().equals(caller)) {
        forgetIfIdle(before.node());
      }
      return ok("Registered [" + caller + "] as provider of [" + name + "]", 1);
    }
  }

  private Object unregisterService(String caller, String name, String serviceUri) {
    synchronized (lock) {
      Service service = services.get(name);
      boolean removed = service != null && service.serviceUri().equals(serviceUri);
      if (removed) {
        services.remove(name);
        forgetIfIdle(service.node());
      }
      return removed(removed, caller, name);
    }
  }

  private Object lookupService(String name) {
    synchronized (lock) {
      Service service = services.get(name);
      return service == null ? failed("no provider") : ok("rosrpc URI", service.serviceUri());
    }
  }

  // Parameters

  private Object setParam(String caller, String key, Object value) throws XmlRpcException {
    synchronized (lock) {
      parameters.set(key, value);
      notifyParameter(key, caller);
      return ok("parameter " + key + " set", 0);
    }
  }

  private Object getParam(String key) {
    synchronized (lock) {
      Object value = parameters.get(key);
      return value == null
          ? failed("Parameter [" + key + "] is not set")
          : ok("Parameter [" + key + "]", ParameterStore.snapshot(value));
    }
  }

  private Object hasParam(String key) {
    synchronized (lock) {
      return ok(key, parameters.get(key) != null);
    }
  }

  private Object deleteParam(String key) throws XmlRpcException {
    synchronized (lock) {
      if (!parameters.delete(key)) {
        return failed("parameter [" + key + "] is not set");
      }
      notifyParameter(key, null);
      return ok("parameter " + key + " deleted", 0);
    }
  }

  private Object searchParam(String caller, String key) {
    String name = Names.canonical(key);
    if (name.isEmpty() || name.equals("/") || name.startsWith("~")) {
      return failed("invalid key [" + key + "]: searchParam takes a relative or a global name");
    }
    synchronized (lock) {
      String found = parameters.search(caller, name);
      return found == null
          ? failed("Cannot find parameter [" + key + "] in an upwards search")
          : ok("Found [" + found + "]", found);
    }
  }

  private Object getParamNames() {
    synchronized (lock) {
      return ok("Parameter names", parameters.names());
    }
  }

  private Object subscribeParam(String caller, String nodeUri, String key) {
    synchronized (lock) {
      takeName(caller, nodeUri);
      parameterSubscribers.add(key, caller, nodeUri);
      return ok("Subscribed to parameter [" + key + "]", parameterOrEmpty(key));
    }
  }

  private Object unsubscribeParam(String caller, String nodeUri, String key) {
    synchronized (lock) {
      boolean removed = parameterSubscribers.remove(key, caller, nodeUri);
      forgetIfIdle(caller);
      return removed(removed, caller, key);
    }
  }

  private Object parameterOrEmpty(String key) {
    Object value = parameters.get(key);
    return value == null ? Map.of() : ParameterStore.snapshot(value);
  }

  /**
   * Tells those who watch the key itself, something above it or something below it; not the one who
   * set it.
   */
  private void notifyParameter(String changed, String setBy) {
    for (String watched : parameterSubscribers.names()) {
      String changedSlash = slash(changed);
      String watchedSlash = slash(watched);
      String told =
          changedSlash.startsWith(watchedSlash)
              ? changedSlash
              : watchedSlash.startsWith(changedSlash) ? watchedSlash : null;
      if (told == null) {
        continue;
      }
      Object value = parameterOrEmpty(told);
      for (String slave : parameterSubscribers.uris(watched)) {
        if (setBy != null && slave.equals(nodes.get(setBy))) {
          continue;
        }
        notifier.send(
            slave,
            "parameter " + told,
            new SlaveNotifier.Notice(
                "paramUpdate",
                new Object[] {"/master", told, value},
                reply -> dropIfUnknown(reply, watched, slave)));
      }
    }
  }

  private void dropIfUnknown(XmlRpcClient.Reply reply, String watched, String slave) {
    if (reply.code() != -1) {
      return;
    }
    synchronized (lock) {
      for (Map.Entry<String, String> node : List.copyOf(nodes.entrySet())) {
        if (node.getValue().equals(slave)) {
          parameterSubscribers.remove(watched, node.getKey(), slave);
          forgetIfIdle(node.getKey());
        }
      }
    }
  }

  private static String slash(String key) {
    return key.endsWith("/") ? key : key + "/";
  }
}

package dev.cobot.ros;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks a master, and the nodes that it knows, without being a node: what {@code rostopic list},
 * {@code rosnode info} and {@code rosparam get} ask. Every call is one exchange over the network;
 * names are full names. Safe for use from any thread.
 */
public final class RosGraph {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final URI masterUri;
  private final String callerId;

  /**
   * A view of one graph.
   *
   * @param callerId the name to ask by, such as {@code /cobot_tool}; it is not registered
   */
  public RosGraph(URI masterUri, String callerId) {
    this.masterUri = masterUri;
    this.callerId = GraphName.of(callerId).toGlobal().value();
  }

  /**
   * Who does what, by name; each name has the nodes in the order of their registration.
   *
   * @param publishers nodes that publish a topic
   * @param subscribers nodes that listen to a topic
   * @param services nodes that offer a service
   */
  public record State(
      Map<String, List<String>> publishers,
      Map<String, List<String>> subscribers,
      Map<String, List<String>> services) {
    /** All nodes that have any part in the graph, sorted. */
    public List<String> nodes() {
      return List.of(publishers, subscribers, services).stream()
          .flatMap(part -> part.values().stream())
          .flatMap(List::stream)
          .distinct()
          .sorted()
          .toList();
    }

    /** All topics that somebody publishes or listens to, sorted. */
    public List<String> topics() {
      return List.of(publishers, subscribers).stream()
          .flatMap(part -> part.keySet().stream())
          .distinct()
          .sorted()
          .toList();
    }
  }

  /**
   * One link of a node, as it tells it.
   *
   * @param peer the other node's name, or its URI where the node knows that alone
   * @param outbound whether the node sends on it
   * @param topic what is carried
   */
  public record Link(String peer, boolean outbound, String topic) {}

  public URI masterUri() {
    return masterUri;
  }

  String callerId() {
    return callerId;
  }

  /** Who publishes, subscribes and serves what. */
  public State state() {
    if (require(master("getSystemState")) instanceof List<?> parts && parts.size() == 3) {
      return new State(
          registrations(parts.get(0)), registrations(parts.get(1)), registrations(parts.get(2)));
    }
    throw new RosException("The ROS master at " + masterUri + " gives no system state");
  }

  private static Map<String, List<String>> registrations(Object part) {
    Map<String, List<String>> byName = new TreeMap<>();
    if (part instanceof List<?> entries) {
      for (Object entry : entries) {
        if (entry instanceof List<?> pair
            && pair.size() == 2
            && pair.get(1) instanceof List<?> who) {
          byName.put(String.valueOf(pair.get(0)), who.stream().map(String::valueOf).toList());
        }
      }
    }
    return byName;
  }

  /** The type of every topic that has had one, by name. */
  public Map<String, String> topicTypes() {
    Map<String, String> types = new TreeMap<>();
    if (require(master("getTopicTypes")) instanceof List<?> entries) {
      for (Object entry : entries) {
        if (entry instanceof List<?> pair && pair.size() == 2) {
          types.put(String.valueOf(pair.get(0)), String.valueOf(pair.get(1)));
        }
      }
    }
    return types;
  }

  /** Where a node takes calls; empty when the master does not know it. */
  public Optional<URI> nodeUri(String node) {
    return uri(master("lookupNode", node));
  }

  /** Where a service is reached; empty when no node offers it. */
  public Optional<URI> serviceUri(String service) {
    return uri(master("lookupService", service));
  }

  private static Optional<URI> uri(XmlRpcClient.Reply reply) {
    return reply.ok() ? Optional.of(URI.create(String.valueOf(reply.value()))) : Optional.empty();
  }

  /**
   * The process of a node; also the way to see whether it lives.
   *
   * @throws RosException when it does not answer
   */
  public int pid(URI node) {
    return node(node, "getPid").value() instanceof Integer pid ? pid : -1;
  }

  /** The links of a node. */
  public List<Link> links(URI node) {
    List<Link> links = new ArrayList<>();
    if (node(node, "getBusInfo").value() instanceof List<?> entries) {
      for (Object entry : entries) {
        if (entry instanceof List<?> fields && fields.size() >= 5) {
          links.add(
              new Link(
                  String.valueOf(fields.get(1)),
                  "o".equals(fields.get(2)),
                  String.valueOf(fields.get(4))));
        }
      }
    }
    return links;
  }

  /** Tells a node to end. */
  public void shutdown(URI node, String reason) {
    node(node, "shutdown", reason);
  }

  /** A parameter, or all below a name as a Map; empty when it is not set. */
  public Optional<Object> parameter(String name) {
    XmlRpcClient.Reply reply = master("getParam", name);
    return reply.ok() ? Optional.of(reply.value()) : Optional.empty();
  }

  /** The names of all parameters. */
  public List<String> parameterNames() {
    return require(master("getParamNames")) instanceof List<?> names
        ? names.stream().map(String::valueOf).sorted().toList()
        : List.of();
  }

  /**
   * Sets a parameter; a Map replaces everything below the name.
   *
   * @throws IllegalArgumentException when the value is of a type that parameters cannot have
   */
  public void setParameter(String name, Object value) {
    require(master("setParam", name, value));
  }

  /** Deletes a parameter; says whether it was set. */
  public boolean deleteParameter(String name) {
    return master("deleteParam", name).ok();
  }

  private Object require(XmlRpcClient.Reply reply) {
    if (!reply.ok()) {
      throw new RosException("The ROS master at " + masterUri + " refuses: " + reply.status());
    }
    return reply.value();
  }

  private XmlRpcClient.Reply master(String method, Object... args) {
    try {
      return XmlRpcClient.call(masterUri, TIMEOUT, method, withCaller(args));
    } catch (IOException e) {
      throw new RosException(
          "the ROS master at "
              + masterUri
              + " cannot be asked ("
              + e.getMessage()
              + "); start one (cobot ros master, roscore) or give its address by ROS_MASTER_URI"
              + " or --ros",
          e);
    }
  }

  private XmlRpcClient.Reply node(URI node, String method, Object... args) {
    try {
      return XmlRpcClient.call(node, TIMEOUT, method, withCaller(args));
    } catch (IOException | IllegalArgumentException e) {
      throw new RosException(
          "the node at " + node + " does not answer " + method + " (" + e.getMessage() + ")", e);
    }
  }

  private Object[] withCaller(Object... args) {
    List<Object> all = new ArrayList<>(List.of(args));
    all.add(0, callerId);
    return all.toArray();
  }
}

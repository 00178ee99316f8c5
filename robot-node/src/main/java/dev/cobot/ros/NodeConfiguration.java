package dev.cobot.ros;

import dev.cobot.ros.message.RosTime;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who a node is, where its master is and how it is reached. Later calls win. A node copies its
 * configuration when it starts, so that changes after that change nothing. Not thread-safe.
 */
public final class NodeConfiguration {
  private static final String DEFAULT_MASTER = "http://127.0.0.1:11311/";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String DEFAULT_NAME = "node";
  private static final Pattern REMAPPING =
      Pattern.compile("([~/A-Za-z]|_|__)[\\w/]*:=.*", Pattern.DOTALL);
  private static final Logger log = LoggerFactory.getLogger(NodeConfiguration.class);
  private static final Pattern HOST =
      Pattern.compile("[\\w.-]{1,253}|[0-9a-fA-F]*(?::[\\w.%]*){2,}");
  private static final Pattern LOOPBACK_ADDRESS =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

  /** Hosts that were looked at, so that each is told of once. */
  private static final Set<String> HOST_WARNED = ConcurrentHashMap.newKeySet();

  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,9}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private GraphName name;
  private GraphName namespace = GraphName.root();
  private String anonymousSuffix = "";
  private URI masterUri = URI.create(DEFAULT_MASTER);
  private BindAddress tcpRosBindAddress = BindAddress.newPrivate();
  private BindAddress xmlRpcBindAddress = BindAddress.newPrivate();
  private String advertisedHost;
  private Supplier<RosTime> timeProvider;
  private final Map<GraphName, GraphName> remappings = new LinkedHashMap<>();
  private final Map<String, Object> privateParameters = new LinkedHashMap<>();
  private final List<String> otherArguments = new ArrayList<>();
  private int maxMessageBytes = 64 << 20;
  private Duration callTimeout = Duration.ofSeconds(5);
  private Duration masterPoll = Duration.ofSeconds(2);
  private Duration masterLostAfter = Duration.ofSeconds(5);
  private Duration stallTimeout = Duration.ofSeconds(30);

  private NodeConfiguration() {}

  /** A node for this machine alone, with the master on its usual port here. */
  public static NodeConfiguration newPrivate() {
    return new NodeConfiguration();
  }

  /** A node for this machine alone. */
  public static NodeConfiguration newPrivate(URI masterUri) {
    return newPrivate().setMasterUri(masterUri);
  }

  /**
   * A node that listens on all addresses. ROS 1 has no access control: for trusted networks only.
   *
   * @param host the host by which others reach this machine
   */
  public static NodeConfiguration newPublic(String host) {
    return newPrivate().setAdvertisedHost(host).setBindHost("0.0.0.0");
  }

  /** A node that listens on all addresses; see {@link #newPublic(String)}. */
  public static NodeConfiguration newPublic(String host, URI masterUri) {
    return newPublic(host).setMasterUri(masterUri);
  }

  /** A copy that is changed on its own. */
  public static NodeConfiguration copyOf(NodeConfiguration other) {
    NodeConfiguration copy = new NodeConfiguration();
    copy.name = other.name;
    copy.namespace = other.namespace;
    copy.anonymousSuffix = other.anonymousSuffix;
    copy.masterUri = other.masterUri;
    copy.tcpRosBindAddress = other.tcpRosBindAddress;
    copy.xmlRpcBindAddress = other.xmlRpcBindAddress;
    copy.advertisedHost = other.advertisedHost;
    copy.timeProvider = other.timeProvider;
    copy.remappings.putAll(other.remappings);
    copy.privateParameters.putAll(other.privateParameters);
    copy.otherArguments.addAll(other.otherArguments);
    copy.maxMessageBytes = other.maxMessageBytes;
    copy.callTimeout = other.callTimeout;
    copy.masterPoll = other.masterPoll;
    copy.masterLostAfter = other.masterLostAfter;
    copy.stallTimeout = other.stallTimeout;
    return copy;
  }

  /** The full name of the node. */
  public GraphName getNodeName() {
    GraphName base = name == null ? GraphName.of(DEFAULT_NAME) : name;
    return namespace.join(base + anonymousSuffix);
  }

  boolean hasDefaultName() {
    return name == null;
  }

  /** The name of the node: its base name, one with a namespace of its own, or a global one. */
  public NodeConfiguration setNodeName(GraphName nodeName) {
    if (nodeName.isEmpty() || nodeName.isPrivate() || nodeName.isRoot()) {
      throw new IllegalArgumentException(
          "Node name '" + nodeName + "' must not be empty nor begin with ~");
    }
    this.name = nodeName;
    return this;
  }

  /** The name of the node; see {@link #setNodeName(GraphName)}. */
  public NodeConfiguration setNodeName(String nodeName) {
    return setNodeName(GraphName.of(nodeName));
  }

  /** The namespace that the node and its relative names live in. */
  public NodeConfiguration setNamespace(String graphNamespace) {
    this.namespace = GraphName.root().join(GraphName.of(graphNamespace));
    return this;
  }

  /** Makes the name unique by process id and time, so that the node replaces no other one. */
  public NodeConfiguration setAnonymous() {
    this.anonymousSuffix = GraphName.anonymousSuffix();
    return this;
  }

  public URI getMasterUri() {
    return masterUri;
  }

  public NodeConfiguration setMasterUri(URI uri) {
    Endpoint.of(uri);
    this.masterUri = uri;
    return this;
  }

  public BindAddress getTcpRosBindAddress() {
    return tcpRosBindAddress;
  }

  /** Where topics and services are served; a free port of this machine alone without it. */
  public NodeConfiguration setTcpRosBindAddress(BindAddress address) {
    this.tcpRosBindAddress = address;
    return this;
  }

  public BindAddress getXmlRpcBindAddress() {
    return xmlRpcBindAddress;
  }

  /** Where the slave API is served; a free port of this machine alone without it. */
  public NodeConfiguration setXmlRpcBindAddress(BindAddress address) {
    this.xmlRpcBindAddress = address;
    return this;
  }

  /**
   * The address that both servers listen on, each on a free port. ROS 1 has no access control:
   * another than loopback opens the node to the network.
   */
  public NodeConfiguration setBindHost(String host) {
    this.tcpRosBindAddress = new BindAddress(host, 0);
    this.xmlRpcBindAddress = tcpRosBindAddress;
    return this;
  }

  /**
   * The host by which others reach the node; without it, the one that is bound.
   *
   * @throws IllegalArgumentException when the node listens on all addresses and no host is set
   */
  public String getAdvertisedHost() {
    String host = advertisedHost == null ? xmlRpcBindAddress.host() : advertisedHost;
    if (host.equals("0.0.0.0") || host.equals("::")) {
      throw new IllegalArgumentException(
          "A node that listens on all addresses must say by which others reach it: set"
              + " setAdvertisedHost, ROS_HOSTNAME or ROS_IP");
    }
    return host;
  }

  /** The host by which other machines reach this one. */
  public NodeConfiguration setAdvertisedHost(String host) {
    this.advertisedHost = host;
    return this;
  }

  /** Names as the node sees them. */
  public NameResolver getResolver() {
    return NameResolver.ofNode(getNodeName(), remappings);
  }

  /** Puts another name in the place of one. */
  public NodeConfiguration remap(String from, String to) {
    remappings.put(GraphName.of(from), GraphName.of(to));
    return this;
  }

  /** Parameters that are set below the node's name when it starts. */
  public Map<String, Object> getPrivateParameters() {
    return Map.copyOf(privateParameters);
  }

  /** A parameter that is set below the node's name when it starts. */
  public NodeConfiguration setPrivateParameter(String parameter, Object value) {
    privateParameters.put(parameter, value);
    return this;
  }

  /** What of the arguments was not for ROS. */
  public List<String> getOtherArguments() {
    return List.copyOf(otherArguments);
  }

  /** What the node takes the time from; empty for the clock that the graph uses. */
  public Optional<Supplier<RosTime>> getTimeProvider() {
    return Optional.ofNullable(timeProvider);
  }

  /**
   * For a node that makes the graph's time itself, so that it neither listens to {@code /clock} nor
   * lags behind it.
   *
   * @param provider the time of the simulation; called from many threads
   */
  public NodeConfiguration setTimeProvider(Supplier<RosTime> provider) {
    this.timeProvider = provider;
    return this;
  }

  public int getMaxMessageBytes() {
    return maxMessageBytes;
  }

  /** The longest message that is accepted, in bytes; 64 MiB without it. */
  public NodeConfiguration setMaxMessageBytes(int bytes) {
    if (!(bytes >= 1)) {
      throw new IllegalArgumentException("maxMessageBytes is " + bytes + ", allowed is 1 and more");
    }
    this.maxMessageBytes = bytes;
    return this;
  }

  public Duration getCallTimeout() {
    return callTimeout;
  }

  /** Longest wait for the answer of the master or of another node's slave API; 5 s without it. */
  public NodeConfiguration setCallTimeout(Duration timeout) {
    this.callTimeout = positive("callTimeout", timeout);
    return this;
  }

  public Duration getMasterPoll() {
    return masterPoll;
  }

  /** How often the master is asked whether it lives; 2 s without it. */
  public NodeConfiguration setMasterPoll(Duration period) {
    this.masterPoll = positive("masterPoll", period);
    return this;
  }

  public Duration getMasterLostAfter() {
    return masterLostAfter;
  }

  /** How long the master may be silent before the listeners are told; 5 s without it. */
  public NodeConfiguration setMasterLostAfter(Duration silence) {
    this.masterLostAfter = positive("masterLostAfter", silence);
    return this;
  }

  public Duration getStallTimeout() {
    return stallTimeout;
  }

  /**
   * How long a subscriber may take nothing of the messages that wait for it before it is
   * disconnected; 30 s without it. A subscriber that lives connects again.
   */
  public NodeConfiguration setStallTimeout(Duration timeout) {
    this.stallTimeout = positive("stallTimeout", timeout);
    return this;
  }

  private static Duration positive(String what, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(what + " is " + duration + ", it must be positive");
    }
    return duration;
  }

  /**
   * Takes what ROS gives by the environment: {@code ROS_MASTER_URI}, {@code ROS_NAMESPACE}, {@code
   * ROS_HOSTNAME}, {@code ROS_IP}, of which the first one that is not empty counts. A host that is
   * not of the loopback is advertised, and then the node listens on all addresses.
   *
   * @throws IllegalArgumentException when one of them cannot be what it is for
   */
  public NodeConfiguration environment(Map<String, String> environment) {
    String master = environment.getOrDefault("ROS_MASTER_URI", "");
    if (!master.isEmpty()) {
      setMasterUri(parseUri(master));
    }
    String graphNamespace = environment.getOrDefault("ROS_NAMESPACE", "");
    if (!graphNamespace.isEmpty()) {
      setNamespace(graphNamespace);
    }
    String hostName = environment.getOrDefault("ROS_HOSTNAME", "");
    String ip = environment.getOrDefault("ROS_IP", "");
    if (!hostName.isEmpty()) {
      host("ROS_HOSTNAME", hostName);
    } else if (!ip.isEmpty()) {
      host("ROS_IP", ip);
    }
    return this;
  }

  /**
   * Takes what roslaunch and users give on the command line: {@code from:=to}, {@code __name:=},
   * {@code __ns:=}, {@code __master:=}, {@code __ip:=}, {@code __hostname:=}, {@code
   * _private:=value}. {@code __log:=} and other double underscores are accepted and change nothing:
   * where log lines go is the matter of the logging library. Everything else is kept for {@link
   * #getOtherArguments()}.
   */
  public NodeConfiguration arguments(List<String> arguments) {
    for (String argument : arguments) {
      if (!REMAPPING.matcher(argument).matches()) {
        otherArguments.add(argument);
        continue;
      }
      int split = argument.indexOf(":=");
      String from = argument.substring(0, split);
      String to = argument.substring(split + 2);
      switch (from) {
        case "__name" -> setBaseName(to);
        case "__ns" -> setNamespace(to);
        case "__master" -> setMasterUri(parseUri(to));
        case "__ip", "__hostname" -> host(from, to);
        default -> {
          if (from.startsWith("_") && !from.startsWith("__")) {
            setPrivateParameter(from.substring(1), parameterValue(to));
          } else if (!from.startsWith("__")) {
            remap(from, to);
          }
        }
      }
    }
    return this;
  }

  private void setBaseName(String baseName) {
    if (baseName.contains("/")) {
      throw new IllegalArgumentException(
          "__name:=" + baseName + " must not hold /; give the namespace by __ns:=");
    }
    setNodeName(baseName);
    anonymousSuffix = "";
  }

  private static URI parseUri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Master URI '" + text + "' is none; it looks like http://127.0.0.1:11311", e);
    }
  }

  private void host(String variable, String host) {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(
          variable
              + " is '"
              + host
              + "', which is no host: give an address of this machine alone, as 192.168.1.5, or"
              + " its name, without http:// and port");
    }
    setAdvertisedHost(host);
    // A loopback address is bound as it is: 127.0.0.2 is not reached at 127.0.0.1.
    boolean loopback = LOOPBACK_ADDRESS.matcher(host).matches();
    setBindHost(loopback ? host : host.equals("localhost") ? LOOPBACK : "0.0.0.0");
    warnOfStrangeHost(variable, host, loopback || host.equals("localhost"));
  }

  /** A host that others will not reach is told: peers would be silent without a reason. */
  private static void warnOfStrangeHost(String variable, String host, boolean loopback) {
    if (loopback || HOST_WARNED.contains(host)) {
      return;
    }
    HOST_WARNED.add(host);
    try {
      InetAddress address = InetAddress.getByName(host);
      if (!address.isLoopbackAddress()
          && !address.isAnyLocalAddress()
          && NetworkInterface.getByInetAddress(address) == null) {
        log.warn(
            "{}={} is no address of this machine; others reach this node only if it leads here",
            variable,
            host);
      }
    } catch (UnknownHostException e) {
      log.warn(
          "{}={} is a host that nobody knows here; others may not reach this node", variable, host);
    } catch (SocketException e) {
      log.debug("The addresses of this machine cannot be asked for: {}", e.getMessage());
    }
  }

  private static Object parameterValue(String text) {
    if (INTEGER.matcher(text).matches()) {
      return Integer.valueOf(text);
    } else if (NUMBER.matcher(text).matches()) {
      return Double.valueOf(text);
    } else if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return text;
  }
}

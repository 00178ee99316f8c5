package dev.cobot.ros;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who a node is, where its master is and how it is reached. Immutable; made by a {@link Builder}.
 */
public final class NodeConfig {
  private static final String DEFAULT_MASTER = "http://127.0.0.1:11311/";
  private static final String LOOPBACK = "127.0.0.1";

  private final GraphName name;
  private final URI masterUri;
  private final String bindHost;
  private final String advertisedHost;
  private final Map<String, String> remappings;
  private final Map<String, Object> privateParameters;
  private final List<String> otherArguments;
  private final int maxMessageBytes;
  private final Duration callTimeout;
  private final Duration masterPoll;
  private final Duration masterLostAfter;
  private final Duration stallTimeout;

  private NodeConfig(Builder builder) {
    GraphName namespace = GraphName.ROOT.join(GraphName.of(builder.namespace));
    name =
        namespace.join(
            builder.anonymous ? GraphName.newAnonymous(builder.name) : GraphName.of(builder.name));
    masterUri = builder.masterUri;
    bindHost = builder.bindHost;
    advertisedHost = Optional.ofNullable(builder.advertisedHost).orElse(bindHost);
    if (advertisedHost.equals("0.0.0.0") || advertisedHost.equals("::")) {
      throw new IllegalArgumentException(
          "A node that listens on all addresses must say by which others reach it: set"
              + " advertisedHost, ROS_HOSTNAME or ROS_IP");
    }
    Map<String, String> resolved = new LinkedHashMap<>();
    builder.remappings.forEach(
        (from, to) ->
            resolved.put(
                name.resolve(GraphName.of(from)).value(), name.resolve(GraphName.of(to)).value()));
    remappings = Map.copyOf(resolved);
    privateParameters = Map.copyOf(builder.privateParameters);
    otherArguments = List.copyOf(builder.otherArguments);
    maxMessageBytes = builder.maxMessageBytes;
    callTimeout = builder.callTimeout;
    masterPoll = builder.masterPoll;
    masterLostAfter = builder.masterLostAfter;
    stallTimeout = builder.stallTimeout;
  }

  /**
   * A configuration for a node of that base name, with the local master and the loopback address.
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** The full name of the node. */
  public GraphName name() {
    return name;
  }

  public URI masterUri() {
    return masterUri;
  }

  /** The address that the node listens on. */
  public String bindHost() {
    return bindHost;
  }

  /** The host that the node gives to others. */
  public String advertisedHost() {
    return advertisedHost;
  }

  /** Resolved names and what stands in their place. */
  public Map<String, String> remappings() {
    return remappings;
  }

  /** Parameters that are set below the node's name when it starts. */
  public Map<String, Object> privateParameters() {
    return privateParameters;
  }

  /** What of the arguments was not for ROS. */
  public List<String> otherArguments() {
    return otherArguments;
  }

  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  public Duration callTimeout() {
    return callTimeout;
  }

  public Duration masterPoll() {
    return masterPoll;
  }

  public Duration masterLostAfter() {
    return masterLostAfter;
  }

  public Duration stallTimeout() {
    return stallTimeout;
  }

  /** Resolves a name as this node sees it, and remaps it. */
  GraphName resolve(String graphName) {
    GraphName resolved = name.resolve(GraphName.of(graphName));
    return GraphName.of(remappings.getOrDefault(resolved.value(), resolved.value()));
  }

  /** Collects a configuration; later calls win. */
  public static final class Builder {
    private static final Pattern REMAPPING =
        Pattern.compile("([~/A-Za-z]|_|__)[\\w/]*:=.*", Pattern.DOTALL);
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,9}");
    private static final Pattern NUMBER =
        Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private String name;
    private String namespace = "";
    private boolean anonymous;
    private URI masterUri = URI.create(DEFAULT_MASTER);
    private String bindHost = LOOPBACK;
    private String advertisedHost;
    private final Map<String, String> remappings = new LinkedHashMap<>();
    private final Map<String, Object> privateParameters = new LinkedHashMap<>();
    private final List<String> otherArguments = new ArrayList<>();
    private int maxMessageBytes = 64 << 20;
    private Duration callTimeout = Duration.ofSeconds(5);
    private Duration masterPoll = Duration.ofSeconds(2);
    private Duration masterLostAfter = Duration.ofSeconds(5);
    private Duration stallTimeout = Duration.ofSeconds(30);

    private Builder(String name) {
      name(name);
    }

    /** The name without its namespace. */
    public Builder name(String baseName) {
      if (baseName.isEmpty() || baseName.contains("/") || baseName.contains("~")) {
        throw new IllegalArgumentException(
            "Node name '"
                + baseName
                + "' must not be empty nor hold / or ~; give the namespace by namespace(...)");
      }
      this.name = GraphName.of(baseName).value();
      return this;
    }

    /** The namespace that the node and its relative names live in. */
    public Builder namespace(String graphNamespace) {
      this.namespace = GraphName.of(graphNamespace).value();
      return this;
    }

    /** Makes the name unique by process id and time, so that the node replaces no other one. */
    public Builder anonymous() {
      this.anonymous = true;
      return this;
    }

    public Builder masterUri(URI uri) {
      Endpoint.of(uri);
      this.masterUri = uri;
      return this;
    }

    /**
     * The address to listen on. ROS 1 has no access control: another than loopback opens the node
     * to the network.
     */
    public Builder bindHost(String host) {
      this.bindHost = host;
      return this;
    }

    /** The host by which other machines reach this one; without it, the one that is bound. */
    public Builder advertisedHost(String host) {
      this.advertisedHost = host;
      return this;
    }

    /** Puts another name in the place of one. */
    public Builder remap(String from, String to) {
      remappings.put(GraphName.of(from).value(), GraphName.of(to).value());
      return this;
    }

    /** The longest message that is accepted, in bytes; 64 MiB without it. */
    public Builder maxMessageBytes(int bytes) {
      if (!(bytes >= 1)) {
        throw new IllegalArgumentException(
            "maxMessageBytes is " + bytes + ", allowed is 1 and more");
      }
      this.maxMessageBytes = bytes;
      return this;
    }

    /** Longest wait for the answer of the master or of another node's slave API; 5 s without it. */
    public Builder callTimeout(Duration timeout) {
      this.callTimeout = positive("callTimeout", timeout);
      return this;
    }

    /** How often the master is asked whether it lives; 2 s without it. */
    public Builder masterPoll(Duration period) {
      this.masterPoll = positive("masterPoll", period);
      return this;
    }

    /** How long the master may be silent before the listener is told; 5 s without it. */
    public Builder masterLostAfter(Duration silence) {
      this.masterLostAfter = positive("masterLostAfter", silence);
      return this;
    }

    /**
     * How long a subscriber may take nothing of the messages that wait for it before it is
     * disconnected; 30 s without it. A subscriber that lives connects again.
     */
    public Builder stallTimeout(Duration timeout) {
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
     * Takes what ROS gives by the environment: {@code ROS_MASTER_URI}, {@code ROS_NAMESPACE},
     * {@code ROS_HOSTNAME}, {@code ROS_IP}. A host that is not of the loopback is advertised and
     * bound.
     */
    public Builder environment(Map<String, String> environment) {
      String master = environment.getOrDefault("ROS_MASTER_URI", "");
      if (!master.isEmpty()) {
        masterUri(parseUri(master));
      }
      String graphNamespace = environment.getOrDefault("ROS_NAMESPACE", "");
      if (!graphNamespace.isEmpty()) {
        namespace(graphNamespace);
      }
      String host =
          environment.getOrDefault("ROS_HOSTNAME", environment.getOrDefault("ROS_IP", ""));
      if (!host.isEmpty()) {
        host(host);
      }
      return this;
    }

    /**
     * Takes what roslaunch and users give on the command line: {@code from:=to}, {@code __name:=},
     * {@code __ns:=}, {@code __master:=}, {@code __ip:=}, {@code __hostname:=}, {@code
     * _private:=value}; everything else is kept for {@link NodeConfig#otherArguments()}.
     */
    public Builder arguments(List<String> arguments) {
      for (String argument : arguments) {
        if (!REMAPPING.matcher(argument).matches()) {
          otherArguments.add(argument);
          continue;
        }
        int split = argument.indexOf(":=");
        String from = argument.substring(0, split);
        String to = argument.substring(split + 2);
        switch (from) {
          case "__name" -> name(to);
          case "__ns" -> namespace(to);
          case "__master" -> masterUri(parseUri(to));
          case "__ip", "__hostname" -> host(to);
          default -> {
            if (from.startsWith("_") && !from.startsWith("__")) {
              privateParameters.put(from.substring(1), parameterValue(to));
            } else if (!from.startsWith("__")) {
              remap(from, to);
            }
          }
        }
      }
      return this;
    }

    private static URI parseUri(String text) {
      try {
        return URI.create(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Master URI '" + text + "' is none; it looks like http://127.0.0.1:11311", e);
      }
    }

    private void host(String host) {
      advertisedHost(host);
      bindHost(host.startsWith("127.") || host.equals("localhost") ? LOOPBACK : "0.0.0.0");
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

    public NodeConfig build() {
      return new NodeConfig(this);
    }
  }
}

package dev.cobot.ros;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameter server as a node sees it: relative names live in the node's namespace, {@code
 * ~names} below the node. Values are Integer, Boolean, Double, String, byte[], List and Map with
 * String keys. Each call asks the master.
 */
public final class ParameterTree {
  private final ConnectedNode node;

  ParameterTree(ConnectedNode node) {
    this.node = node;
  }

  private String resolve(String name) {
    return node.resolveName(name).value();
  }

  /**
   * The value of a parameter, or of all parameters below a name as a Map; empty when it is not set.
   */
  public Optional<Object> get(String name) {
    XmlRpcClient.Reply reply = node.callMaster("getParam", node.name(), resolve(name));
    return reply.ok() ? Optional.of(reply.value()) : Optional.empty();
  }

  private Object require(String name) {
    return get(name)
        .orElseThrow(
            () ->
                new RosException(
                    "Parameter "
                        + resolve(name)
                        + " is not set on "
                        + node.getMasterUri()
                        + "; set it by 'rosparam set', in the launch file, or use a default"));
  }

  private RosException wrongType(String name, String expected, Object got) {
    return new RosException(
        "Parameter "
            + resolve(name)
            + " must be "
            + expected
            + ", got "
            + got.getClass().getSimpleName()
            + " "
            + got);
  }

  public String getString(String name) {
    return asString(name, require(name));
  }

  public String getString(String name, String fallback) {
    Optional<Object> value = get(name);
    return value.isPresent() ? asString(name, value.get()) : fallback;
  }

  private String asString(String name, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrongType(name, "a string", value);
  }

  /** A number; an integer is taken as well, as files and command lines write 1 for 1.0. */
  public double getDouble(String name) {
    return asDouble(name, require(name));
  }

  public double getDouble(String name, double fallback) {
    Optional<Object> value = get(name);
    return value.isPresent() ? asDouble(name, value.get()) : fallback;
  }

  private double asDouble(String name, Object value) {
    if (value instanceof Double || value instanceof Integer) {
      return ((Number) value).doubleValue();
    }
    throw wrongType(name, "a number", value);
  }

  public int getInteger(String name) {
    return asInt(name, require(name));
  }

  public int getInteger(String name, int fallback) {
    Optional<Object> value = get(name);
    return value.isPresent() ? asInt(name, value.get()) : fallback;
  }

  private int asInt(String name, Object value) {
    if (value instanceof Integer number) {
      return number;
    }
    throw wrongType(name, "an integer", value);
  }

  public boolean getBoolean(String name) {
    return asBool(name, require(name));
  }

  public boolean getBoolean(String name, boolean fallback) {
    Optional<Object> value = get(name);
    return value.isPresent() ? asBool(name, value.get()) : fallback;
  }

  private boolean asBool(String name, Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw wrongType(name, "true or false", value);
  }

  /** A list of Integer, Boolean, Double, String, byte[], List and Map. */
  public List<?> getList(String name) {
    return asList(name, require(name));
  }

  public List<?> getList(String name, List<?> fallback) {
    Optional<Object> value = get(name);
    return value.isPresent() ? asList(name, value.get()) : fallback;
  }

  private List<?> asList(String name, Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrongType(name, "a list", value);
  }

  /** All parameters below a name. */
  public Map<?, ?> getMap(String name) {
    return asMap(name, require(name));
  }

  public Map<?, ?> getMap(String name, Map<?, ?> fallback) {
    Optional<Object> value = get(name);
    return value.isPresent() ? asMap(name, value.get()) : fallback;
  }

  private Map<?, ?> asMap(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw wrongType(name, "a map", value);
  }

  /**
   * Sets a parameter; a Map replaces everything below the name.
   *
   * @throws IllegalArgumentException when the value is of a type that parameters cannot have
   */
  public void set(String name, Object value) {
    expectOk(name, node.callMaster("setParam", node.name(), resolve(name), value));
  }

  public boolean has(String name) {
    XmlRpcClient.Reply reply = node.callMaster("hasParam", node.name(), resolve(name));
    expectOk(name, reply);
    return Boolean.TRUE.equals(reply.value());
  }

  /** Deletes a parameter; says whether it was set. */
  public boolean delete(String name) {
    return node.callMaster("deleteParam", node.name(), resolve(name)).ok();
  }

  /**
   * The nearest parameter of that name in the node's namespace or above it; empty when there is
   * none.
   */
  public Optional<GraphName> search(String name) {
    XmlRpcClient.Reply reply = node.callMaster("searchParam", node.name(), name);
    return reply.ok() && reply.value() instanceof String found
        ? Optional.of(GraphName.of(found))
        : Optional.empty();
  }

  /** The full names of all parameters; files may bring some that are no legal graph names. */
  public List<String> getNames() {
    XmlRpcClient.Reply reply = node.callMaster("getParamNames", node.name());
    expectOk("/", reply);
    List<String> names = new ArrayList<>();
    if (reply.value() instanceof List<?> list) {
      list.forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }

  /**
   * Watches a parameter and everything below it. The listener is called with the whole value, or
   * null when it was deleted; not for what this node sets itself, and once for changes that follow
   * each other quickly.
   */
  public ParameterWatch addParameterListener(String name, ParameterListener listener) {
    return node.watchParameter(resolve(name), listener);
  }

  private void expectOk(String name, XmlRpcClient.Reply reply) {
    if (!reply.ok()) {
      throw new RosException(
          "The ROS master refused parameter " + resolve(name) + ": " + reply.status());
    }
  }
}

package dev.cobot.ros;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The parameter server as a node sees it: relative names live in the node's namespace, {@code
 * ~names} below the node. Values are Integer, Boolean, Double, String, byte[], List and Map with
 * String keys. Each call asks the master.
 */
public final class ParameterTree {
  private final RosNode node;

  ParameterTree(RosNode node) {
    this.node = node;
  }

  private String resolve(String name) {
    return node.resolveName(name);
  }

  /**
   * The value of a parameter, or of all parameters below a name as a Map; empty when it is not set.
   */
  public Optional<Object> get(String name) throws RosException {
    XmlRpcClient.Reply reply = node.callMaster("getParam", node.name(), resolve(name));
    return reply.ok() ? Optional.of(reply.value()) : Optional.empty();
  }

  private Object require(String name) throws RosException {
    return get(name)
        .orElseThrow(
            () ->
                new RosException(
                    "Parameter "
                        + resolve(name)
                        + " is not set on "
                        + node.masterUri()
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

  public String getString(String name) throws RosException {
    return asString(name, require(name));
  }

  public String getString(String name, String fallback) throws RosException {
    Optional<Object> value = get(name);
    return value.isPresent() ? asString(name, value.get()) : fallback;
  }

  private String asString(String name, Object value) throws RosException {
    if (value instanceof String text) {
      return text;
    }
    throw wrongType(name, "a string", value);
  }

  /** A number; an integer is taken as well, as files and command lines write 1 for 1.0. */
  public double getDouble(String name) throws RosException {
    return asDouble(name, require(name));
  }

  public double getDouble(String name, double fallback) throws RosException {
    Optional<Object> value = get(name);
    return value.isPresent() ? asDouble(name, value.get()) : fallback;
  }

  private double asDouble(String name, Object value) throws RosException {
    if (value instanceof Double || value instanceof Integer) {
      return ((Number) value).doubleValue();
    }
    throw wrongType(name, "a number", value);
  }

  public int getInt(String name) throws RosException {
    return asInt(name, require(name));
  }

  public int getInt(String name, int fallback) throws RosException {
    Optional<Object> value = get(name);
    return value.isPresent() ? asInt(name, value.get()) : fallback;
  }

  private int asInt(String name, Object value) throws RosException {
    if (value instanceof Integer number) {
      return number;
    }
    throw wrongType(name, "an integer", value);
  }

  public boolean getBool(String name) throws RosException {
    return asBool(name, require(name));
  }

  public boolean getBool(String name, boolean fallback) throws RosException {
    Optional<Object> value = get(name);
    return value.isPresent() ? asBool(name, value.get()) : fallback;
  }

  private boolean asBool(String name, Object value) throws RosException {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw wrongType(name, "true or false", value);
  }

  /**
   * Sets a parameter; a Map replaces everything below the name.
   *
   * @throws IllegalArgumentException when the value is of a type that parameters cannot have
   */
  public void set(String name, Object value) throws RosException {
    expectOk(name, node.callMaster("setParam", node.name(), resolve(name), value));
  }

  public boolean has(String name) throws RosException {
    XmlRpcClient.Reply reply = node.callMaster("hasParam", node.name(), resolve(name));
    expectOk(name, reply);
    return Boolean.TRUE.equals(reply.value());
  }

  /** Deletes a parameter; says whether it was set. */
  public boolean delete(String name) throws RosException {
    return node.callMaster("deleteParam", node.name(), resolve(name)).ok();
  }

  /**
   * The nearest parameter of that name in the node's namespace or above it; empty when there is
   * none.
   */
  public Optional<String> search(String name) throws RosException {
    XmlRpcClient.Reply reply = node.callMaster("searchParam", node.name(), name);
    return reply.ok() && reply.value() instanceof String found
        ? Optional.of(found)
        : Optional.empty();
  }

  /** The full names of all parameters. */
  public List<String> names() throws RosException {
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
   * empty when it was deleted; not for what this node sets itself, and once for changes that follow
   * each other quickly.
   */
  public ParameterWatch watch(String name, Consumer<Optional<Object>> listener)
      throws RosException {
    return node.watchParameter(resolve(name), listener);
  }

  private void expectOk(String name, XmlRpcClient.Reply reply) throws RosException {
    if (!reply.ok()) {
      throw new RosException(
          "The ROS master refused parameter " + resolve(name) + ": " + reply.status());
    }
  }
}

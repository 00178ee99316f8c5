package dev.cobot.node.foxglove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.ros.RosGraph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What clients are told (ws-protocol, specification of v1, "Sent by server"). */
final class ServerMessage {
  private static final JsonMapper JSON = new JsonMapper();
  private static final byte MESSAGE_DATA = 1;
  private static final byte TIME = 2;

  /** How grave a status is. */
  enum Level {
    INFO,
    WARNING,
    ERROR
  }

  private ServerMessage() {}

  private static ObjectNode of(String op) {
    return JsonNodeFactory.instance.objectNode().put("op", op);
  }

  /**
   * The first message.
   *
   * @param tellsTime whether the graph's time is simulated and its ticks are told
   */
  static String serverInfo(String name, String sessionId, boolean tellsTime) {
    ObjectNode info = of("serverInfo").put("name", name).put("sessionId", sessionId);
    ArrayNode capabilities = info.putArray("capabilities").add("parameters").add("connectionGraph");
    if (tellsTime) {
      capabilities.add("time");
    }
    // By this name of a ROS 1 clients know which common types there are.
    info.putObject("metadata").put("ROS_DISTRO", "noetic");
    return info.toString();
  }

  static String advertise(Collection<Channel> channels) {
    ObjectNode message = of("advertise");
    ArrayNode list = message.putArray("channels");
    for (Channel channel : channels) {
      list.addObject()
          .put("id", channel.id())
          .put("topic", channel.topic())
          .put("encoding", "ros1")
          .put("schemaName", channel.schemaName())
          .put("schemaEncoding", "ros1msg")
          .put("schema", channel.schema());
    }
    return message.toString();
  }

  static String unadvertise(long channelId) {
    ObjectNode message = of("unadvertise");
    message.putArray("channelIds").add(channelId);
    return message.toString();
  }

  static String status(Level level, String text) {
    return of("status").put("level", level.ordinal()).put("message", text).toString();
  }

  /**
   * @param values those that are set, by name
   */
  static String parameterValues(Map<String, Object> values, Optional<String> id) {
    ObjectNode message = of("parameterValues");
    id.ifPresent(given -> message.put("id", given));
    ArrayNode list = message.putArray("parameters");
    values.forEach(
        (name, value) -> {
          ObjectNode parameter = list.addObject().put("name", name);
          if (value instanceof byte[] bytes) {
            parameter.put("value", bytes).put("type", "byte_array");
          } else {
            parameter.set("value", json(value));
            if (value instanceof Double) {
              parameter.put("type", "float64");
            }
          }
        });
    return message.toString();
  }

  /** A parameter's value; what JSON has not, such as a date, as text. */
  private static JsonNode json(Object value) {
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      map.forEach((key, inner) -> object.set(String.valueOf(key), json(inner)));
      return object;
    }
    if (value instanceof List<?> list) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      list.forEach(inner -> array.add(json(inner)));
      return array;
    }
    return value instanceof Number || value instanceof Boolean
        ? JSON.valueToTree(value)
        : JsonNodeFactory.instance.textNode(String.valueOf(value));
  }

  /**
   * @param before what was told last
   */
  static String connectionGraph(RosGraph.State before, RosGraph.State now) {
    ObjectNode message = of("connectionGraphUpdate");
    entries(message.putArray("publishedTopics"), "publisherIds", now.publishers());
    entries(message.putArray("subscribedTopics"), "subscriberIds", now.subscribers());
    entries(message.putArray("advertisedServices"), "providerIds", now.services());
    ArrayNode topics = message.putArray("removedTopics");
    before.topics().stream().filter(t -> !now.topics().contains(t)).forEach(topics::add);
    ArrayNode services = message.putArray("removedServices");
    before.services().keySet().stream()
        .filter(service -> !now.services().containsKey(service))
        .forEach(services::add);
    return message.toString();
  }

  private static void entries(ArrayNode list, String field, Map<String, List<String>> byName) {
    new TreeMap<>(byName)
        .forEach(
            (name, nodes) -> {
              ArrayNode ids = list.addObject().put("name", name).putArray(field);
              nodes.forEach(ids::add);
            });
  }

  /** A message as it came, with the subscription's id and the time before it. */
  static ByteBuffer data(long subscription, long timeNanos, byte[] data) {
    return ByteBuffer.allocate(1 + Integer.BYTES + Long.BYTES + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MESSAGE_DATA)
        .putInt((int) subscription)
        .putLong(timeNanos)
        .put(data)
        .flip();
  }

  static ByteBuffer time(long timeNanos) {
    return ByteBuffer.allocate(1 + Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(TIME)
        .putLong(timeNanos)
        .flip();
  }
}

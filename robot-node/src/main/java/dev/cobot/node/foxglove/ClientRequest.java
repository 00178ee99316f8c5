package dev.cobot.node.foxglove;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.node.web.RequestReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asks for (ws-protocol, specification of v1, "Sent by client"). Fields that are not
 * known are passed over, as later versions may have more.
 */
sealed interface ClientRequest {
  int MAX_BYTES = 256 << 10;
  int MAX_ENTRIES = 4096;
  int MAX_NAME = 1024;

  RequestReader READER = new RequestReader("op", MAX_BYTES, 8);

  /**
   * @param channels by the ids that the client gives to its subscriptions
   */
  record Subscribe(Map<Long, Long> channels) implements ClientRequest {}

  /**
   * @param subscriptions their ids
   */
  record Unsubscribe(List<Long> subscriptions) implements ClientRequest {}

  /**
   * @param names empty for all
   * @param id comes back with the answer
   */
  record GetParameters(List<String> names, Optional<String> id) implements ClientRequest {}

  /** Whether the client wants to know who publishes and subscribes what. */
  record WatchGraph(boolean isWanted) implements ClientRequest {}

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException when it is no request that is served, with a sentence that
   *     repeats nothing of it
   */
  static ClientRequest read(String message) {
    JsonNode root = READER.read(message);
    return switch (root.path("op").textValue()) {
      case "subscribe" -> {
        Map<Long, Long> channels = new LinkedHashMap<>();
        for (JsonNode one : list(root, "subscriptions")) {
          if (channels.put(id(one.path("id")), id(one.path("channelId"))) != null) {
            throw new IllegalArgumentException("a subscription's id is there twice");
          }
        }
        yield new Subscribe(channels);
      }
      case "unsubscribe" -> {
        List<Long> ids = new ArrayList<>();
        list(root, "subscriptionIds").forEach(one -> ids.add(id(one)));
        yield new Unsubscribe(ids);
      }
      case "getParameters" -> {
        List<String> names = new ArrayList<>();
        list(root, "parameterNames").forEach(one -> names.add(name(one)));
        JsonNode id = root.path("id");
        yield new GetParameters(
            names, id.isMissingNode() ? Optional.empty() : Optional.of(name(id)));
      }
      case "subscribeConnectionGraph" -> new WatchGraph(true);
      case "unsubscribeConnectionGraph" -> new WatchGraph(false);
      case "advertise", "unadvertise" ->
          throw new IllegalArgumentException("clients only look here: publishing is not offered");
      case "setParameters" ->
          throw new IllegalArgumentException(
              "clients only look here: setting parameters is not offered");
      case "subscribeParameterUpdates", "unsubscribeParameterUpdates", "fetchAsset" ->
          throw new IllegalArgumentException(
              "this is not offered; serverInfo says what is, in \"capabilities\"");
      default -> throw new IllegalArgumentException("the request's \"op\" is not known");
    };
  }

  private static JsonNode list(JsonNode root, String field) {
    JsonNode list = root.path(field);
    if (!list.isArray() || list.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "\"" + field + "\" is a list of at most " + MAX_ENTRIES + " entries");
    }
    return list;
  }

  private static long id(JsonNode id) {
    if (!id.isIntegralNumber() || !id.canConvertToLong() || id.longValue() >>> 32 != 0) {
      throw new IllegalArgumentException("an id is a whole number in [0, 4294967295]");
    }
    return id.longValue();
  }

  private static String name(JsonNode name) {
    if (!name.isTextual() || name.textValue().length() > MAX_NAME) {
      throw new IllegalArgumentException("a name is a text of at most " + MAX_NAME + " characters");
    }
    return name.textValue();
  }
}

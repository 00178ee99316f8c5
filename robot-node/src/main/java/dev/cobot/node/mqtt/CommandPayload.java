package dev.cobot.node.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.event.Command;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a message on the command topic says: {@code {"id", "text", "issuer", "expires"}}.
 *
 * @param issuer who says of himself to have sent it, or empty; the broker vouches for nobody
 * @param expires Unix time in seconds after which it is no longer wanted
 */
record CommandPayload(String id, String text, String issuer, OptionalDouble expires) {
  static final int MAX_BYTES = 4096;
  static final int MAX_ISSUER = 128;
  private static final int MAX_WHY = 300;
  private static final Set<String> FIELDS = Set.of("id", "text", "issuer", "expires");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(4)
                          .maxNumberLength(40)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Why a payload is no command. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      // An expected end, and floods of it: no stack trace.
      super(printable(why), null, false, false);
    }
  }

  /**
   * Reads a payload.
   *
   * @throws Unreadable when it is no command, with a sentence that repeats little of it
   */
  static CommandPayload read(byte[] payload) throws Unreadable {
    if (payload.length > MAX_BYTES) {
      throw new Unreadable(
          "the command has " + payload.length + " bytes, allowed are " + MAX_BYTES);
    }
    ObjectNode root = object(payload);
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new Unreadable(
            "the command has the field '" + name + "', allowed: id, text, issuer, expires");
      }
    }
    String id = text(root, "id", Command.MAX_ID);
    String text = text(root, "text", Command.MAX_TEXT);
    String issuer = root.has("issuer") ? text(root, "issuer", MAX_ISSUER) : "";
    JsonNode expires = root.path("expires");
    if (expires.isMissingNode()) {
      return new CommandPayload(id, text, issuer, OptionalDouble.empty());
    }
    double seconds = expires.isNumber() ? expires.doubleValue() : Double.NaN;
    if (!(seconds >= 0 && seconds <= 1e11)) {
      throw new Unreadable(
          "'expires' must be a Unix time in seconds, [0, 1e11], got " + expires.getNodeType());
    }
    return new CommandPayload(id, text, issuer, OptionalDouble.of(seconds));
  }

  private static ObjectNode object(byte[] payload) throws Unreadable {
    JsonNode root;
    try {
      root =
          JSON.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
    } catch (CharacterCodingException e) {
      throw new Unreadable("the command is no UTF-8");
    } catch (JsonProcessingException e) {
      throw new Unreadable(
          "the command is no JSON: "
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + "; send {\"id\": .., \"text\": ..}");
    }
    if (!(root instanceof ObjectNode object)) {
      throw new Unreadable(
          "the command is " + root.getNodeType() + "; send {\"id\": .., \"text\": ..}");
    }
    return object;
  }

  private static String text(ObjectNode root, String field, int maxLength) throws Unreadable {
    JsonNode node = root.path(field);
    if (!node.isTextual()) {
      throw new Unreadable(
          "the command needs '" + field + "' as a string, got " + node.getNodeType());
    }
    String value = node.textValue().strip();
    int length = node.textValue().length();
    if (value.isEmpty() || length > maxLength) {
      throw new Unreadable(
          "'"
              + field
              + "' needs 1 to "
              + maxLength
              + " characters, not only blanks, got "
              + length);
    }
    if (value.chars().anyMatch(Character::isISOControl) || !MqttTopics.isWellFormed(value)) {
      throw new Unreadable(
          "'" + field + "' has control characters or halves of characters; leave them out");
    }
    return value;
  }

  /** Returns a sentence without what a log or a JSON writer could stumble over. */
  private static String printable(String sentence) {
    String shown = sentence.length() > MAX_WHY ? sentence.substring(0, MAX_WHY) + "..." : sentence;
    StringBuilder out = new StringBuilder(shown);
    for (int i = 0; i < out.length(); i++) {
      if (Character.isISOControl(out.charAt(i)) || Character.isSurrogate(out.charAt(i))) {
        out.setCharAt(i, '?');
      }
    }
    return out.toString();
  }
}

package dev.cobot.node.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.UUID;

/**
 * A command as it comes in.
 *
 * @param id of the sender's choice; the same id gets the same answer
 * @param expiresNanos when it is no longer wanted, nanoseconds of the clock in use
 * @param source by which way it came, such as {@code ros}; for the records only
 */
public record Command(String id, String text, long expiresNanos, String source) {
  public static final int MAX_TEXT = 512;
  public static final int MAX_ID = 128;
  private static final int MAX_MESSAGE = 4096;
  private static final int MAX_SOURCE = 32;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public Command {
    if (id.isBlank() || id.length() > MAX_ID) {
      throw new IllegalArgumentException(
          "a command's id needs 1 to " + MAX_ID + " characters, got " + id.length());
    }
    if (text.isBlank() || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "a command needs 1 to " + MAX_TEXT + " characters, got " + text.length());
    }
    if (source.length() > MAX_SOURCE) {
      throw new IllegalArgumentException(
          "a command's source has at most " + MAX_SOURCE + " characters, got " + source.length());
    }
  }

  /** A command of which nobody says by which way it came. */
  public Command(String id, String text, long expiresNanos) {
    this(id, text, expiresNanos, "");
  }

  /** Returns the same, as it came by some way. */
  public Command from(String way) {
    return new Command(id, text, expiresNanos, way);
  }

  /** Returns a command of a new id that does not expire. */
  public static Command of(String text) {
    return new Command(UUID.randomUUID().toString(), text, Long.MAX_VALUE);
  }

  /**
   * Reads what came on the command topic: plain text, or JSON {@code {"id", "text", "expires"}}
   * with {@code expires} in seconds of the clock in use.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static Command parse(String data) {
    if (data.length() > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "a command message has at most " + MAX_MESSAGE + " characters, got " + data.length());
    }
    if (!data.stripLeading().startsWith("{")) {
      return of(data.strip());
    }
    JsonNode root;
    try {
      root = JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the command is no JSON: "
              + e.getOriginalMessage()
              + "; send plain text or {\"id\": ..,"
              + " \"text\": ..}",
          e);
    }
    root.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("id") && !name.equals("text") && !name.equals("expires")) {
                throw new IllegalArgumentException(
                    "the command has the field '" + name + "', allowed: id, text, expires");
              }
            });
    JsonNode text = root.path("text");
    JsonNode id = root.path("id");
    JsonNode expires = root.path("expires");
    if (!text.isTextual()
        || !(id.isMissingNode() || id.isTextual())
        || !(expires.isMissingNode() || expires.isNull() || expires.isNumber())) {
      throw new IllegalArgumentException(
          "a command needs \"text\" as a string, \"id\" as a string and \"expires\" as seconds");
    }
    double seconds = expires.isNumber() ? expires.doubleValue() : Double.POSITIVE_INFINITY;
    return new Command(
        id.isTextual() ? id.textValue() : UUID.randomUUID().toString(),
        text.textValue().strip(),
        seconds < 9e9 ? (long) (seconds * 1e9) : Long.MAX_VALUE);
  }
}

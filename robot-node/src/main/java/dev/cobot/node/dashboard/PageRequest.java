package dev.cobot.node.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.node.event.Command;
import dev.cobot.node.web.RequestReader;
import java.util.Iterator;
import java.util.Optional;

/** What a browser asks for: {@code {"ask": "hello|say|stop|reset", "token"?, "text"?}}. */
sealed interface PageRequest {
  int MAX_BYTES = 4096;

  /** Reads strictly: what is not known is wrong. */
  RequestReader READER = new RequestReader("ask", MAX_BYTES, 2);

  /** The first message of a line. */
  record Hello(Optional<String> token) implements PageRequest {}

  /** A sentence for the robot. */
  record Say(Command command) implements PageRequest {}

  /** The arm shall stop. */
  record Stop() implements PageRequest {}

  /** The arm may move again. */
  record Reset() implements PageRequest {}

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException when it is no request, with a sentence that repeats nothing of
   *     it
   */
  static PageRequest read(String message) {
    JsonNode root = READER.read(message);
    String ask = root.path("ask").textValue();
    String extra = ask.equals("hello") ? "token" : ask.equals("say") ? "text" : "ask";
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!name.equals("ask") && !name.equals(extra)) {
        throw new IllegalArgumentException("the request has a field that it cannot have");
      }
    }
    JsonNode value = root.path(extra);
    return switch (ask) {
      case "hello" -> {
        if (!value.isMissingNode() && !value.isTextual()) {
          throw new IllegalArgumentException("\"token\" is a text");
        }
        yield new Hello(Optional.ofNullable(value.textValue()));
      }
      case "say" -> new Say(command(value));
      case "stop" -> new Stop();
      case "reset" -> new Reset();
      default -> throw new IllegalArgumentException("\"ask\" is hello, say, stop or reset");
    };
  }

  private static Command command(JsonNode text) {
    if (!text.isTextual()) {
      throw new IllegalArgumentException("\"text\" is a text");
    }
    if (text.textValue().chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the text has control characters");
    }
    return Command.of(text.textValue().strip());
  }
}

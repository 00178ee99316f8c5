package dev.cobot.node.graph;

import java.util.Collection;
import java.util.Optional;

/**
 * A topic, or a field of its messages, as {@code rostopic echo} takes it: {@code
 * /joint_states/position[0]}.
 *
 * @param topic the full name of the topic
 * @param field path within a message, such as {@code header.stamp}; empty for all of it
 */
public record TopicField(String topic, String field) {
  /** Finds the longest topic that the text begins with; empty when there is none. */
  public static Optional<TopicField> find(String text, Collection<String> topics) {
    String full = text.startsWith("/") ? text : "/" + text;
    for (int end = full.length(); end > 0; end = full.lastIndexOf('/', end - 1)) {
      if (topics.contains(full.substring(0, end))) {
        String rest = end == full.length() ? "" : full.substring(end + 1);
        return Optional.of(new TopicField(full.substring(0, end), rest.replace('/', '.')));
      }
    }
    return Optional.empty();
  }
}

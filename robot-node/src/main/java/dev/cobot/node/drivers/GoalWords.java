package dev.cobot.node.drivers;

import dev.cobot.ros.ActionClient;
import dev.cobot.ros.message.GoalStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How goals that went wrong are told to a person. */
final class GoalWords {
  private static final int MAX_TEXT = 300;

  private GoalWords() {}

  /** Whether an action's server is there now. */
  static boolean isThere(ActionClient<?, ?, ?> client) {
    try {
      return client.awaitServer(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns how a goal went wrong; nothing when it is done, or gave way to another. */
  static Optional<String> failure(GoalStatus status) {
    return switch (status.status()) {
      case GoalStatus.ABORTED -> Optional.of("has aborted its goal");
      case GoalStatus.REJECTED -> Optional.of("has rejected its goal");
      case GoalStatus.LOST -> Optional.of("has lost its goal");
      default -> Optional.empty();
    };
  }

  /** Returns one sentence with what the controller says; texts that say nothing are left out. */
  static String sentence(String who, String how, String... texts) {
    String said =
        Stream.of(texts)
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .distinct()
            .collect(Collectors.joining("; "));
    String cut = said.length() > MAX_TEXT ? said.substring(0, MAX_TEXT) + "..." : said;
    return who + " " + how + (cut.isEmpty() ? ", and does not say why" : ": " + cut);
  }
}

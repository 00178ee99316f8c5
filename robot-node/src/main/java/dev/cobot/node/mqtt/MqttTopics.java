package dev.cobot.node.mqtt;

import java.util.Optional;

/** The topics of one cell: {@code cobot/v1/SITE/CELL/...}. */
record MqttTopics(String site, String cell) {
  /** What every topic of every cell begins with. */
  static final String ROOT = "cobot/v1/";

  private static final int MAX_RESPONSE = 256;

  String of(String name) {
    return ROOT + site + "/" + cell + "/" + name;
  }

  String connection() {
    return of("connection");
  }

  String factsheet() {
    return of("factsheet");
  }

  String state() {
    return of("state");
  }

  String command() {
    return of("command");
  }

  String result() {
    return of("result");
  }

  /** Returns what every topic begins with on which this cell answers a single issuer. */
  String responses() {
    return of("response/");
  }

  /**
   * Returns why a result may not be sent to a topic, if it may not. A cell that answered anywhere
   * would lend its rights on the broker to whoever commands it.
   */
  Optional<String> refusal(String responseTopic) {
    if (responseTopic.startsWith(responses())
        && responseTopic.length() > responses().length()
        && responseTopic.length() <= MAX_RESPONSE
        && responseTopic.chars().noneMatch(c -> c == '+' || c == '#' || Character.isISOControl(c))
        && isWellFormed(responseTopic)) {
      return Optional.empty();
    }
    return Optional.of(
        "the response topic must begin with "
            + responses()
            + ", have at most "
            + MAX_RESPONSE
            + " characters and no wildcards");
  }

  /** Whether every surrogate has its other half, so that UTF-8 can say it. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}

package dev.cobot.ros.bag;

import java.util.Locale;

/**
 * Messages that are in a bag and are not read.
 *
 * @param topic of them, or what stands for it in the file where that tells none
 * @param messages how many
 * @param why they are not read
 */
public record UnreadMessages(String topic, long messages, String why) {
  /** One line: what, how many and why. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s: %d %s not read: %s",
        topic,
        messages,
        messages == 1 ? "message is" : "messages are",
        why);
  }
}

package dev.cobot.node.mqtt;

import dev.cobot.node.web.AccessToken;
import java.util.List;

/**
 * Who may come to the broker of this process, and what they may do there: the cell what a cell
 * does, the operator commands it and reads everything of it. Nobody else comes in. Any thread.
 */
public final class BrokerAccess {
  private final MqttTopics topics;
  private final String cell;
  private final AccessToken cellPassword;
  private final String operator;
  private final AccessToken operatorPassword;

  BrokerAccess(
      MqttTopics topics,
      String cell,
      AccessToken cellPassword,
      String operator,
      AccessToken operatorPassword) {
    this.topics = topics;
    this.cell = cell;
    this.cellPassword = cellPassword;
    this.operator = operator;
    this.operatorPassword = operatorPassword;
  }

  /**
   * Whether an account is one of the two; takes as long for any password.
   *
   * @param user or null
   * @param password or null
   */
  public boolean isKnown(String user, String password) {
    AccessToken wanted =
        cell.equals(user) ? cellPassword : operator.equals(user) ? operatorPassword : null;
    return wanted != null && password != null && wanted.matches(password);
  }

  /** Whether an account that has come in may publish on a topic. */
  public boolean mayPublish(String user, String topic) {
    if (cell.equals(user)) {
      return List.of(topics.connection(), topics.factsheet(), topics.state(), topics.result())
              .contains(topic)
          || topic.startsWith(topics.responses());
    }
    return operator.equals(user) && topic.equals(topics.command());
  }

  /** Whether an account that has come in may read what a filter of topics takes in. */
  public boolean mayRead(String user, String filter) {
    if (cell.equals(user)) {
      return filter.equals(topics.command());
    }
    return operator.equals(user) && filter.startsWith(MqttTopics.ROOT);
  }
}

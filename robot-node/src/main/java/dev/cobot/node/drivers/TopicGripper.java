package dev.cobot.node.drivers;

import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.RosMessage;
import java.util.Optional;
import java.util.function.Function;

/** A gripper that is told by messages on a topic, again and again. */
final class TopicGripper<M extends RosMessage> implements GripperDriver {
  private final Publisher<M> commands;
  private final Function<Boolean, M> message;
  private final boolean mustBeHeard;

  /**
   * @param message what closes it ({@code true}) and what opens it
   * @param mustBeHeard whether a topic without a listener is told as missing
   */
  TopicGripper(
      ConnectedNode node,
      String topic,
      Class<M> type,
      Function<Boolean, M> message,
      boolean mustBeHeard)
      throws RosException {
    commands = node.newPublisher(topic, type, PublisherOptions.queue(2));
    this.message = message;
    this.mustBeHeard = mustBeHeard;
  }

  @Override
  public void grip(boolean close) {
    commands.publish(message.apply(close));
  }

  @Override
  public void cancel() {
    // A topic has nothing to give up.
  }

  @Override
  public Optional<String> missing() {
    return !mustBeHeard || commands.hasSubscribers()
        ? Optional.empty()
        : Optional.of(
            "nobody listens on "
                + commands.getTopicName()
                + " ("
                + commands.getTopicMessageType()
                + "); start the gripper's driver, or see gripper.name in robot.yaml");
  }
}

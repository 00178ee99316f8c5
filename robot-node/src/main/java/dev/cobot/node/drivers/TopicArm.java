package dev.cobot.node.drivers;

import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.sim2real.robot.JointTrajectory;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An arm whose controller takes trajectories on a topic; the newest replaces what was before. */
final class TopicArm implements ArmDriver {
  private final Publisher<JointTrajectoryMessage> commands;
  private final UnaryOperator<JointTrajectory> renamed;

  TopicArm(ConnectedNode node, String topic, UnaryOperator<JointTrajectory> renamed)
      throws RosException {
    this.renamed = renamed;
    commands = node.newPublisher(topic, JointTrajectoryMessage.class, PublisherOptions.queue(2));
  }

  @Override
  public void move(JointTrajectory released, long stampNanos) {
    commands.publish(TrajectoryCodec.toMessage(renamed.apply(released), stampNanos));
  }

  @Override
  public void brake(JointTrajectory toRest) {
    move(toRest, 0);
  }

  @Override
  public void cancel() {
    // A topic has nothing to give up; what was released last ends at rest.
  }

  @Override
  public Optional<String> missing() {
    return commands.hasSubscribers()
        ? Optional.empty()
        : Optional.of(
            "nobody listens on "
                + commands.getTopicName()
                + "; start the arm's controller, or remap the topic");
  }
}

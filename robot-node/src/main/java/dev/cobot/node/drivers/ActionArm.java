package dev.cobot.node.drivers;

import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ActionClient;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.FollowJointTrajectoryFeedback;
import dev.cobot.ros.message.FollowJointTrajectoryGoal;
import dev.cobot.ros.message.FollowJointTrajectoryResult;
import dev.cobot.ros.message.RosDuration;
import dev.cobot.sim2real.robot.JointTrajectory;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * An arm whose controller takes trajectories as goals. Each release is a new goal, which takes the
 * place of the one before; that one then ends as preempted, which is as it should be.
 */
final class ActionArm implements ArmDriver {
  private final String name;
  private final UnaryOperator<JointTrajectory> renamed;
  private final Consumer<DriverFault> faults;
  private final ActionClient<
          FollowJointTrajectoryGoal, FollowJointTrajectoryFeedback, FollowJointTrajectoryResult>
      client;
  private final Queue<ActionClient.Call<FollowJointTrajectoryFeedback, FollowJointTrajectoryResult>>
      open = new ConcurrentLinkedQueue<>();

  ActionArm(
      ConnectedNode node,
      String name,
      UnaryOperator<JointTrajectory> renamed,
      Consumer<DriverFault> faults)
      throws RosException {
    this.name = node.resolveName(name).value();
    this.renamed = renamed;
    this.faults = faults;
    client = ActionClient.connect(node, this.name, ActionType.FOLLOW_JOINT_TRAJECTORY);
  }

  @Override
  public void move(JointTrajectory released, long stampNanos) {
    // Tolerances that a goal leaves out are the controller's own.
    var call =
        client.send(
            new FollowJointTrajectoryGoal(
                TrajectoryCodec.toMessage(renamed.apply(released), stampNanos),
                List.of(),
                List.of(),
                RosDuration.ZERO),
            feedback -> {});
    open.add(call);
    var unused =
        call.outcome()
            .whenComplete(
                (outcome, failure) -> {
                  open.remove(call);
                  if (outcome != null) {
                    tell(outcome);
                  }
                });
  }

  private void tell(ActionClient.Outcome<FollowJointTrajectoryResult> outcome) {
    GoalWords.failure(outcome.status())
        .map(
            how ->
                GoalWords.sentence(
                    "the arm's controller " + name,
                    how,
                    outcome.status().text(),
                    words(outcome.result())))
        .ifPresent(sentence -> faults.accept(new DriverFault("arm", sentence)));
  }

  private static String words(FollowJointTrajectoryResult result) {
    String code =
        switch (result.errorCode()) {
          case FollowJointTrajectoryResult.SUCCESSFUL -> "";
          case FollowJointTrajectoryResult.INVALID_GOAL -> "INVALID_GOAL";
          case FollowJointTrajectoryResult.INVALID_JOINTS -> "INVALID_JOINTS";
          case FollowJointTrajectoryResult.OLD_HEADER_TIMESTAMP -> "OLD_HEADER_TIMESTAMP";
          case FollowJointTrajectoryResult.PATH_TOLERANCE_VIOLATED -> "PATH_TOLERANCE_VIOLATED";
          case FollowJointTrajectoryResult.GOAL_TOLERANCE_VIOLATED -> "GOAL_TOLERANCE_VIOLATED";
          default -> "error " + result.errorCode();
        };
    return (code + " " + result.errorString()).strip();
  }

  /** The ramp to rest takes the old goals' place; a server that still keeps one is told to end. */
  @Override
  public void brake(JointTrajectory toRest) {
    var before = List.copyOf(open);
    move(toRest, 0);
    before.forEach(ActionClient.Call::cancel);
  }

  @Override
  public void cancel() {
    open.forEach(ActionClient.Call::cancel);
  }

  @Override
  public Optional<String> missing() {
    return GoalWords.isThere(client)
        ? Optional.empty()
        : Optional.of(
            "no action server answers on "
                + name
                + " (control_msgs/FollowJointTrajectoryAction); start the arm's controller, or see"
                + " arm.name in robot.yaml");
  }
}

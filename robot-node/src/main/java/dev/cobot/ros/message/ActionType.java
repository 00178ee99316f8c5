package dev.cobot.ros.message;

import java.util.function.Function;

/**
 * An action type: the three messages that travel, and how to put the plain goal, feedback and
 * result into them and take them out.
 *
 * @param <G> goal
 * @param <F> feedback
 * @param <R> result
 * @param <A> the goal's envelope
 * @param <B> the feedback's envelope
 * @param <C> the result's envelope
 */
public record ActionType<G, F, R, A extends RosMessage, B extends RosMessage, C extends RosMessage>(
    Class<A> goalEnvelope,
    GoalWrapper<G, A> wrapGoal,
    Function<A, GoalID> goalId,
    Function<A, G> goal,
    Class<B> feedbackEnvelope,
    Wrapper<F, B> wrapFeedback,
    Function<B, GoalStatus> feedbackStatus,
    Function<B, F> feedback,
    Class<C> resultEnvelope,
    Wrapper<R, C> wrapResult,
    Function<C, GoalStatus> resultStatus,
    Function<C, R> result) {

  /** Puts a goal into its envelope. */
  @FunctionalInterface
  public interface GoalWrapper<G, A> {
    A wrap(Header header, GoalID id, G goal);
  }

  /** Puts feedback or a result into its envelope. */
  @FunctionalInterface
  public interface Wrapper<T, E> {
    E wrap(Header header, GoalStatus status, T body);
  }

  /** Follow a trajectory. */
  public static final ActionType<
          FollowJointTrajectoryGoal,
          FollowJointTrajectoryFeedback,
          FollowJointTrajectoryResult,
          FollowJointTrajectoryActionGoal,
          FollowJointTrajectoryActionFeedback,
          FollowJointTrajectoryActionResult>
      FOLLOW_JOINT_TRAJECTORY =
          new ActionType<>(
              FollowJointTrajectoryActionGoal.class,
              FollowJointTrajectoryActionGoal::new,
              FollowJointTrajectoryActionGoal::goalId,
              FollowJointTrajectoryActionGoal::goal,
              FollowJointTrajectoryActionFeedback.class,
              FollowJointTrajectoryActionFeedback::new,
              FollowJointTrajectoryActionFeedback::status,
              FollowJointTrajectoryActionFeedback::feedback,
              FollowJointTrajectoryActionResult.class,
              FollowJointTrajectoryActionResult::new,
              FollowJointTrajectoryActionResult::status,
              FollowJointTrajectoryActionResult::result);

  /** Open or close a gripper. */
  public static final ActionType<
          GripperCommandGoal,
          GripperCommandFeedback,
          GripperCommandResult,
          GripperCommandActionGoal,
          GripperCommandActionFeedback,
          GripperCommandActionResult>
      GRIPPER_COMMAND =
          new ActionType<>(
              GripperCommandActionGoal.class,
              GripperCommandActionGoal::new,
              GripperCommandActionGoal::goalId,
              GripperCommandActionGoal::goal,
              GripperCommandActionFeedback.class,
              GripperCommandActionFeedback::new,
              GripperCommandActionFeedback::status,
              GripperCommandActionFeedback::feedback,
              GripperCommandActionResult.class,
              GripperCommandActionResult::new,
              GripperCommandActionResult::status,
              GripperCommandActionResult::result);

  /** Nothing but numbers, to try out clients and servers. */
  public static final ActionType<
          TestGoal, TestFeedback, TestResult, TestActionGoal, TestActionFeedback, TestActionResult>
      TEST =
          new ActionType<>(
              TestActionGoal.class,
              TestActionGoal::new,
              TestActionGoal::goalId,
              TestActionGoal::goal,
              TestActionFeedback.class,
              TestActionFeedback::new,
              TestActionFeedback::status,
              TestActionFeedback::feedback,
              TestActionResult.class,
              TestActionResult::new,
              TestActionResult::status,
              TestActionResult::result);
}

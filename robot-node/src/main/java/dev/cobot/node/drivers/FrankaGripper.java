package dev.cobot.node.drivers;

import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.GoalID;
import dev.cobot.ros.message.GoalStatus;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosType;

/** The two actions of {@code franka_gripper} that open and close: widths in metres, newtons. */
final class FrankaGripper {
  private FrankaGripper() {}

  /** By how much what is held may be narrower and wider than the goal's width, m. */
  @RosType("franka_gripper/GraspEpsilon")
  record Epsilon(double inner, double outer) implements RosMessage {}

  /** Closes to a width, and is done when it holds something of that width. */
  @RosType("franka_gripper/GraspGoal")
  record GraspGoal(double width, Epsilon epsilon, double speed, double force)
      implements RosMessage {}

  /** Nothing is told on the way. */
  @RosType("franka_gripper/GraspFeedback")
  record GraspFeedback() implements RosMessage {}

  /** Whether it holds something. */
  @RosType("franka_gripper/GraspResult")
  record GraspResult(boolean success, String error) implements RosMessage {}

  @RosType("franka_gripper/GraspActionGoal")
  record GraspActionGoal(Header header, GoalID goalId, GraspGoal goal) implements RosMessage {}

  @RosType("franka_gripper/GraspActionFeedback")
  record GraspActionFeedback(Header header, GoalStatus status, GraspFeedback feedback)
      implements RosMessage {}

  @RosType("franka_gripper/GraspActionResult")
  record GraspActionResult(Header header, GoalStatus status, GraspResult result)
      implements RosMessage {}

  /** Goes to a width. */
  @RosType("franka_gripper/MoveGoal")
  record MoveGoal(double width, double speed) implements RosMessage {}

  /** Nothing is told on the way. */
  @RosType("franka_gripper/MoveFeedback")
  record MoveFeedback() implements RosMessage {}

  /** Whether it is there. */
  @RosType("franka_gripper/MoveResult")
  record MoveResult(boolean success, String error) implements RosMessage {}

  @RosType("franka_gripper/MoveActionGoal")
  record MoveActionGoal(Header header, GoalID goalId, MoveGoal goal) implements RosMessage {}

  @RosType("franka_gripper/MoveActionFeedback")
  record MoveActionFeedback(Header header, GoalStatus status, MoveFeedback feedback)
      implements RosMessage {}

  @RosType("franka_gripper/MoveActionResult")
  record MoveActionResult(Header header, GoalStatus status, MoveResult result)
      implements RosMessage {}

  static final ActionType<
          GraspGoal,
          GraspFeedback,
          GraspResult,
          GraspActionGoal,
          GraspActionFeedback,
          GraspActionResult>
      GRASP =
          new ActionType<>(
              GraspActionGoal.class,
              GraspActionGoal::new,
              GraspActionGoal::goalId,
              GraspActionGoal::goal,
              GraspActionFeedback.class,
              GraspActionFeedback::new,
              GraspActionFeedback::status,
              GraspActionFeedback::feedback,
              GraspActionResult.class,
              GraspActionResult::new,
              GraspActionResult::status,
              GraspActionResult::result);

  static final ActionType<
          MoveGoal, MoveFeedback, MoveResult, MoveActionGoal, MoveActionFeedback, MoveActionResult>
      MOVE =
          new ActionType<>(
              MoveActionGoal.class,
              MoveActionGoal::new,
              MoveActionGoal::goalId,
              MoveActionGoal::goal,
              MoveActionFeedback.class,
              MoveActionFeedback::new,
              MoveActionFeedback::status,
              MoveActionFeedback::feedback,
              MoveActionResult.class,
              MoveActionResult::new,
              MoveActionResult::status,
              MoveActionResult::result);
}

package dev.cobot.action.demonstration;

import dev.cobot.action.decode.ChunkDecoder;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.GripperHysteresis;
import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;

/** Lets an expert move the arm of a simulated cell; one instance an episode. */
final class ExpertDrive {
  /** As far as the arm follows a chunk before the next one, with some to spare. */
  private static final int STEPS_AHEAD = 4;

  private final RobotModel robot;
  private final Transform tableFromBase;
  private final Kinematics kinematics;
  private final ChunkDecoder decoder;
  private final GripperHysteresis gripper = new GripperHysteresis();

  ExpertDrive(World world) {
    robot = world.robot().model();
    tableFromBase = world.robot().tableFromBase();
    kinematics = new Kinematics(robot);
    decoder = new ChunkDecoder(robot, tableFromBase);
  }

  /** Returns the hand as it is. */
  HandState hand(ArmState arm, boolean holding) {
    return new HandState(
        tableFromBase.after(kinematics.baseFromTool(arm.positionsRad())),
        arm.gripperOpeningMeters(),
        arm.gripperVelocityMetersPerSecond(),
        holding);
  }

  /** Commands what the expert wants now and advances the cell by one control step. */
  Decision step(PlantSimulator cell, TaskExpert expert, Situation situation) {
    Decision decision = expert.decide(situation);
    ArmState arm = cell.armState();
    ActionChunk chunk =
        expert.chunk(cell.timeNanos(), situation, STEPS_AHEAD, ActionChunk.STEP_SECONDS);
    cell.followTrajectory(
        decoder.decode(chunk, cell.timeNanos(), arm.positionsRad(), arm.velocitiesRadPerSecond()));
    boolean close = gripper.update(decision.close() ? 1 : 0);
    cell.commandGripper(close ? 0 : robot.maxGripperOpeningMeters());
    cell.advance(ActionChunk.STEP_SECONDS);
    return decision;
  }
}

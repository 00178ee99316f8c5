package dev.cobot.action.decode;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Transform;
import java.util.ArrayList;
import java.util.List;

/** Turns an action chunk into a joint trajectory by inverse kinematics along the chunk. */
public final class ChunkDecoder {
  private final List<String> jointNames;
  private final Transform baseFromTable;
  private final InverseKinematics inverseKinematics;

  /**
   * @param tableFromBase where the robot stands
   */
  public ChunkDecoder(RobotModel robot, Transform tableFromBase) {
    jointNames = robot.armJointNames();
    baseFromTable = tableFromBase.inverse();
    inverseKinematics = new InverseKinematics(robot);
  }

  /**
   * Returns the trajectory that follows the chunk from the joints' present positions. Its time zero
   * is {@code nowNanos}; steps that are already due are left out. It starts at the present
   * positions and ends in motion: the gate adds the stop.
   *
   * @param positionsRad present joint positions
   * @param velocitiesRadPerSecond present joint velocities
   */
  public JointTrajectory decode(
      ActionChunk chunk, long nowNanos, double[] positionsRad, double[] velocitiesRadPerSecond) {
    double age = (nowNanos - chunk.stampNanos()) * 1e-9;
    List<double[]> positions = new ArrayList<>();
    List<Double> times = new ArrayList<>();
    positions.add(positionsRad.clone());
    times.add(0.0);
    double[] seed = positionsRad;
    for (int i = 0; i < chunk.steps().size(); i++) {
      double due = (i + 1) * chunk.stepSeconds() - age;
      if (due < 0.25 * chunk.stepSeconds()) {
        continue;
      }
      Transform baseFromTool = baseFromTable.after(chunk.steps().get(i).tableFromTool());
      seed = inverseKinematics.solve(baseFromTool, seed).positionsRad();
      positions.add(seed);
      times.add(due);
    }
    int points = positions.size();
    double[][] velocities = new double[points][];
    velocities[0] = velocitiesRadPerSecond.clone();
    for (int i = 1; i < points; i++) {
      int next = Math.min(points - 1, i + 1);
      double dt = times.get(next) - times.get(i - 1);
      velocities[i] = new double[positionsRad.length];
      for (int j = 0; j < positionsRad.length; j++) {
        velocities[i][j] = (positions.get(next)[j] - positions.get(i - 1)[j]) / dt;
      }
    }
    return new JointTrajectory(
        jointNames,
        times.stream().mapToDouble(Double::doubleValue).toArray(),
        positions.toArray(double[][]::new),
        velocities);
  }
}

package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/** Moves a simulated arm along straight lines of its tool, gripper down. */
final class ScriptedArm {
  private static final double TICK_SECONDS = 0.04;

  private final PlantSimulator cell;
  private final InverseKinematics solver;
  private double[] positionsRad;
  private Vector3 toolMeters = new Vector3(-0.22, 0, 0.36);
  private double yawRad;

  ScriptedArm(PlantSimulator cell) {
    this.cell = cell;
    solver = new InverseKinematics(cell.world().robot().model());
    positionsRad = cell.homePositionsRad();
  }

  /** Returns what moves another cell from where this arm is now. */
  ScriptedArm on(PlantSimulator other) {
    ScriptedArm copy = new ScriptedArm(other);
    copy.positionsRad = positionsRad;
    copy.toolMeters = toolMeters;
    copy.yawRad = yawRad;
    return copy;
  }

  /** Moves the tool to a pose in the given time, with a soft start and stop. */
  void moveTo(double x, double y, double z, double newYawRad, double seconds) {
    moveTo(x, y, z, newYawRad, seconds, () -> {});
  }

  /** Moves the tool and lets somebody look after each physics step. */
  void moveTo(double x, double y, double z, double newYawRad, double seconds, Runnable afterStep) {
    Vector3 goal = new Vector3(x, y, z);
    int points = Math.max(1, (int) Math.round(seconds / TICK_SECONDS));
    List<double[]> path = new ArrayList<>();
    double[] times = new double[points];
    double[] q = positionsRad;
    for (int i = 0; i < points; i++) {
      double u = (i + 1.0) / points;
      double s = u * u * (3 - 2 * u);
      q = solve(toolMeters.times(1 - s).plus(goal.times(s)), yawRad * (1 - s) + newYawRad * s, q);
      path.add(q);
      times[i] = (i + 1) * TICK_SECONDS;
    }
    double[][] velocities = new double[points][q.length];
    for (int i = 0; i + 1 < points; i++) {
      double[] before = i == 0 ? positionsRad : path.get(i - 1);
      for (int j = 0; j < q.length; j++) {
        velocities[i][j] = (path.get(i + 1)[j] - before[j]) / (2 * TICK_SECONDS);
      }
    }
    cell.followTrajectory(
        new JointTrajectory(
            cell.world().robot().model().armJointNames(),
            times,
            path.toArray(new double[0][]),
            velocities));
    long steps = Math.round(times[points - 1] / cell.world().stepSeconds());
    for (long i = 0; i < steps; i++) {
      cell.step();
      afterStep.run();
    }
    positionsRad = q;
    toolMeters = goal;
    yawRad = newYawRad;
  }

  private double[] solve(Vector3 tool, double yaw, double[] seed) {
    Transform tableFromTool =
        new Transform(CameraModel.TABLE, RobotModel.TOOL, tool, InverseKinematics.toolDown(yaw));
    InverseKinematics.Solution solution =
        solver.solve(cell.world().robot().tableFromBase().inverse().after(tableFromTool), seed);
    if (!solution.converged()) {
      throw new AssertionError("no joint positions for the tool at " + tool + ", yaw " + yaw);
    }
    return solution.positionsRad();
  }

  /** Lets what is held slip for a time. */
  void slip(double seconds) {
    cell.slip();
    cell.advance(seconds);
  }

  void grip(double openingMeters, double seconds) {
    cell.commandGripper(openingMeters);
    cell.advance(seconds);
  }

  /** Grasps what stands at (x, y) with the pads at height z, and lifts it. */
  void pick(double x, double y, double z, double yaw) {
    grip(cell.world().robot().model().maxGripperOpeningMeters(), 0.04);
    moveTo(x, y, z + 0.10, yaw, 1.2);
    moveTo(x, y, z, yaw, 0.8);
    grip(0, 0.8);
    moveTo(x, y, z + 0.15, yaw, 0.8);
  }
}

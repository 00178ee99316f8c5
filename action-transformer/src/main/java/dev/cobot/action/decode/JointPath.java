package dev.cobot.action.decode;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;

/**
 * Where the joints should be, by time: a chunk's poses by inverse kinematics, linear in between. A
 * step that asks for more than the velocity limits is given the time that it needs. Keeps scratch
 * memory and is filled anew for each chunk.
 */
final class JointPath {
  /** Steps that are due within this share of a step from now are left out. */
  private static final double DUE_SHARE = 0.25;

  private final Transform baseFromTable;
  private final Bounds bounds;
  private final Kinematics kinematics;
  private final InverseKinematics inverseKinematics;
  private final double[] lower;
  private final double[] upper;
  private final double[] maxVelocity;
  private final double maxToolSpeed;
  private int points;
  private double[] times = new double[ActionChunk.STEPS + 1];
  private double[][] positions = new double[ActionChunk.STEPS + 1][];

  JointPath(RobotModel robot, Transform tableFromBase, MotionLimits limits, Bounds bounds) {
    baseFromTable = tableFromBase.inverse();
    this.bounds = bounds;
    kinematics = new Kinematics(robot);
    inverseKinematics = new InverseKinematics(robot);
    double margin = limits.positionMarginRad();
    lower = robot.armJoints().stream().mapToDouble(j -> j.lower() + margin).toArray();
    upper = robot.armJoints().stream().mapToDouble(j -> j.upper() - margin).toArray();
    maxVelocity = limits.velocityRadPerSecond().stream().mapToDouble(v -> v).toArray();
    maxToolSpeed = limits.toolSpeedMetersPerSecond();
  }

  /**
   * Lays the path from the joints' positions through the steps that are not yet due.
   *
   * @param ageSeconds time since the chunk's stamp
   */
  void fill(ActionChunk chunk, double ageSeconds, double[] positionsRad) {
    int steps = chunk.steps().size();
    if (times.length < steps + 1) {
      times = new double[steps + 1];
      positions = new double[steps + 1][];
    }
    positions[0] = positionsRad;
    times[0] = 0;
    points = 1;
    double dueBefore = 0;
    double[] seed = positionsRad;
    Vector3 before = kinematics.baseFromTool(positionsRad).translation();
    for (int i = 0; i < steps; i++) {
      double due = (i + 1) * chunk.stepSeconds() - ageSeconds;
      if (due < DUE_SHARE * chunk.stepSeconds()) {
        continue;
      }
      Transform baseFromTool =
          baseFromTable.after(bounds.nearest(chunk.steps().get(i).tableFromTool()));
      seed = inverseKinematics.solve(baseFromTool, seed).positionsRad();
      double seconds =
          Math.max(due - dueBefore, baseFromTool.translation().distanceTo(before) / maxToolSpeed);
      double[] next = seed.clone();
      for (int j = 0; j < next.length; j++) {
        // A joint that is nearer to its limit already may stay there.
        next[j] = Math.max(Math.min(lower[j], positionsRad[j]), next[j]);
        next[j] = Math.min(Math.max(upper[j], positionsRad[j]), next[j]);
        seconds = Math.max(seconds, Math.abs(next[j] - positions[points - 1][j]) / maxVelocity[j]);
      }
      positions[points] = next;
      times[points] = times[points - 1] + seconds;
      points++;
      dueBefore = due;
      before = baseFromTool.translation();
    }
  }

  /**
   * Writes the positions at regular times.
   *
   * @param pace how fast the path is run along, 1 is its own time
   * @param endSeconds when the path is left to stay where it has led
   * @param out (joints, samples); sample k is of {@code k * stepSeconds}
   */
  void sample(double pace, double stepSeconds, double endSeconds, double[][] out) {
    int segment = 0;
    for (int k = 0; k < out[0].length; k++) {
      double t = pace * Math.min(k * stepSeconds, endSeconds);
      while (segment < points - 1 && times[segment + 1] < t) {
        segment++;
      }
      if (segment == points - 1) {
        for (int j = 0; j < out.length; j++) {
          out[j][k] = positions[segment][j];
        }
        continue;
      }
      double share = (t - times[segment]) / (times[segment + 1] - times[segment]);
      double[] p0 = positions[segment];
      double[] p1 = positions[segment + 1];
      for (int j = 0; j < out.length; j++) {
        out[j][k] = p0[j] + share * (p1[j] - p0[j]);
      }
    }
  }
}

package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import java.util.Arrays;

/**
 * Joint positions for a pose of the tool, by damped least squares from a seed (Wampler 1986;
 * Nakamura and Hanafusa 1986). No restarts: the answer lies on the seed's branch, so a chain of
 * solves, each seeded with the one before, never flips the elbow. An arm with more than six joints
 * is drawn to the middle of its joints' ranges by the motion that leaves the tool where it is; the
 * pull fades with the error. Keeps scratch memory: one instance a thread.
 */
public final class InverseKinematics {
  private static final int MAX_ITERATIONS = 150;
  private static final double POSITION_TOLERANCE_METERS = 1e-5;
  private static final double ROTATION_TOLERANCE_RAD = 1e-4;
  private static final double DAMPING = 0.05;
  private static final double MAX_POSITION_STEP_METERS = 0.15;
  private static final double MAX_ROTATION_STEP_RAD = 0.5;
  private static final double MAX_JOINT_STEP_RAD = 0.5;
  private static final double PULL_TO_MIDDLE = 0.5;

  private final Kinematics kinematics;
  private final int joints;
  private final double[] lower;
  private final double[] upper;
  private final double[] error = new double[6];
  private final double[] relative = new double[9];
  private final double[] jacobian;
  private final double[] pull;
  private final double[] steps;
  private final double[][] system = new double[6][7];

  public InverseKinematics(RobotModel robot) {
    kinematics = new Kinematics(robot);
    joints = robot.armJoints().size();
    lower = robot.armJoints().stream().mapToDouble(Joint::lower).toArray();
    upper = robot.armJoints().stream().mapToDouble(Joint::upper).toArray();
    jacobian = new double[6 * joints];
    pull = new double[joints];
    steps = new double[joints];
  }

  /**
   * Where the solver ended.
   *
   * @param positionsRad one position for each arm joint, inside the limits
   * @param positionErrorMeters distance that remains to the goal
   * @param rotationErrorRad angle that remains to the goal
   * @param converged whether both errors are below 0.01 mm and 0.1 mrad; when false the positions
   *     are only the nearest that was found
   */
  public record Solution(
      double[] positionsRad,
      double positionErrorMeters,
      double rotationErrorRad,
      boolean converged,
      int iterations) {}

  /**
   * Returns the orientation of a gripper that points straight down at the table.
   *
   * @param yawRad turn about the vertical; at 0 the tool's x axis is the table's, and the fingers
   *     open along the table's y
   */
  public static Quaternion toolDown(double yawRad) {
    return Quaternion.fromYaw(yawRad).after(new Quaternion(1, 0, 0, 0));
  }

  /**
   * Solves for a pose of {@code tool0}, starting at the seed.
   *
   * @param baseFromTool the goal, {@code base_link} from {@code tool0}
   * @param seedRad one position for each arm joint; best the last solution; not changed
   */
  public Solution solve(Transform baseFromTool, double[] seedRad) {
    if (!baseFromTool.target().equals(RobotModel.BASE)
        || !baseFromTool.source().equals(RobotModel.TOOL)) {
      throw new IllegalArgumentException(
          "the goal must be base_link from tool0, got "
              + baseFromTool.target()
              + " from "
              + baseFromTool.source());
    }
    if (seedRad.length != joints || !Arrays.stream(seedRad).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "the seed needs " + joints + " finite positions, got " + Arrays.toString(seedRad));
    }
    double[] goal = Kinematics.matrix(baseFromTool);
    double[] q = seedRad.clone();
    for (int i = 0; i < joints; i++) {
      q[i] = Math.max(lower[i], Math.min(upper[i], q[i]));
    }
    for (int iteration = 0; ; iteration++) {
      kinematics.update(q);
      fillError(kinematics.frames[joints], goal);
      double position = norm(0);
      double rotation = norm(3);
      boolean converged = position < POSITION_TOLERANCE_METERS && rotation < ROTATION_TOLERANCE_RAD;
      if (converged || iteration == MAX_ITERATIONS) {
        return new Solution(q, position, rotation, converged, iteration);
      }
      improve(q, position, rotation);
    }
  }

  private void improve(double[] q, double position, double rotation) {
    double positionScale = Math.min(1, MAX_POSITION_STEP_METERS / Math.max(position, 1e-12));
    double rotationScale = Math.min(1, MAX_ROTATION_STEP_RAD / Math.max(rotation, 1e-12));
    kinematics.fillJacobian(jacobian);
    boolean redundant = joints > 6;
    if (redundant) {
      fillPull(q, PULL_TO_MIDDLE * Math.min(1, position + rotation));
    }
    // The damping fades with the error, so that the last steps are those of Gauss and Newton.
    double damping =
        DAMPING * DAMPING * Math.min(1, position * position + rotation * rotation) + 1e-9;
    do {
      fillSystem(damping, positionScale, rotationScale);
      eliminate();
      fillSteps();
      // A redundant arm goes round a joint that is at its limit.
    } while (redundant && lockedOne(q));
    for (int i = 0; i < joints; i++) {
      double step = Math.max(-MAX_JOINT_STEP_RAD, Math.min(MAX_JOINT_STEP_RAD, steps[i]));
      q[i] = Math.max(lower[i], Math.min(upper[i], q[i] + step));
    }
  }

  private void fillSystem(double damping, double positionScale, double rotationScale) {
    for (int r = 0; r < 6; r++) {
      for (int c = 0; c < 6; c++) {
        double sum = r == c ? damping : 0;
        for (int i = 0; i < joints; i++) {
          sum += jacobian[r * joints + i] * jacobian[c * joints + i];
        }
        system[r][c] = sum;
      }
      system[r][6] = error[r] * (r < 3 ? positionScale : rotationScale);
      for (int i = 0; i < joints; i++) {
        system[r][6] -= jacobian[r * joints + i] * pull[i];
      }
    }
  }

  private void fillSteps() {
    for (int i = 0; i < joints; i++) {
      steps[i] = pull[i];
      for (int r = 0; r < 6; r++) {
        steps[i] += jacobian[r * joints + i] * system[r][6];
      }
    }
  }

  /** Takes the first joint that is at its limit and would leave it out of the motion. */
  private boolean lockedOne(double[] q) {
    for (int i = 0; i < joints; i++) {
      if ((q[i] == lower[i] && steps[i] < 0) || (q[i] == upper[i] && steps[i] > 0)) {
        for (int r = 0; r < 6; r++) {
          jacobian[r * joints + i] = 0;
        }
        pull[i] = 0;
        return true;
      }
    }
    return false;
  }

  /** Fills the joint step towards the middle of the ranges; a joint without limits has none. */
  private void fillPull(double[] q, double share) {
    for (int i = 0; i < joints; i++) {
      double middle = (lower[i] + upper[i]) / 2;
      pull[i] = Double.isFinite(middle) ? share * (middle - q[i]) : 0;
    }
  }

  /** Gauss-Jordan elimination with row pivots; leaves the solution in the last column. */
  private void eliminate() {
    for (int p = 0; p < 6; p++) {
      int pivot = p;
      for (int r = p + 1; r < 6; r++) {
        if (Math.abs(system[r][p]) > Math.abs(system[pivot][p])) {
          pivot = r;
        }
      }
      double[] row = system[p];
      system[p] = system[pivot];
      system[pivot] = row;
      double inverse = 1 / system[p][p];
      for (int c = p; c < 7; c++) {
        system[p][c] *= inverse;
      }
      for (int r = 0; r < 6; r++) {
        if (r != p) {
          double factor = system[r][p];
          for (int c = p; c < 7; c++) {
            system[r][c] -= factor * system[p][c];
          }
        }
      }
    }
  }

  /** Fills the translation and the rotation vector that lead from the current pose to the goal. */
  private void fillError(double[] current, double[] goal) {
    for (int i = 0; i < 3; i++) {
      error[i] = goal[4 * i + 3] - current[4 * i + 3];
      for (int j = 0; j < 3; j++) {
        relative[3 * i + j] =
            goal[4 * i] * current[4 * j]
                + goal[4 * i + 1] * current[4 * j + 1]
                + goal[4 * i + 2] * current[4 * j + 2];
      }
    }
    Quaternion turn = Quaternion.fromMatrix(relative);
    double sign = turn.w() < 0 ? -1 : 1;
    double sine = Math.sqrt(turn.x() * turn.x() + turn.y() * turn.y() + turn.z() * turn.z());
    double factor =
        sine > 1e-12 ? sign * 2 * StrictMath.atan2(sine, Math.abs(turn.w())) / sine : 2 * sign;
    error[3] = factor * turn.x();
    error[4] = factor * turn.y();
    error[5] = factor * turn.z();
  }

  private double norm(int from) {
    return Math.sqrt(
        error[from] * error[from]
            + error[from + 1] * error[from + 1]
            + error[from + 2] * error[from + 2]);
  }
}

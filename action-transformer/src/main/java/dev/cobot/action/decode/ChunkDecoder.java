package dev.cobot.action.decode;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.Transform;
import java.util.List;

/**
 * Turns action chunks into joint trajectories that an arm can follow: inverse kinematics along the
 * chunk, time for steps that are too fast, and a smooth motion along that path inside limits of
 * velocity, acceleration, jerk and tool speed. Consecutive chunks of one motion are joined with
 * continuous acceleration, so use one decoder a motion.
 */
public final class ChunkDecoder {
  /** Time between two points of a trajectory; a release of the gate has the same. */
  private static final double STEP_SECONDS = 0.02;

  private static final double CUTOFF_RAD_PER_SECOND = 20;

  /** How much longer than its own time a chunk's path may take, and the time to rest after it. */
  private static final double OVERTIME_SECONDS = 0.2;

  private static final double SETTLE_SECONDS = 0.4;
  private static final double END_SECONDS = OVERTIME_SECONDS + SETTLE_SECONDS;

  private static final int TRIES = 4;

  // An arm that is farther than this from the last trajectory does not follow it.
  private static final double FOLLOWED_RAD = 0.02;
  private static final double FOLLOWED_RAD_PER_SECOND = 0.2;
  private static final double REPLACED_SECONDS = 0.2;

  private final List<String> jointNames;
  private final MotionLimits limits;
  private final Kinematics kinematics;
  private final JointPath path;
  private final PreviewTracker tracker = new PreviewTracker(STEP_SECONDS, CUTOFF_RAD_PER_SECOND);
  private long lastNanos;
  // (joints, points), of the last trajectory; without points before the first
  private final double[][] wanted;
  private final double[][] position;
  private final double[][] velocity;
  private final double[][] acceleration;

  /**
   * With {@link MotionLimits#of the limits that suit the robot}.
   *
   * @param tableFromBase where the robot stands
   */
  public ChunkDecoder(RobotModel robot, Transform tableFromBase) {
    this(robot, tableFromBase, MotionLimits.of(robot), Bounds.NONE);
  }

  /**
   * @param tableFromBase where the robot stands
   * @param limits of the trajectories
   * @param bounds to which poses beyond them are brought back
   */
  public ChunkDecoder(
      RobotModel robot, Transform tableFromBase, MotionLimits limits, Bounds bounds) {
    jointNames = robot.armJointNames();
    int joints = jointNames.size();
    if (limits.velocityRadPerSecond().size() != joints) {
      throw new IllegalArgumentException(
          "the limits are for "
              + limits.velocityRadPerSecond().size()
              + " joints, the arm of "
              + robot.name()
              + " has "
              + joints);
    }
    this.limits = limits;
    kinematics = new Kinematics(robot);
    path = new JointPath(robot, tableFromBase, limits, bounds);
    wanted = new double[joints][0];
    position = new double[joints][0];
    velocity = new double[joints][0];
    acceleration = new double[joints][0];
  }

  /**
   * Returns the trajectory that follows the chunk from the joints' present state. Its time zero is
   * {@code nowNanos}; steps that are already due are left out. It ends at rest: at the chunk's last
   * pose, or, where the chunk is too fast for the limits, as far along its path as its own time
   * lets the arm come. Velocities are exact and the acceleration is continuous for a controller
   * that interpolates cubically. Limits hold unless the present state leaves no room to stay inside
   * them.
   *
   * @param positionsRad present joint positions
   * @param velocitiesRadPerSecond present joint velocities
   * @throws IllegalArgumentException if the state has not as many joints as the arm
   */
  public JointTrajectory decode(
      ActionChunk chunk, long nowNanos, double[] positionsRad, double[] velocitiesRadPerSecond) {
    if (positionsRad.length != position.length
        || velocitiesRadPerSecond.length != position.length) {
      throw new IllegalArgumentException(
          "the arm's state has "
              + positionsRad.length
              + " positions and "
              + velocitiesRadPerSecond.length
              + " velocities; the arm has "
              + position.length
              + " joints: "
              + jointNames);
    }
    double ageSeconds = (nowNanos - chunk.stampNanos()) * 1e-9;
    double chunkSeconds = chunk.steps().size() * chunk.stepSeconds();
    begin(
        nowNanos,
        positionsRad,
        velocitiesRadPerSecond,
        1 + (int) Math.ceil((chunkSeconds + END_SECONDS) / STEP_SECONDS - 1e-9));
    path.fill(chunk, ageSeconds, positionsRad);
    double endSeconds = Math.min(chunkSeconds, chunkSeconds - ageSeconds) + OVERTIME_SECONDS;
    double pace = 1;
    for (int i = 0; ; i++) {
      follow(pace, Math.max(0, endSeconds));
      double excess = toolSpeedExcess();
      if (excess <= 1 || pace == 0) {
        return trajectory();
      }
      // To catch up with the path costs speed; in the end nothing is left but to brake.
      pace = i < TRIES ? pace / (1.02 * excess) : 0;
    }
  }

  /** Sets the first point, and the acceleration there by what was wanted of the arm before. */
  private void begin(long nowNanos, double[] positionsRad, double[] velocities, int points) {
    double at = (nowNanos - lastNanos) * 1e-9 / STEP_SECONDS;
    int before = (int) Math.floor(at);
    double share = at - before;
    boolean known =
        at >= 0 && at * STEP_SECONDS <= REPLACED_SECONDS && before + 1 < position[0].length;
    for (int j = 0; j < position.length; j++) {
      double a = 0;
      if (known
          && Math.abs(mean(position[j], before, share) - positionsRad[j]) < FOLLOWED_RAD
          && Math.abs(mean(velocity[j], before, share) - velocities[j]) < FOLLOWED_RAD_PER_SECOND) {
        a = mean(acceleration[j], before, share);
      }
      if (position[j].length != points) {
        wanted[j] = new double[points];
        position[j] = new double[points];
        velocity[j] = new double[points];
        acceleration[j] = new double[points];
      }
      position[j][0] = positionsRad[j];
      velocity[j][0] = velocities[j];
      acceleration[j][0] = a;
    }
    lastNanos = nowNanos;
  }

  private static double mean(double[] values, int before, double share) {
    return values[before] + share * (values[before + 1] - values[before]);
  }

  private void follow(double pace, double endSeconds) {
    path.sample(pace, STEP_SECONDS, endSeconds, wanted);
    for (int j = 0; j < position.length; j++) {
      tracker.follow(
          wanted[j],
          limits.velocityRadPerSecond().get(j),
          limits.accelerationRadPerSecond2().get(j),
          limits.jerkRadPerSecond3().get(j),
          position[j],
          velocity[j],
          acceleration[j]);
    }
  }

  /** Returns the tool's highest speed over its limit, or over its present speed if that is more. */
  private double toolSpeedExcess() {
    int joints = position.length;
    double[] at = new double[joints];
    double allowed = limits.toolSpeedMetersPerSecond();
    double highest = 0;
    for (int k = 0; k < position[0].length; k++) {
      for (int j = 0; j < joints; j++) {
        at[j] = position[j][k];
      }
      double[] jacobian = kinematics.jacobian(at);
      double square = 0;
      for (int row = 0; row < 3; row++) {
        double speed = 0;
        for (int j = 0; j < joints; j++) {
          speed += jacobian[row * joints + j] * velocity[j][k];
        }
        square += speed * speed;
      }
      double speed = Math.sqrt(square);
      highest = Math.max(highest, speed);
      if (k == 0) {
        allowed = Math.max(allowed, speed);
      }
    }
    return highest / allowed;
  }

  private JointTrajectory trajectory() {
    int points = position[0].length;
    double[] times = new double[points];
    double[][] positions = new double[points][position.length];
    double[][] velocities = new double[points][position.length];
    for (int k = 0; k < points; k++) {
      times[k] = k * STEP_SECONDS;
      for (int j = 0; j < position.length; j++) {
        positions[k][j] = position[j][k];
        velocities[k][j] = velocity[j][k];
      }
    }
    return new JointTrajectory(jointNames, times, positions, velocities);
  }
}

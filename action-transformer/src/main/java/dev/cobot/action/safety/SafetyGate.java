package dev.cobot.action.safety;

import dev.cobot.action.safety.Release.Reason;
import dev.cobot.action.safety.Release.Released;
import dev.cobot.action.safety.Release.Stopped;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides what of a wanted motion is released. Checks run in the order of {@link Reason}, the first
 * that fails stops; a stop latches until {@link #reset}. What is only too fast is slowed along its
 * path. Every release ends at rest, so a runtime that dies stops the arm by doing nothing.
 */
public final class SafetyGate {
  private static final int TRIES = 30;

  /** Distances of the points through which a jerky path may be drawn anew, seconds. */
  private static final double[] SPACINGS_SECONDS = {0.08, 0.16};

  private static final double ROUNDING = 1 + 1e-9;
  private static final long CLOCK_JITTER_NANOS = 50_000_000L;

  private final GateLimits limits;
  private final List<String> jointNames;
  private final double[] lowerRad;
  private final double[] upperRad;
  private final double[] maxVelocity;
  private final Kinematics kinematics;
  private final Transform tableFromBase;
  private final SafeTail tail;
  private final JointStateMonitor monitor;
  private Stopped latched;
  private long stops;
  private long clips;

  /**
   * @param tableFromBase where the robot stands
   */
  public SafetyGate(GateLimits limits, RobotModel robot, Transform tableFromBase) {
    this.limits = limits;
    this.tableFromBase = tableFromBase;
    jointNames = robot.armJointNames();
    double margin = limits.positionMarginRad();
    lowerRad = robot.armJoints().stream().mapToDouble(j -> j.lower() + margin).toArray();
    upperRad = robot.armJoints().stream().mapToDouble(j -> j.upper() - margin).toArray();
    maxVelocity =
        robot.armJoints().stream()
            .mapToDouble(Joint::maxVelocity)
            .map(v -> v * limits.velocityFactor())
            .toArray();
    kinematics = new Kinematics(robot);
    monitor = new JointStateMonitor(robot);
    tail = new SafeTail(limits.horizonSeconds(), limits.rampSeconds());
  }

  /** Returns why the gate is stopped, or nothing. */
  public Optional<Stopped> latched() {
    return Optional.ofNullable(latched);
  }

  /** Returns how often the gate has stopped. */
  public long stops() {
    return stops;
  }

  /** Returns how many releases were changed. */
  public long clips() {
    return clips;
  }

  /** Latches a stop that comes from outside. */
  public Stopped stop(String sentence) {
    return latch(Reason.PERMIT, Double.NaN, Double.NaN, sentence);
  }

  /** Latches a stop because what was decided is no motion. */
  public Stopped refuse(String sentence) {
    return latch(Reason.SHAPE, Double.NaN, Double.NaN, sentence);
  }

  /** Ends a stop. */
  public void reset() {
    latched = null;
    monitor.reset();
  }

  /** Returns what it lets through. */
  public GateLimits limits() {
    return limits;
  }

  /** Returns a gate for an arm where it stands. */
  public static SafetyGate of(GateLimits limits, World.RobotMount robot) {
    return new SafetyGate(limits, robot.model(), robot.tableFromBase());
  }

  /**
   * Takes every measured joint state in, in the order in which they come.
   *
   * @return whether it may be used: a state that the arm cannot have come to since the last one, by
   *     its joints' velocity limits and the time between the stamps, may not; when such states go
   *     on, the gate stops
   */
  public boolean measure(ArmState state) {
    JointStateMonitor.Finding finding = monitor.check(state);
    finding.jumps().ifPresent(sentence -> latch(Reason.JUMP, Double.NaN, Double.NaN, sentence));
    return finding.usable();
  }

  /** Forgets the joint states so far: the next one is the first. */
  public void measureAnew() {
    monitor.reset();
  }

  /** Whether a motion would be stopped only because what it is based on is too old. */
  public boolean isStale(GateState now) {
    return latched == null && limits.isStale(now);
  }

  /** Decides about a wanted motion. */
  public Release release(JointTrajectory wanted, boolean closeGripper, GateState now) {
    if (latched != null) {
      return latched;
    }
    Stopped refused = shape(wanted, now);
    refused = refused == null ? freshness(now) : refused;
    refused = refused == null ? continuity(wanted, now) : refused;
    refused = refused == null ? measuredPosition(now) : refused;
    if (refused != null) {
      return refused;
    }
    List<String> clipped = new ArrayList<>();
    JointTrajectory path = anchored(wanted, now, clipped);
    JointTrajectory asWanted = tail.along(path, 1, 1);
    refused = workspace(asWanted);
    if (refused != null) {
      return refused;
    }
    MotionPeaks wantedPeaks = MotionPeaks.of(asWanted, kinematics);
    JointTrajectory slowed =
        excess(wantedPeaks) > ROUNDING ? slowed(smoothed(path, asWanted)) : asWanted;
    if (slowed != null && !insideJointLimits(slowed)) {
      slowed = null;
    }
    if (slowed == null) {
      return latch(
          Reason.LIMITS,
          excess(wantedPeaks),
          1,
          String.format(
              Locale.ROOT,
              "the wanted motion is %.1f times too fast and no slower run of its path is inside"
                  + " the limits",
              excess(wantedPeaks)));
    }
    refused = workspace(slowed);
    if (refused != null) {
      return refused;
    }
    if (excess(wantedPeaks) > ROUNDING) {
      describe(wantedPeaks, MotionPeaks.of(slowed, kinematics), clipped);
    }
    if (!clipped.isEmpty()) {
      clips++;
    }
    return new Released(slowed, closeGripper, clipped);
  }

  /**
   * Returns a motion from the measured joints to rest, as fast as the acceleration limit allows but
   * within the time of a release's ramp where that is longer.
   */
  public JointTrajectory brake(GateState now) {
    double fastest = 0;
    for (double v : now.velocitiesRadPerSecond()) {
      fastest = Math.max(fastest, Math.abs(v));
    }
    double seconds = Math.max(0.05, fastest / limits.accelerationRadPerSecond2());
    double[] end = now.positionsRad().clone();
    for (int j = 0; j < end.length; j++) {
      end[j] += now.velocitiesRadPerSecond()[j] * seconds / 2;
    }
    return new JointTrajectory(
        jointNames,
        new double[] {0, seconds},
        new double[][] {now.positionsRad().clone(), end},
        new double[][] {now.velocitiesRadPerSecond().clone(), new double[end.length]});
  }

  private Stopped latch(Reason reason, double measured, double limit, String sentence) {
    if (latched == null) {
      latched = new Stopped(reason, measured, limit, sentence);
      stops++;
    }
    return latched;
  }

  private Stopped shape(JointTrajectory wanted, GateState now) {
    if (!wanted.jointNames().equals(jointNames)) {
      return latch(
          Reason.SHAPE,
          wanted.jointNames().size(),
          jointNames.size(),
          "the motion is for the joints " + wanted.jointNames() + ", the arm has " + jointNames);
    }
    for (int j = 0; j < jointNames.size(); j++) {
      if (now.positionsRad().length != jointNames.size()
          || now.velocitiesRadPerSecond().length != jointNames.size()
          || !Double.isFinite(now.positionsRad()[j])
          || !Double.isFinite(now.velocitiesRadPerSecond()[j])) {
        return latch(
            Reason.SHAPE,
            Double.NaN,
            Double.NaN,
            "the measured joint state is not one finite position and velocity for each arm joint");
      }
    }
    return null;
  }

  private Stopped freshness(GateState now) {
    Stopped stopped =
        fresh("joint state", now.jointStampNanos(), now, limits.jointStateAgeSeconds());
    if (stopped == null) {
      stopped =
          fresh("observation", now.observationStampNanos(), now, limits.observationAgeSeconds());
    }
    if (stopped == null) {
      stopped = fresh("picture", now.imageStampNanos(), now, limits.imageAgeSeconds());
    }
    return stopped;
  }

  private Stopped fresh(String what, long stampNanos, GateState now, double limitSeconds) {
    if (stampNanos == Long.MIN_VALUE) {
      return latch(
          Reason.FRESHNESS,
          Double.POSITIVE_INFINITY,
          limitSeconds,
          "there is no " + what + " yet, so nothing may move");
    }
    double age = (now.nowNanos() - stampNanos) * 1e-9;
    if (age <= limitSeconds && now.nowNanos() - stampNanos >= -CLOCK_JITTER_NANOS) {
      return null;
    }
    return latch(
        Reason.FRESHNESS,
        age,
        limitSeconds,
        String.format(
            Locale.ROOT,
            age > 0
                ? "the newest %s is %.0f ms old, allowed are %.0f ms"
                : "the newest %s comes from %.0f ms in the future (allowed age %.0f ms); do both"
                    + " sides use the same clock?",
            what,
            Math.abs(age) * 1000,
            limitSeconds * 1000));
  }

  private Stopped continuity(JointTrajectory wanted, GateState now) {
    if (wanted.timesSeconds()[0] > 0) {
      return null;
    }
    for (int j = 0; j < jointNames.size(); j++) {
      double jump = Math.abs(wanted.positionsRad()[0][j] - now.positionsRad()[j]);
      if (!(jump <= limits.startToleranceRad())) {
        return latch(
            Reason.CONTINUITY,
            jump,
            limits.startToleranceRad(),
            String.format(
                Locale.ROOT,
                "the motion starts %.3f rad from where %s is measured, allowed are %.3f rad",
                jump,
                jointNames.get(j),
                limits.startToleranceRad()));
      }
    }
    return null;
  }

  private Stopped measuredPosition(GateState now) {
    double margin = limits.positionMarginRad();
    for (int j = 0; j < jointNames.size(); j++) {
      double p = now.positionsRad()[j];
      if (!(p >= lowerRad[j] - margin && p <= upperRad[j] + margin)) {
        return latch(
            Reason.POSITION,
            p,
            p < lowerRad[j] ? lowerRad[j] - margin : upperRad[j] + margin,
            String.format(
                Locale.ROOT,
                "%s is measured at %.3f rad, beyond its limits of %.3f to %.3f rad",
                jointNames.get(j),
                p,
                lowerRad[j] - margin,
                upperRad[j] + margin));
      }
    }
    return null;
  }

  /** Returns the wanted path from the measured joints on, inside the position limits. */
  private JointTrajectory anchored(JointTrajectory wanted, GateState now, List<String> clipped) {
    int lead = wanted.timesSeconds()[0] > 0 ? 1 : 0;
    int points = wanted.timesSeconds().length + lead;
    if (points == 1) {
      // A single point at time zero: stay there.
      return JointTrajectory.to(jointNames, SafeTail.STEP_SECONDS, now.positionsRad());
    }
    double[] times = new double[points];
    double[][] positions = new double[points][];
    double[][] velocities = new double[points][];
    for (int i = lead; i < points; i++) {
      times[i] = wanted.timesSeconds()[i - lead];
      positions[i] = wanted.positionsRad()[i - lead].clone();
      velocities[i] = wanted.velocitiesRadPerSecond()[i - lead].clone();
    }
    times[0] = 0;
    positions[0] = now.positionsRad().clone();
    velocities[0] = now.velocitiesRadPerSecond().clone();
    for (int j = 0; j < jointNames.size(); j++) {
      // A joint that already is inside the margin may stay there, not go on.
      double low = Math.min(lowerRad[j], positions[0][j]);
      double high = Math.max(upperRad[j], positions[0][j]);
      double worst = Double.NaN;
      for (int i = 1; i < points; i++) {
        double p = positions[i][j];
        double inside = Math.max(low, Math.min(high, p));
        if (inside != p) {
          worst = Double.isNaN(worst) || Math.abs(p) > Math.abs(worst) ? p : worst;
          positions[i][j] = inside;
          velocities[i][j] = 0;
        }
      }
      if (!Double.isNaN(worst)) {
        clipped.add(
            String.format(
                Locale.ROOT,
                "%s position %.3f -> %.3f rad",
                jointNames.get(j),
                worst,
                Math.max(low, Math.min(high, worst))));
      }
    }
    return new JointTrajectory(jointNames, times, positions, velocities);
  }

  private Stopped workspace(JointTrajectory trajectory) {
    for (int i = 0; i < trajectory.timesSeconds().length; i++) {
      Vector3 tool =
          tableFromBase.after(kinematics.baseFromTool(trajectory.positionsRad()[i])).translation();
      Stopped stopped = inside("x", tool.x(), limits.workspace().xMeters());
      stopped = stopped == null ? inside("y", tool.y(), limits.workspace().yMeters()) : stopped;
      stopped = stopped == null ? inside("z", tool.z(), limits.workspace().zMeters()) : stopped;
      if (stopped != null) {
        return stopped;
      }
    }
    return null;
  }

  private Stopped inside(String axis, double value, List<Double> side) {
    if (value >= side.get(0) && value <= side.get(1)) {
      return null;
    }
    return latch(
        Reason.WORKSPACE,
        value,
        value < side.get(0) ? side.get(0) : side.get(1),
        String.format(
            Locale.ROOT,
            "the tool would go to %s = %.3f m of the table, allowed is %.3f to %.3f m",
            axis,
            value,
            side.get(0),
            side.get(1)));
  }

  private double excess(MotionPeaks peaks) {
    return peaks.excess(
        maxVelocity, limits.accelerationRadPerSecond2(), limits.toolSpeedMetersPerSecond());
  }

  /**
   * Returns the path, drawn through fewer of its points where that takes jerks away: a policy that
   * decides anew at every tick neither starts exactly at the arm's present velocity nor is smooth
   * from step to step.
   */
  private JointTrajectory smoothed(JointTrajectory path, JointTrajectory asWanted) {
    JointTrajectory best = path;
    double least = excess(MotionPeaks.of(asWanted, kinematics));
    for (double spacing : SPACINGS_SECONDS) {
      JointTrajectory smoother = thinned(path, spacing);
      double excess = excess(MotionPeaks.of(tail.along(smoother, 1, 1), kinematics));
      if (excess < least) {
        best = smoother;
        least = excess;
      }
      if (least <= ROUNDING) {
        break;
      }
    }
    return best;
  }

  /** Returns the path through points of at least this distance in time; the ends are kept. */
  private static JointTrajectory thinned(JointTrajectory path, double spacingSeconds) {
    double[] times = path.timesSeconds();
    List<Integer> kept = new ArrayList<>(List.of(0));
    for (int i = 1; i < times.length - 1; i++) {
      if (times[i] - times[kept.get(kept.size() - 1)] >= spacingSeconds - 1e-6
          && times[times.length - 1] - times[i] >= spacingSeconds / 2) {
        kept.add(i);
      }
    }
    kept.add(times.length - 1);
    int points = kept.size();
    double[] newTimes = new double[points];
    double[][] positions = new double[points][];
    double[][] velocities = new double[points][];
    for (int k = 0; k < points; k++) {
      newTimes[k] = times[kept.get(k)];
      positions[k] = path.positionsRad()[kept.get(k)];
      velocities[k] = path.velocitiesRadPerSecond()[kept.get(k)].clone();
    }
    for (int k = 1; k < points - 1; k++) {
      for (int j = 0; j < velocities[k].length; j++) {
        velocities[k][j] =
            (positions[k + 1][j] - positions[k - 1][j]) / (newTimes[k + 1] - newTimes[k - 1]);
      }
    }
    return new JointTrajectory(path.jointNames(), newTimes, positions, velocities);
  }

  /** Returns the fastest run of the path that was found inside the limits, or null. */
  private JointTrajectory slowed(JointTrajectory path) {
    JointTrajectory run = tail.along(path, 1, 1);
    double excess = excess(MotionPeaks.of(run, kinematics));
    double startPace = 1;
    double cruisePace = 1;
    for (int i = 0; i < TRIES && excess > ROUNDING; i++) {
      cruisePace /= excess * 1.01;
      run = tail.along(path, startPace, cruisePace);
      excess = excess(MotionPeaks.of(run, kinematics));
      if (excess > ROUNDING) {
        // Braking from the path's own pace is too hard or too late: begin slower as well.
        startPace = Math.max(cruisePace, startPace / (excess * 1.01));
      }
    }
    return excess > ROUNDING ? null : run;
  }

  /** Whether interpolation between clipped points uses up half of the margin at most. */
  private boolean insideJointLimits(JointTrajectory run) {
    double[] start = run.positionsRad()[0];
    for (int i = 0; i + 1 < run.timesSeconds().length; i++) {
      double middle = (run.timesSeconds()[i] + run.timesSeconds()[i + 1]) / 2;
      double[] between = run.positionsAt(middle);
      double[] at = run.positionsRad()[i + 1];
      for (int j = 0; j < at.length; j++) {
        double margin = limits.positionMarginRad();
        double low = Math.min(lowerRad[j], start[j]) - margin / 2;
        double high = Math.max(upperRad[j], start[j]) + margin / 2;
        low = Math.max(low, lowerRad[j] - margin) - 1e-6;
        high = Math.min(high, upperRad[j] + margin) + 1e-6;
        if (Math.min(between[j], at[j]) < low || Math.max(between[j], at[j]) > high) {
          return false;
        }
      }
    }
    return true;
  }

  private void describe(MotionPeaks wanted, MotionPeaks released, List<String> clipped) {
    for (int j = 0; j < jointNames.size(); j++) {
      if (wanted.velocityRadPerSecond()[j] > maxVelocity[j]) {
        clipped.add(
            String.format(
                Locale.ROOT,
                "%s velocity %.2f -> %.2f rad/s",
                jointNames.get(j),
                wanted.velocityRadPerSecond()[j],
                released.velocityRadPerSecond()[j]));
      }
      if (wanted.accelerationRadPerSecond2()[j] > limits.accelerationRadPerSecond2()) {
        clipped.add(
            String.format(
                Locale.ROOT,
                "%s acceleration %.1f -> %.1f rad/s2",
                jointNames.get(j),
                wanted.accelerationRadPerSecond2()[j],
                released.accelerationRadPerSecond2()[j]));
      }
    }
    if (wanted.toolSpeedMetersPerSecond() > limits.toolSpeedMetersPerSecond()) {
      clipped.add(
          String.format(
              Locale.ROOT,
              "tool speed %.3f -> %.3f m/s",
              wanted.toolSpeedMetersPerSecond(),
              released.toolSpeedMetersPerSecond()));
    }
  }
}

package dev.cobot.node.cell;

import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ActionServer;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.FollowJointTrajectoryFeedback;
import dev.cobot.ros.message.FollowJointTrajectoryGoal;
import dev.cobot.ros.message.FollowJointTrajectoryResult;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.JointTolerance;
import dev.cobot.ros.message.JointTrajectoryControllerState;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.JointTrajectoryPoint;
import dev.cobot.ros.message.RosDuration;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.sim.PlantSimulator;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arm's trajectory controller, as ros_control's: a topic, an action, and a state topic. Goals
 * and messages wait in one slot, where the newest replaces the others; the cell's thread takes it
 * between two steps. What is not said in a goal is as in the UR driver's configuration.
 */
final class ArmController implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ArmController.class);
  private static final double[] NONE = new double[0];
  private static final long STATE_NANOS = 20_000_000L;
  private static final long FEEDBACK_NANOS = 50_000_000L;
  private static final double PATH_TOLERANCE_RAD = 0.2;
  private static final double GOAL_TOLERANCE_RAD = 0.1;
  private static final double STOPPED_RAD_PER_SECOND = 0.2;
  private static final double GOAL_TIME_SECONDS = 0.6;
  private static final double SHORTEST_BRAKE_SECONDS = 0.05;

  private final RobotModel robot;
  private final List<String> names;
  private final Publisher<JointTrajectoryControllerState> states;
  private final ActionServer<
          FollowJointTrajectoryGoal, FollowJointTrajectoryFeedback, FollowJointTrajectoryResult>
      server;
  private final AtomicReference<Wish> slot = new AtomicReference<>();
  private JointTrajectory plan;
  private double planStartSeconds;
  private Active active;
  private long nextState;
  private long nextFeedback;

  /** A trajectory that came in; {@code goal} is null when it came by the topic. */
  private record Wish(JointTrajectoryMessage message, Goal goal) {}

  /** The action's goal without its three type parameters. */
  private record Goal(
      ActionServer.Goal<
              FollowJointTrajectoryGoal, FollowJointTrajectoryFeedback, FollowJointTrajectoryResult>
          server) {
    void replace() {
      server.giveUp(result(FollowJointTrajectoryResult.SUCCESSFUL, ""), "replaced by a newer one");
    }
  }

  /** Tolerances by joint; infinite where anything is allowed. */
  private record Tolerances(double[] position, double[] velocity) {}

  private record Active(Goal goal, Tolerances path, Tolerances end, double goalTimeSeconds) {}

  ArmController(ConnectedNode node, RobotModel robot) throws RosException {
    this.robot = robot;
    names = robot.armJointNames();
    states =
        node.newPublisher(
            Topics.ARM_STATE, JointTrajectoryControllerState.class, PublisherOptions.queue(10));
    node.newSubscriber(Topics.ARM_COMMAND, JointTrajectoryMessage.class)
        .addMessageListener(m -> put(new Wish(m, null)), 1);
    server =
        ActionServer.start(
            node,
            Topics.ARM_ACTION,
            ActionType.FOLLOW_JOINT_TRAJECTORY,
            goal -> put(new Wish(goal.wanted().trajectory(), new Goal(goal))));
  }

  private void put(Wish wish) {
    Wish before = slot.getAndSet(wish);
    if (before != null && before.goal() != null) {
      before.goal().replace();
    }
  }

  private static FollowJointTrajectoryResult result(int code, String text) {
    return new FollowJointTrajectoryResult(code, text);
  }

  /** Forgets everything, as the time begins anew. */
  void reset() {
    if (active != null) {
      active.goal().server().giveUp(result(0, ""), "the cell was reset");
      active = null;
    }
    plan = null;
    nextState = 0;
    nextFeedback = 0;
  }

  /** Whether the arm has obeyed anything since the time began. */
  boolean hasObeyed() {
    return plan != null;
  }

  /** Takes over what has come in; call before a step, in the thread of the simulator. */
  void obey(PlantSimulator simulator) {
    Wish wish = slot.getAndSet(null);
    if (wish != null && wish.goal() != null) {
      begin(simulator, wish.goal());
    } else if (wish != null) {
      obeyTopic(simulator, wish.message());
    } else if (active != null && active.goal().server().isCancelRequested()) {
      brake(simulator);
      active.goal().server().giveUp(result(0, ""), "cancelled; the arm brakes");
      active = null;
    }
  }

  private void obeyTopic(PlantSimulator simulator, JointTrajectoryMessage message) {
    try {
      if (message.points().isEmpty()) {
        brake(simulator);
      } else {
        follow(simulator, TrajectoryCodec.fromMessage(message, simulator.timeNanos()));
      }
      preempt();
    } catch (IllegalArgumentException e) {
      log.warn("The simulated cell ignores a trajectory: {}", e.getMessage());
    }
  }

  private void preempt() {
    if (active != null) {
      active.goal().replace();
      active = null;
    }
  }

  private void begin(PlantSimulator simulator, Goal goal) {
    if (goal.server().isCancelRequested()) {
      goal.server().giveUp(result(0, ""), "cancelled before it began");
      return;
    }
    FollowJointTrajectoryGoal wanted = goal.server().wanted();
    List<String> joints = wanted.trajectory().jointNames();
    if (joints.size() != names.size() || !new HashSet<>(joints).equals(new HashSet<>(names))) {
      reject(
          goal,
          FollowJointTrajectoryResult.INVALID_JOINTS,
          "the trajectory must move exactly the joints " + names + ", got " + joints);
      return;
    }
    try {
      JointTrajectory trajectory =
          TrajectoryCodec.fromMessage(wanted.trajectory(), simulator.timeNanos());
      long stampNanos = wanted.trajectory().header().stamp().toNanos();
      List<JointTrajectoryPoint> points = wanted.trajectory().points();
      long endNanos = stampNanos + points.get(points.size() - 1).timeFromStart().toNanos();
      if (stampNanos != 0 && endNanos < simulator.timeNanos()) {
        reject(
            goal,
            FollowJointTrajectoryResult.OLD_HEADER_TIMESTAMP,
            "the trajectory is over since "
                + (simulator.timeNanos() - endNanos) * 1e-9
                + " s; stamp it with the time of /clock, or with 0 for now");
        return;
      }
      requireInsideLimits(trajectory);
      double goalTime = wanted.goalTimeTolerance().toNanos() * 1e-9;
      if (goalTime < 0) {
        throw new IllegalArgumentException(
            "goal_time_tolerance must not be negative, got " + goalTime + " s");
      }
      Active next =
          new Active(
              goal,
              tolerances(
                  "path_tolerance",
                  wanted.pathTolerance(),
                  PATH_TOLERANCE_RAD,
                  Double.POSITIVE_INFINITY),
              tolerances(
                  "goal_tolerance",
                  wanted.goalTolerance(),
                  GOAL_TOLERANCE_RAD,
                  STOPPED_RAD_PER_SECOND),
              goalTime == 0 ? GOAL_TIME_SECONDS : goalTime);
      follow(simulator, trajectory);
      preempt();
      active = next;
      nextFeedback = simulator.timeNanos();
      goal.server().accept();
    } catch (IllegalArgumentException e) {
      reject(goal, FollowJointTrajectoryResult.INVALID_GOAL, e.getMessage());
    }
  }

  private static void reject(Goal goal, int code, String why) {
    goal.server().reject(result(code, why), why);
  }

  private void requireInsideLimits(JointTrajectory trajectory) {
    for (int j = 0; j < names.size(); j++) {
      Joint joint = robot.armJoints().get(j);
      int column = trajectory.jointNames().indexOf(names.get(j));
      for (double[] row : trajectory.positionsRad()) {
        if (!(row[column] >= joint.lower() && row[column] <= joint.upper())) {
          throw new IllegalArgumentException(
              names.get(j)
                  + " must stay in ["
                  + joint.lower()
                  + ", "
                  + joint.upper()
                  + "] rad, got "
                  + row[column]);
        }
      }
    }
  }

  private Tolerances tolerances(
      String what, List<JointTolerance> given, double defaultRad, double defaultRadPerSecond) {
    int joints = names.size();
    double[] position = new double[joints];
    double[] velocity = new double[joints];
    Arrays.fill(position, defaultRad);
    Arrays.fill(velocity, defaultRadPerSecond);
    for (JointTolerance tolerance : given) {
      int at = names.indexOf(tolerance.name());
      if (at < 0) {
        throw new IllegalArgumentException(
            what + " names '" + tolerance.name() + "'; the arm has the joints " + names);
      }
      position[at] = chosen(what, tolerance.position(), defaultRad);
      velocity[at] = chosen(what, tolerance.velocity(), defaultRadPerSecond);
    }
    return new Tolerances(position, velocity);
  }

  private static double chosen(String what, double given, double otherwise) {
    if (Double.isNaN(given)) {
      throw new IllegalArgumentException(what + " must be a number, got NaN");
    }
    return given == 0 ? otherwise : given < 0 ? Double.POSITIVE_INFINITY : given;
  }

  /** Follows a trajectory from where the arm is; its columns are put in the robot's order. */
  private void follow(PlantSimulator simulator, JointTrajectory trajectory) {
    simulator.followTrajectory(trajectory);
    ArmState arm = simulator.armState();
    int lead = trajectory.timesSeconds()[0] > 0 ? 1 : 0;
    int points = trajectory.timesSeconds().length + lead;
    double[] times = new double[points];
    double[][] p = new double[points][names.size()];
    double[][] v = new double[points][names.size()];
    p[0] = arm.positionsRad();
    v[0] = arm.velocitiesRadPerSecond();
    for (int i = lead; i < points; i++) {
      times[i] = trajectory.timesSeconds()[i - lead];
      for (int j = 0; j < names.size(); j++) {
        int column = trajectory.jointNames().indexOf(names.get(j));
        p[i][j] = trajectory.positionsRad()[i - lead][column];
        v[i][j] = trajectory.velocitiesRadPerSecond()[i - lead][column];
      }
    }
    plan = new JointTrajectory(names, times, p, v);
    planStartSeconds = simulator.timeSeconds();
  }

  /** Brings the arm to rest at an even deceleration of half of what it can. */
  private void brake(PlantSimulator simulator) {
    ArmState arm = simulator.armState();
    double[] v = arm.velocitiesRadPerSecond();
    double fastest = 0;
    for (double one : v) {
      fastest = Math.max(fastest, Math.abs(one));
    }
    double seconds =
        Math.max(
            SHORTEST_BRAKE_SECONDS, 2 * fastest / simulator.options().accelerationRadPerSecond2());
    double[] end = arm.positionsRad().clone();
    for (int j = 0; j < end.length; j++) {
      Joint joint = robot.armJoints().get(j);
      double rest = end[j] + v[j] * seconds / 2;
      end[j] = Math.max(joint.lower(), Math.min(joint.upper(), rest));
    }
    follow(simulator, JointTrajectory.to(names, seconds, end));
  }

  /** Judges and tells how it goes; call after a step, in the thread of the simulator. */
  void observe(PlantSimulator simulator) {
    long now = simulator.timeNanos();
    boolean tellState = now >= nextState && states.getNumberOfSubscribers() > 0;
    if (active == null && !tellState) {
      return;
    }
    ArmState arm = simulator.armState();
    double t = simulator.timeSeconds() - planStartSeconds;
    double[] wantedRad = plan == null ? arm.positionsRad() : plan.positionsAt(t);
    double[] wantedVelocity = plan == null ? new double[names.size()] : plan.velocitiesAt(t);
    RosDuration since = plan == null ? RosDuration.ZERO : RosDuration.ofNanos((long) (t * 1e9));
    JointTrajectoryPoint desired =
        new JointTrajectoryPoint(wantedRad, wantedVelocity, NONE, NONE, since);
    JointTrajectoryPoint actual =
        new JointTrajectoryPoint(
            arm.positionsRad(), arm.velocitiesRadPerSecond(), NONE, NONE, since);
    JointTrajectoryPoint error =
        new JointTrajectoryPoint(
            minus(wantedRad, arm.positionsRad()),
            minus(wantedVelocity, arm.velocitiesRadPerSecond()),
            NONE,
            NONE,
            since);
    Header header = new Header(0, RosTime.ofNanos(now), "");
    if (tellState) {
      nextState = now + STATE_NANOS;
      states.publish(new JointTrajectoryControllerState(header, names, desired, actual, error));
    }
    if (active != null) {
      if (now >= nextFeedback) {
        nextFeedback = now + FEEDBACK_NANOS;
        active
            .goal()
            .server()
            .tell(new FollowJointTrajectoryFeedback(header, names, desired, actual, error));
      }
      judge(simulator, t, error);
    }
  }

  private void judge(PlantSimulator simulator, double t, JointTrajectoryPoint error) {
    var goal = active.goal().server();
    double late = t - plan.durationSeconds();
    if (late < 0) {
      int off = violated(active.path(), error);
      if (off >= 0) {
        String why = violation("path", off, active.path(), error);
        brake(simulator);
        goal.abort(result(FollowJointTrajectoryResult.PATH_TOLERANCE_VIOLATED, why), why);
        active = null;
      }
      return;
    }
    int off = violated(active.end(), error);
    if (off < 0) {
      goal.succeed(result(FollowJointTrajectoryResult.SUCCESSFUL, ""), "the goal is reached");
      active = null;
    } else if (late > active.goalTimeSeconds()) {
      String why = violation("goal", off, active.end(), error);
      goal.abort(result(FollowJointTrajectoryResult.GOAL_TOLERANCE_VIOLATED, why), why);
      active = null;
    }
  }

  /** Returns the first joint that is outside, or -1. */
  private static int violated(Tolerances allowed, JointTrajectoryPoint error) {
    for (int j = 0; j < allowed.position().length; j++) {
      if (Math.abs(error.positions()[j]) > allowed.position()[j]
          || Math.abs(error.velocities()[j]) > allowed.velocity()[j]) {
        return j;
      }
    }
    return -1;
  }

  private String violation(
      String which, int joint, Tolerances allowed, JointTrajectoryPoint error) {
    return "%s is outside its %s tolerance: off by %.4f rad and %.4f rad/s, allowed %.4f and %.4f"
        .formatted(
            names.get(joint),
            which,
            error.positions()[joint],
            error.velocities()[joint],
            allowed.position()[joint],
            allowed.velocity()[joint]);
  }

  private static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return difference;
  }

  @Override
  public void close() {
    server.close();
  }
}

package dev.cobot.node.drivers;

import dev.cobot.node.topics.JointStateMerger;
import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ActionServer;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.BoolMessage;
import dev.cobot.ros.message.Float64Message;
import dev.cobot.ros.message.FollowJointTrajectoryFeedback;
import dev.cobot.ros.message.FollowJointTrajectoryGoal;
import dev.cobot.ros.message.FollowJointTrajectoryResult;
import dev.cobot.ros.message.GripperCommand;
import dev.cobot.ros.message.GripperCommandResult;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetBoolResponse;
import dev.cobot.ros.message.UInt8Message;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The controllers of somebody else's cell before the simulated one: arm and gripper by other
 * topics, actions, services, types and joint names. The arm's controller takes nothing but its own
 * joints.
 */
public final class ForeignCell {
  /** Before the name of each joint. */
  public static final String PREFIX = "left_";

  /** What the arm's controller says when it is told to refuse. */
  public static final String REASON = "the protective stop is on";

  /** The registers of a gripper that is closed at 230 and open at 3. */
  static final double BYTE_CLOSED = 230;

  static final double BYTE_OPEN = 3;

  private final RobotModel robot;
  private final Publisher<JointTrajectoryMessage> arm;
  private final Publisher<JointTrajectoryMessage> gripper;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<ArmGoal> goals = new CopyOnWriteArrayList<>();
  private volatile ArmReply reply = ArmReply.FOLLOWS;
  private volatile boolean holds;

  /** What the arm's action does with goals. */
  public enum ArmReply {
    FOLLOWS,
    /** Follows, but does not give up a goal because there is a newer one. */
    FOLLOWS_AND_KEEPS,
    REJECTS,
    ABORTS
  }

  private record ArmGoal(
      ActionServer.Goal<
              FollowJointTrajectoryGoal, FollowJointTrajectoryFeedback, FollowJointTrajectoryResult>
          server) {}

  public ForeignCell(ConnectedNode node, RobotModel robot) {
    this.robot = robot;
    arm =
        node.newPublisher(
            Topics.ARM_COMMAND, JointTrajectoryMessage.class, PublisherOptions.queue(2));
    gripper =
        node.newPublisher(
            Topics.GRIPPER_COMMAND, JointTrajectoryMessage.class, PublisherOptions.queue(2));
    tell(node);
    node.newSubscriber("/theirs/arm/command", JointTrajectoryMessage.class)
        .addMessageListener(m -> forward("arm topic", m), 1);
    ActionServer.start(
        node,
        "/theirs/arm/follow_joint_trajectory",
        ActionType.FOLLOW_JOINT_TRAJECTORY,
        goal -> follow(new ArmGoal(goal)));
    listenToGrippers(node);
  }

  /** Returns which of its interfaces were used since the last call, and each time. */
  public List<String> heard() {
    List<String> all = List.copyOf(heard);
    heard.clear();
    return all;
  }

  /** Says what happens to the goals that come; those that came are forgotten. */
  public void reply(ArmReply next) {
    goals.clear();
    reply = next;
  }

  /** Returns how many of the arm's goals nobody has cancelled, and how many there are. */
  public int[] goals() {
    long left = goals.stream().filter(goal -> !goal.server().isCancelRequested()).count();
    return new int[] {(int) left, goals.size()};
  }

  /** Joint states in two messages, in another order, with joints of others between them. */
  private void tell(ConnectedNode node) {
    PublisherOptions options = PublisherOptions.queue(5);
    Publisher<JointState> armStates =
        node.newPublisher("/theirs/arm/joint_states", JointState.class, options);
    Publisher<JointState> handStates =
        node.newPublisher("/theirs/hand/joint_states", JointState.class, options);
    Publisher<Float64Message> position =
        node.newPublisher("/theirs/hand/position_is", Float64Message.class, options);
    Publisher<UInt8Message> register =
        node.newPublisher("/theirs/hand/byte_is", UInt8Message.class, options);
    Publisher<RobotiqGripper.Input> robotiq =
        node.newPublisher(
            "/theirs/Robotiq2FGripperRobotInput", RobotiqGripper.Input.class, options);
    Publisher<BoolMessage> holding =
        node.newPublisher("/theirs/vacuum/holds", BoolMessage.class, options);
    JointStateMerger merger = new JointStateMerger(robot);
    node.newSubscriber(Topics.JOINT_STATES, JointState.class)
        .addMessageListener(
            m -> {
              Optional<ArmState> state = merger.update(m);
              if (state.isEmpty()) {
                return;
              }
              double open = state.get().gripperOpeningMeters() / robot.maxGripperOpeningMeters();
              armStates.publish(part(m, robot.armJointNames(), true));
              handStates.publish(part(m, robot.gripperSensorJoints(), false));
              position.publish(new Float64Message(0.04 * open));
              byte raw = (byte) Math.round(BYTE_CLOSED + open * (BYTE_OPEN - BYTE_CLOSED));
              register.publish(new UInt8Message(raw));
              byte none = 0;
              robotiq.publish(
                  new RobotiqGripper.Input(none, none, none, none, none, none, raw, none));
              holding.publish(new BoolMessage(holds));
            },
            5);
  }

  private static JointState part(JointState all, List<String> joints, boolean hasVelocities) {
    List<String> names = new ArrayList<>(List.of("rail", joints.get(0)));
    double[] positions = new double[joints.size() + 2];
    double[] velocities = new double[hasVelocities ? joints.size() + 2 : 0];
    positions[0] = 0.7;
    positions[1] = 3; // the other arm's, which has our joint's plain name
    for (int i = 0; i < joints.size(); i++) {
      String name = joints.get(joints.size() - 1 - i);
      int at = all.name().indexOf(name);
      names.add(PREFIX + name);
      positions[i + 2] = all.position()[at];
      if (hasVelocities) {
        velocities[i + 2] = all.velocity()[at];
      }
    }
    return new JointState(all.header(), names, positions, velocities, new double[0]);
  }

  private void forward(String how, JointTrajectoryMessage message) {
    List<String> own = robot.armJointNames().stream().map(name -> PREFIX + name).toList();
    if (!message.jointNames().equals(own)) {
      return;
    }
    heard.add(how);
    arm.publish(
        new JointTrajectoryMessage(message.header(), robot.armJointNames(), message.points()));
  }

  private void follow(ArmGoal goal) {
    FollowJointTrajectoryResult because =
        new FollowJointTrajectoryResult(
            FollowJointTrajectoryResult.PATH_TOLERANCE_VIOLATED, REASON);
    if (reply == ArmReply.REJECTS) {
      goal.server().reject(because, REASON);
      return;
    }
    goal.server().accept();
    if (reply == ArmReply.ABORTS) {
      goal.server().abort(because, REASON);
      return;
    }
    FollowJointTrajectoryResult fine = new FollowJointTrajectoryResult(0, "");
    if (reply == ArmReply.FOLLOWS) {
      goals.forEach(before -> before.server().giveUp(fine, "replaced"));
      goals.clear();
    }
    goals.add(goal);
    forward("arm action", goal.server().wanted().trajectory());
  }

  private void open(String how, double share) {
    heard.add(how);
    holds = share < 0.5;
    gripper.publish(
        TrajectoryCodec.gripper(
            robot, Math.max(0, Math.min(1, share)) * robot.maxGripperOpeningMeters(), 0.1));
  }

  private static double byteShare(byte raw) {
    return ((raw & 0xff) - BYTE_CLOSED) / (BYTE_OPEN - BYTE_CLOSED);
  }

  private void listenToGrippers(ConnectedNode node) {
    double stroke = robot.maxGripperOpeningMeters();
    node.newSubscriber("/theirs/hand/trajectory", JointTrajectoryMessage.class)
        .addMessageListener(
            m -> {
              List<String> names =
                  m.jointNames().stream()
                      .filter(name -> name.startsWith(PREFIX))
                      .map(name -> name.substring(PREFIX.length()))
                      .toList();
              open(
                  "gripper trajectory",
                  TrajectoryCodec.openingMeters(
                          new JointTrajectoryMessage(m.header(), names, m.points()), robot)
                      / stroke);
            },
            1);
    node.newSubscriber("/theirs/hand/command", GripperCommand.class)
        .addMessageListener(m -> open("gripper command", m.position() / stroke), 1);
    node.newSubscriber("/theirs/hand/position", Float64Message.class)
        .addMessageListener(m -> open("gripper position", m.data() / 0.04), 1);
    node.newSubscriber("/theirs/hand/byte", UInt8Message.class)
        .addMessageListener(m -> open("gripper byte", byteShare(m.data())), 1);
    node.newSubscriber("/theirs/Robotiq2FGripperRobotOutput", RobotiqGripper.Output.class)
        .addMessageListener(
            m -> {
              if (m.rACT() == 1 && m.rGTO() == 1) {
                open("robotiq", byteShare(m.rPR()));
              }
            },
            1);
    node.newSubscriber("/theirs/vacuum", BoolMessage.class)
        .addMessageListener(m -> open("switch", m.data() ? 0 : 1), 1);
    node.newServiceServer(
        "/theirs/vacuum/switch",
        ServiceType.SET_BOOL,
        request -> {
          open("switch service", request.data() ? 0 : 1);
          return new SetBoolResponse(true, "");
        });
    // Some controllers end a goal that something stops as aborted.
    ActionServer.start(
        node,
        "/theirs/hand/gripper_cmd",
        ActionType.GRIPPER_COMMAND,
        goal -> {
          goal.accept();
          open("gripper action", goal.wanted().command().position() / stroke);
          goal.abort(new GripperCommandResult(0, 0, true, false), "stalled");
        });
    ActionServer.start(
        node,
        "/theirs/franka_gripper/grasp",
        FrankaGripper.GRASP,
        goal -> {
          goal.accept();
          open("franka grasp", goal.wanted().width() / stroke);
          goal.succeed(new FrankaGripper.GraspResult(false, ""), "");
        });
    ActionServer.start(
        node,
        "/theirs/franka_gripper/move",
        FrankaGripper.MOVE,
        goal -> {
          goal.accept();
          open("franka move", goal.wanted().width() / stroke);
          goal.succeed(new FrankaGripper.MoveResult(true, ""), "");
        });
  }
}

package dev.cobot.node.drivers;

import dev.cobot.node.topics.JointStateMerger;
import dev.cobot.node.topics.OpeningSource;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ActionClient;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.RosException;
import dev.cobot.ros.ServiceClient;
import dev.cobot.ros.message.ActionType;
import dev.cobot.ros.message.BoolMessage;
import dev.cobot.ros.message.Float64Message;
import dev.cobot.ros.message.GripperCommand;
import dev.cobot.ros.message.GripperCommandGoal;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetBoolRequest;
import dev.cobot.ros.message.SetBoolResponse;
import dev.cobot.ros.message.UInt8Message;
import dev.cobot.sim2real.robot.GripperLinkage;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A robot's drivers, connected: what moves it, and what tells where it is. Any thread. */
public final class Drivers {
  private static final double TRAJECTORY_SECONDS = 0.1;
  private static final Duration SERVICE_TIMEOUT = Duration.ofSeconds(5);

  /** What a gripper may use without a number of its own, newtons; 0 is the driver's default. */
  private static final double NO_LIMIT = 0;

  private static final double FRANKA_FORCE_NEWTONS = 20;
  private static final double FRANKA_SPEED_METERS_PER_SECOND = 0.1;
  private static final double FRANKA_INNER_METERS = 0.005;
  private static final double BYTE_FORCE = 150;
  private static final double BYTE_SPEED = 255;

  /** The opening of a switch that says that it holds something, unless the robot file says it. */
  private static final double HELD_METERS = 0.03;

  private final ConnectedNode node;
  private final RobotModel robot;
  private final RobotDrivers wanted;
  private final RobotDrivers.Gripper hand;
  private final Consumer<DriverFault> faults;
  private final ArmDriver arm;
  private final GripperDriver gripper;
  private final CommandedOpening commanded;
  private final OpeningSource opening;
  private volatile boolean closes;

  private Drivers(
      ConnectedNode node, RobotModel robot, RobotDrivers wanted, Consumer<DriverFault> faults)
      throws RosException {
    this.node = node;
    this.robot = robot;
    this.wanted = wanted;
    this.faults = faults;
    hand = wanted.gripper();
    arm =
        switch (wanted.arm().type()) {
          case TOPIC -> new TopicArm(node, wanted.arm().name(), this::renamed);
          case ACTION -> new ActionArm(node, wanted.arm().name(), this::renamed, faults);
        };
    gripper = gripper();
    boolean isCommanded = hand.opening().equals(RobotDrivers.Gripper.COMMANDED);
    commanded =
        isCommanded
            ? new CommandedOpening(
                hand.heldMeters() == null ? 0 : hand.heldMeters(),
                robot.maxGripperOpeningMeters(),
                hand.travelSeconds())
            : null;
    opening = hand.isInJointStates() ? null : isCommanded ? commanded : measured();
  }

  /**
   * Connects to a robot's drivers; they need not be there yet.
   *
   * @param faults is told what goes wrong, on other threads
   * @throws RosException when the master cannot be reached or refuses
   */
  public static Drivers connect(
      ConnectedNode node, RobotModel robot, RobotDrivers wanted, Consumer<DriverFault> faults)
      throws RosException {
    return new Drivers(node, robot, wanted, faults);
  }

  /** Returns what makes states of the whole robot of its joint states. */
  public JointStateMerger merger() {
    return new JointStateMerger(robot, wanted.ourNames(), opening);
  }

  /** Begins a motion in place of what was begun; its time zero is {@code stampNanos}. */
  public void move(JointTrajectory released, long stampNanos) {
    arm.move(released, stampNanos);
  }

  /** Brings the arm to rest, and gives up what arm and gripper were told before. */
  public void brake(JointTrajectory toRest) {
    arm.brake(toRest);
    gripper.cancel();
  }

  /** Gives up what arm and gripper were told, where nobody knows where the arm is. */
  public void cancel() {
    arm.cancel();
    gripper.cancel();
  }

  /** Closes or opens the gripper. */
  public void grip(boolean close) {
    closes = close;
    if (commanded != null) {
      commanded.goTo(close);
    }
    gripper.grip(close);
  }

  /** Returns what is not there, and what to do. */
  public Optional<String> missing() {
    return arm.missing().or(gripper::missing);
  }

  private JointTrajectory renamed(JointTrajectory trajectory) {
    return new JointTrajectory(
        trajectory.jointNames().stream().map(wanted::theirName).toList(),
        trajectory.timesSeconds(),
        trajectory.positionsRad(),
        trajectory.velocitiesRadPerSecond());
  }

  private double end(boolean close) {
    return close ? hand.closedFor(robot) : hand.openFor(robot);
  }

  private double force(double otherwise) {
    return hand.force() == null ? otherwise : hand.force();
  }

  private double speed(double otherwise) {
    return hand.speed() == null ? otherwise : hand.speed();
  }

  private static byte register(double number) {
    return (byte) Math.round(number);
  }

  private GripperDriver gripper() throws RosException {
    return switch (hand.type()) {
      case TRAJECTORY -> topic(JointTrajectoryMessage.class, this::trajectory);
      case COMMAND ->
          topic(GripperCommand.class, close -> new GripperCommand(end(close), force(NO_LIMIT)));
      case POSITION -> topic(Float64Message.class, close -> new Float64Message(end(close)));
      case BYTE -> topic(UInt8Message.class, close -> new UInt8Message(register(end(close))));
      case SWITCH -> topic(BoolMessage.class, BoolMessage::new);
      case ROBOTIQ_2F ->
          topic(
              RobotiqGripper.Output.class,
              close ->
                  new RobotiqGripper.Output(
                      (byte) 1,
                      (byte) 1,
                      (byte) 0,
                      register(end(close)),
                      register(speed(BYTE_SPEED)),
                      register(force(BYTE_FORCE))));
      case ACTION -> gripperCommandAction();
      case FRANKA -> franka();
      case SWITCH_SERVICE -> service();
    };
  }

  private <M extends RosMessage> GripperDriver topic(Class<M> type, Function<Boolean, M> message)
      throws RosException {
    // A cell of ours without a gripper's controller can still push and wipe.
    boolean mustBeHeard = !hand.equals(RobotDrivers.SIMULATED.gripper());
    return new TopicGripper<>(node, hand.name(), type, message, mustBeHeard);
  }

  private JointTrajectoryMessage trajectory(boolean close) {
    JointTrajectoryMessage message =
        TrajectoryCodec.gripper(
            robot, close ? 0 : robot.maxGripperOpeningMeters(), TRAJECTORY_SECONDS);
    return new JointTrajectoryMessage(
        message.header(),
        message.jointNames().stream().map(wanted::theirName).toList(),
        message.points());
  }

  private GripperDriver requests(
      Function<Boolean, RequestGripper.Request> ask, Supplier<Optional<String>> missing) {
    return new RequestGripper(ask, missing, faults, System::nanoTime);
  }

  private GripperDriver gripperCommandAction() throws RosException {
    String name = node.resolveName(hand.name()).value();
    var client = ActionClient.connect(node, name, ActionType.GRIPPER_COMMAND);
    return requests(
        close -> {
          var call =
              client.send(
                  new GripperCommandGoal(new GripperCommand(end(close), force(NO_LIMIT))),
                  feedback -> {});
          return request(
              call,
              outcome ->
                  // What stops the fingers is a grasp, which some controllers end as aborted.
                  outcome.result().stalled() || outcome.result().reachedGoal()
                      ? Optional.empty()
                      : failure(name, outcome, ""));
        },
        () -> absent(name, client));
  }

  private GripperDriver franka() throws RosException {
    String place = node.resolveName(hand.name()).value();
    String grasping = place + "/grasp";
    String moving = place + "/move";
    var grasp = ActionClient.connect(node, grasping, FrankaGripper.GRASP);
    var move = ActionClient.connect(node, moving, FrankaGripper.MOVE);
    double metersPerSecond = speed(FRANKA_SPEED_METERS_PER_SECOND);
    return requests(
        close ->
            close
                ? request(
                    grasp.send(
                        new FrankaGripper.GraspGoal(
                            end(true),
                            new FrankaGripper.Epsilon(
                                FRANKA_INNER_METERS, robot.maxGripperOpeningMeters()),
                            metersPerSecond,
                            force(FRANKA_FORCE_NEWTONS)),
                        feedback -> {}),
                    // Without success it holds nothing, which the opening tells, too.
                    outcome -> failure(grasping, outcome, outcome.result().error()))
                : request(
                    move.send(
                        new FrankaGripper.MoveGoal(end(false), metersPerSecond), feedback -> {}),
                    outcome -> failure(moving, outcome, outcome.result().error())),
        () -> absent(grasping, grasp).or(() -> absent(moving, move)));
  }

  private GripperDriver service() {
    String name = node.resolveName(hand.name()).value();
    ServiceClient<SetBoolRequest, SetBoolResponse> client =
        node.newServiceClient(name, ServiceType.SET_BOOL);
    return requests(
        close -> {
          CompletableFuture<Optional<String>> failure =
              client
                  .call(new SetBoolRequest(close), SERVICE_TIMEOUT)
                  .handle(
                      (answer, thrown) ->
                          thrown != null
                              ? Optional.of("the gripper: " + thrown.getMessage())
                              : answer.success()
                                  ? Optional.empty()
                                  : Optional.of(
                                      GoalWords.sentence(
                                          "the gripper's service " + name,
                                          "has not done it",
                                          answer.message())));
          // A valve that was told to switch has switched; there is nothing to give up.
          return new RequestGripper.Request(failure, () -> {});
        },
        () ->
            client.isAvailable()
                ? Optional.empty()
                : Optional.of(
                    "nobody offers the service "
                        + name
                        + " (std_srvs/SetBool); start the gripper's driver, or see gripper.name in"
                        + " robot.yaml"));
  }

  private static <F, R> RequestGripper.Request request(
      ActionClient.Call<F, R> call, Function<ActionClient.Outcome<R>, Optional<String>> failure) {
    return new RequestGripper.Request(call.outcome().thenApply(failure), call::cancel);
  }

  private static Optional<String> failure(
      String name, ActionClient.Outcome<?> outcome, String text) {
    return GoalWords.failure(outcome.status())
        .map(
            how ->
                GoalWords.sentence(
                    "the gripper's controller " + name, how, outcome.status().text(), text));
  }

  private static Optional<String> absent(String name, ActionClient<?, ?, ?> client) {
    return GoalWords.isThere(client)
        ? Optional.empty()
        : Optional.of(
            "no action server answers on "
                + name
                + "; start the gripper's driver, or see gripper.name in robot.yaml");
  }

  private OpeningSource measured() throws RosException {
    MeasuredOpening measured =
        new MeasuredOpening(
            node.resolveName(hand.opening()).value(), this::metersOfShare, System::nanoTime);
    switch (hand.type()) {
      case BYTE -> listen(UInt8Message.class, m -> number(measured, m.data() & 0xff));
      case ROBOTIQ_2F -> listen(RobotiqGripper.Input.class, m -> number(measured, m.gPO() & 0xff));
      case SWITCH, SWITCH_SERVICE ->
          listen(BoolMessage.class, m -> measured.take(heldShare(m.data()), m.data() ? 1 : 0));
      default -> listen(Float64Message.class, m -> number(measured, m.data()));
    }
    return measured;
  }

  private <M extends RosMessage> void listen(Class<M> type, Consumer<M> listener)
      throws RosException {
    node.newSubscriber(hand.opening(), type).addMessageListener(listener::accept, 1);
  }

  private void number(MeasuredOpening measured, double said) {
    measured.take((said - end(true)) / (end(false) - end(true)), said);
  }

  /** Returns how far a switch is open, by whether it says that it holds something. */
  private double heldShare(boolean holds) {
    double held = hand.heldMeters() == null ? HELD_METERS : hand.heldMeters();
    return holds ? held / robot.maxGripperOpeningMeters() : closes ? 0 : 1;
  }

  private double metersOfShare(double share) {
    GripperLinkage linkage = robot.linkage();
    boolean isLinear = hand.unit() == RobotDrivers.Unit.OPENING || !linkage.isThere();
    return isLinear
        ? share * robot.maxGripperOpeningMeters()
        : linkage.openingMeters(
            linkage.lead().closed() + share * (linkage.lead().open() - linkage.lead().closed()));
  }
}

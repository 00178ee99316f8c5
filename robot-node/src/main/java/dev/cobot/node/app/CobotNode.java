package dev.cobot.node.app;

import dev.cobot.action.safety.SafetyGate;
import dev.cobot.brain.belief.Track;
import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.JointStateCodec;
import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.DiagnosticArray;
import dev.cobot.ros.message.DiagnosticStatus;
import dev.cobot.ros.message.EmptyMessage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.KeyValue;
import dev.cobot.ros.message.MarkerArray;
import dev.cobot.ros.message.QuaternionMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TFMessage;
import dev.cobot.ros.message.TransformMessage;
import dev.cobot.ros.message.TransformStamped;
import dev.cobot.ros.message.TriggerResponse;
import dev.cobot.ros.message.Vector3Message;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime as a ROS node: connects the topics with the {@link CellLoop} and runs it on its
 * thread. All methods may be called from any thread.
 */
public final class CobotNode implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CobotNode.class);
  private static final long WARN_EVERY_NANOS = 5_000_000_000L;
  private static final double GRIPPER_SECONDS = 0.1;

  private final ConnectedNode node;
  private final RobotModel robot;
  private final Transform tableFromCamera;
  private final Transform tableFromBase;
  private final JointStateCodec joints;
  private final Inbox inbox = new Inbox(System::nanoTime);
  private final CellLoop loop;
  private final Thread thread;
  private final Map<String, CompletableFuture<CommandReport>> waiting = new ConcurrentHashMap<>();
  private volatile CameraIntrinsics lens;
  private volatile boolean seesPictures;
  private volatile boolean feelsJoints;
  private volatile long lastWarningNanos = System.nanoTime() - WARN_EVERY_NANOS;

  private final Publisher<JointTrajectoryMessage> armCommands;
  private final Publisher<JointTrajectoryMessage> gripperCommands;
  private final Publisher<StringMessage> states;
  private final Publisher<StringMessage> explanations;
  private final Publisher<MarkerArray> objects;
  private final Publisher<DiagnosticArray> diagnostics;
  private final Publisher<TFMessage> transforms;

  private CobotNode(
      NodeConfiguration config, NodeListener listener, World world, Mind mind, NodeOptions options)
      throws RosException {
    robot = world.robot().model();
    tableFromCamera = world.camera().tableFromCamera();
    tableFromBase = world.robot().tableFromBase();
    joints = new JointStateCodec(robot);
    SafetyGate gate = new SafetyGate(options.gate(), robot, tableFromBase);
    loop =
        new CellLoop(
            inbox,
            mind,
            gate,
            new RosOutput(),
            options.gate(),
            Math.round(options.peerTimeoutSeconds() * 1e9),
            options.rehearser(),
            System::nanoTime);
    node = ConnectedNode.connect(config, listener);
    try {
      armCommands =
          node.newPublisher(
              Topics.ARM_COMMAND, JointTrajectoryMessage.class, PublisherOptions.queue(2));
      gripperCommands =
          node.newPublisher(
              Topics.GRIPPER_COMMAND, JointTrajectoryMessage.class, PublisherOptions.queue(2));
      states = node.newPublisher(Topics.STATE, StringMessage.class, PublisherOptions.latched(20));
      explanations =
          node.newPublisher(Topics.EXPLAIN, StringMessage.class, PublisherOptions.queue(5));
      objects = node.newPublisher(Topics.OBJECTS, MarkerArray.class, PublisherOptions.queue(2));
      diagnostics =
          node.newPublisher(Topics.DIAGNOSTICS, DiagnosticArray.class, PublisherOptions.queue(2));
      transforms = node.newPublisher(Topics.TF, TFMessage.class, PublisherOptions.queue(5));
      node.newSubscriber(Topics.CAMERA_INFO, CameraInfo.class)
          .addMessageListener(this::takeCameraInfo, 1);
      node.newSubscriber(Topics.IMAGE, Image.class).addMessageListener(this::takeImage, 1);
      node.newSubscriber(Topics.JOINT_STATES, JointState.class)
          .addMessageListener(this::takeJoints, 1);
      node.newSubscriber(Topics.COMMAND, StringMessage.class)
          .addMessageListener(this::takeCommand, 8);
      node.newSubscriber(Topics.STOP, EmptyMessage.class)
          .addMessageListener(m -> inbox.stop("somebody called " + Topics.STOP), 1);
      node.newServiceServer(
          Topics.STOP,
          ServiceType.TRIGGER,
          request -> {
            inbox.stop("somebody called " + Topics.STOP);
            return new TriggerResponse(true, "stopped until " + Topics.RESET);
          });
      node.newServiceServer(
          Topics.RESET,
          ServiceType.TRIGGER,
          request -> {
            inbox.reset();
            return new TriggerResponse(true, "the stop is reset");
          });
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
    thread = new Thread(loop, "cobot-loop");
    thread.setDaemon(true);
  }

  /**
   * Starts the node.
   *
   * @param world says where robot and camera stand
   * @throws RosException when the master cannot be reached
   */
  static CobotNode start(
      NodeConfiguration config, NodeListener listener, World world, Mind mind, NodeOptions options)
      throws RosException {
    CobotNode cobot = new CobotNode(config, listener, world, mind, options);
    cobot.thread.start();
    return cobot;
  }

  /** Returns how long the ticks took. */
  public TickTimes tickTimes() {
    return loop.tickTimes();
  }

  /** Returns the node's full name. */
  public String name() {
    return node.getName().value();
  }

  /**
   * Waits until pictures, joint states and the arm's controller are there.
   *
   * @return what is missing at the end of the time, or nothing
   */
  public Optional<String> awaitCell(double seconds) throws InterruptedException {
    long deadline = System.nanoTime() + Math.round(seconds * 1e9);
    while (true) {
      String missing = missing();
      if (missing == null) {
        return Optional.empty();
      }
      if (System.nanoTime() > deadline) {
        return Optional.of(missing);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private String missing() {
    if (!feelsJoints) {
      return "no joint states of this robot on " + node.resolveName(Topics.JOINT_STATES);
    }
    if (lens == null) {
      return "no camera info on " + node.resolveName(Topics.CAMERA_INFO);
    }
    if (!seesPictures) {
      return "no pictures on " + node.resolveName(Topics.IMAGE);
    }
    if (armCommands.getNumberOfSubscribers() == 0) {
      return "nobody listens on " + node.resolveName(Topics.ARM_COMMAND);
    }
    return null;
  }

  /** Gives a command to the loop; the result comes when it has ended. */
  public CompletableFuture<CommandReport> submit(Command command) {
    CompletableFuture<CommandReport> result = new CompletableFuture<>();
    waiting.put(command.id(), result);
    if (!inbox.offer(command)) {
      waiting.remove(command.id());
      result.completeExceptionally(new IllegalStateException("too many commands are waiting"));
    }
    return result;
  }

  /** Stops the arm until it is reset. */
  public void stop(String why) {
    inbox.stop(why);
  }

  private void takeCameraInfo(CameraInfo info) {
    try {
      lens = CameraCodec.lens(info);
    } catch (IllegalArgumentException e) {
      warn("camera info", e);
    }
  }

  private void takeImage(Image image) {
    CameraIntrinsics known = lens;
    if (known == null) {
      return;
    }
    try {
      inbox.offer(CameraCodec.frame(image, known, tableFromCamera));
      seesPictures = true;
    } catch (IllegalArgumentException e) {
      warn("picture", e);
    }
  }

  private void takeJoints(JointState message) {
    try {
      inbox.offer(joints.fromMessage(message));
      feelsJoints = true;
    } catch (IllegalArgumentException e) {
      warn("joint state", e);
    }
  }

  private void takeCommand(StringMessage message) {
    try {
      Command command = Command.parse(message.data());
      if (!inbox.offer(command)) {
        inbox.reject("too many commands at once; '" + command.id() + "' is dropped");
      }
    } catch (IllegalArgumentException e) {
      inbox.reject(e.getMessage());
    }
  }

  private void warn(String what, IllegalArgumentException e) {
    long now = System.nanoTime();
    if (now - lastWarningNanos >= WARN_EVERY_NANOS) {
      lastWarningNanos = now;
      log.warn("A {} is ignored: {}", what, e.getMessage());
    }
  }

  /** Stops the loop, then leaves the graph. */
  @Override
  public void close() {
    loop.close();
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    node.close();
    waiting
        .values()
        .forEach(w -> w.completeExceptionally(new IllegalStateException("the node was closed")));
  }

  /** The loop's results as messages. */
  private final class RosOutput implements CellOutput {
    @Override
    public long nowNanos() {
      return node.getCurrentTime().toNanos();
    }

    @Override
    public void move(JointTrajectory released, long stampNanos) {
      armCommands.publish(TrajectoryCodec.toMessage(released, stampNanos));
    }

    @Override
    public void grip(boolean close) {
      gripperCommands.publish(
          TrajectoryCodec.gripper(
              robot.leftFinger().name(),
              robot.rightFinger().name(),
              close ? 0 : robot.maxGripperOpeningMeters(),
              GRIPPER_SECONDS));
    }

    @Override
    public void state(String json) {
      states.publish(new StringMessage(json));
    }

    @Override
    public void explain(String json) {
      explanations.publish(new StringMessage(json));
    }

    @Override
    public void objects(List<Track> tracks, long stampNanos) {
      objects.publish(ObjectMarkers.of(tracks, stampNanos));
    }

    @Override
    public void diagnose(LoopHealth health) {
      List<DiagnosticStatus> parts = new ArrayList<>();
      parts.add(age("joints", health.jointAgeSeconds(), 0.5));
      parts.add(age("camera", health.imageAgeSeconds(), 1));
      boolean stopped = health.gateStop() != null;
      parts.add(
          status(
              stopped ? DiagnosticStatus.ERROR : DiagnosticStatus.OK,
              "gate",
              stopped ? health.gateStop() : "open",
              List.of(
                  new KeyValue("stops", Long.toString(health.gateStops())),
                  new KeyValue("clips", Long.toString(health.gateClips())))));
      parts.add(
          status(
              DiagnosticStatus.OK,
              "loop",
              "runs",
              List.of(
                  new KeyValue("tick p50 ms", number(health.tickP50Millis())),
                  new KeyValue("tick p99 ms", number(health.tickP99Millis())),
                  new KeyValue("late ticks", Long.toString(health.lateTicks())))));
      diagnostics.publish(new DiagnosticArray(new Header(0, node.getCurrentTime(), ""), parts));
      transforms.publish(new TFMessage(List.of(stamped(tableFromBase), stamped(tableFromCamera))));
    }

    private TransformStamped stamped(Transform pose) {
      RosTime now = node.getCurrentTime();
      Vector3 t = pose.translation();
      Quaternion q = pose.rotation();
      return new TransformStamped(
          new Header(0, now, pose.target()),
          pose.source(),
          new TransformMessage(
              new Vector3Message(t.x(), t.y(), t.z()),
              new QuaternionMessage(q.x(), q.y(), q.z(), q.w())));
    }

    private DiagnosticStatus age(String part, double seconds, double limit) {
      boolean fresh = seconds <= limit;
      return status(
          fresh
              ? DiagnosticStatus.OK
              : Double.isNaN(seconds) ? DiagnosticStatus.STALE : DiagnosticStatus.ERROR,
          part,
          fresh ? "fresh" : Double.isNaN(seconds) ? "nothing came yet" : "silent",
          List.of(new KeyValue("age s", number(seconds))));
    }

    private DiagnosticStatus status(
        byte level, String part, String message, List<KeyValue> values) {
      return new DiagnosticStatus(
          level, node.getName().value().substring(1) + ": " + part, message, robot.name(), values);
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.3f", value);
    }

    @Override
    public void ended(CommandReport report) {
      CompletableFuture<CommandReport> result = waiting.remove(report.commandId());
      if (result != null) {
        result.complete(report);
      }
    }
  }
}

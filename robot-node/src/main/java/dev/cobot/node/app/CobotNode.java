package dev.cobot.node.app;

import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.Mind;
import dev.cobot.action.session.Pilot;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.node.drivers.Drivers;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.RosException;
import dev.cobot.ros.Subscriber;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.EmptyMessage;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.ros.message.TriggerResponse;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The runtime as a ROS node: connects the topics with the {@link CellLoop} and runs it on its
 * thread. All methods may be called from any thread.
 */
public final class CobotNode implements AutoCloseable {
  private final ConnectedNode node;
  private final RobotModel robot;
  private final Inbox inbox = new Inbox(System::nanoTime);
  private final Drivers drivers;
  private final CellInputs inputs;
  private final CellLoop loop;
  private final Thread thread;
  private final Map<String, CompletableFuture<CommandReport>> waiting = new ConcurrentHashMap<>();

  private CobotNode(
      NodeConfiguration config, NodeListener listener, World world, Mind mind, NodeOptions options)
      throws RosException {
    robot = world.robot().model();
    node = ConnectedNode.connect(config, listener);
    try {
      drivers = Drivers.connect(node, robot, options.drivers(), inbox::fault);
      List<String> jointTopics = options.drivers().jointStates().topics();
      inputs =
          new CellInputs(
              world,
              jointTopics,
              drivers.merger(),
              options.cameras(),
              inbox,
              () -> node.getCurrentTime().toNanos(),
              System::nanoTime);
      List<CellListener> all = new ArrayList<>(options.listeners());
      all.add(
          new RosListener(
              node,
              robot.name(),
              fixedPoses(world, options),
              options.listeners(),
              System::nanoTime));
      all.add(this::answer);
      loop =
          new CellLoop(
              inbox,
              mind,
              new Pilot.Cell(
                  world.robot(),
                  SkillCatalog.ALL,
                  SafetyGate.of(options.gate(), world.robot()),
                  options.commandSeconds()),
              new RosActuators(),
              all,
              Math.round(options.peerTimeoutSeconds() * 1e9),
              options.rehearser(),
              System::nanoTime);
      options.cameras().forEach(this::listenTo);
      for (String topic : jointTopics) {
        node.newSubscriber(topic, JointState.class).addMessageListener(inputs::take, 1);
      }
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

  private void listenTo(String camera, CameraTopics topics) {
    node.newSubscriber(topics.info(), CameraInfo.class)
        .addMessageListener(info -> inputs.take(camera, info), 1);
    // Named after the plain topic, remapped or not, as image_transport does.
    Subscriber<CompressedImage> compressed =
        node.newSubscriber(
                CameraTopics.compressed(node.resolveName(topics.image()).value()),
                CompressedImage.class)
            .addMessageListener(image -> inputs.take(camera, image), 1);
    AtomicBoolean sendsPlain = new AtomicBoolean();
    node.newSubscriber(topics.image(), Image.class)
        .addMessageListener(
            image -> {
              // Who sends plain pictures need not compress them too.
              if (inputs.take(camera, image) && sendsPlain.compareAndSet(false, true)) {
                compressed.close();
              }
            },
            1);
  }

  private static List<Transform> fixedPoses(World world, NodeOptions options) {
    List<Transform> poses = new ArrayList<>(List.of(world.robot().tableFromBase()));
    for (String camera : options.cameras().keySet()) {
      Transform pose = world.cameraMount(camera).model().tableFromCamera();
      // The only camera's frame keeps its plain name; others are told apart by their ids.
      poses.add(
          camera.equals(CameraModel.ONLY)
              ? pose
              : new Transform(
                  pose.target(), camera + "_optical", pose.translation(), pose.rotation()));
    }
    return poses;
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
   * Waits until pictures and joint states that can be used and the arm's controller are there.
   *
   * @return what is missing at the end of the time and what to do, or nothing
   */
  public Optional<String> awaitCell(double seconds) throws InterruptedException {
    long deadline = System.nanoTime() + Math.round(seconds * 1e9);
    while (true) {
      Optional<String> missing = missing();
      if (missing.isEmpty() || System.nanoTime() > deadline) {
        return missing;
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private Optional<String> missing() {
    Optional<String> input = inputs.missing(topic -> node.resolveName(topic).value());
    if (input.isPresent()) {
      return input;
    }
    return drivers.missing();
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

  /** Gives a command to the loop, whose listeners hear of its end; returns whether it had room. */
  public boolean offer(Command command) {
    return inbox.offer(command);
  }

  /** Returns the time of the clock in use, nanoseconds. */
  public long nowNanos() {
    return node.getCurrentTime().toNanos();
  }

  /** Stops the arm until it is reset. */
  public void stop(String why) {
    inbox.stop(why);
  }

  /** Lets the arm move again after a stop. */
  public void reset() {
    inbox.reset();
  }

  private void takeCommand(StringMessage message) {
    try {
      Command command = Command.parse(message.data()).from("ros");
      if (!inbox.offer(command)) {
        inbox.reject("too many commands at once; '" + command.id() + "' is dropped");
      }
    } catch (IllegalArgumentException e) {
      inbox.reject(e.getMessage());
    }
  }

  private void answer(CellEvent event) {
    if (event instanceof CellEvent.Ended ended) {
      CompletableFuture<CommandReport> result = waiting.remove(ended.report().commandId());
      if (result != null) {
        result.complete(ended.report());
      }
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

  /** Released motion, by the robot's drivers. */
  private final class RosActuators implements Actuators {
    @Override
    public long nowNanos() {
      return node.getCurrentTime().toNanos();
    }

    @Override
    public void move(JointTrajectory released, long stampNanos) {
      drivers.move(released, stampNanos);
    }

    @Override
    public void brake(JointTrajectory toRest) {
      drivers.brake(toRest);
    }

    @Override
    public void cancel() {
      drivers.cancel();
    }

    @Override
    public void grip(boolean close) {
      drivers.grip(close);
    }
  }
}

package dev.cobot.node.cell;

import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.JointStateCodec;
import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.NodeConfig;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.RosNode;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.ClockMessage;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.JointTrajectoryMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.sim.CellSimulator;
import dev.cobot.sim2real.sim.CellTruth;
import dev.cobot.sim2real.world.World;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulated factory cell as one ROS node, paced in real time. It publishes {@code /clock},
 * joint states at 50 Hz and pictures with their camera info, and obeys the arm's and the gripper's
 * trajectories. What is really so never leaves it over ROS.
 *
 * <p>A machine that is too slow makes simulated time go slower than asked for; nothing is skipped.
 */
public final class SimulatedCell implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SimulatedCell.class);
  private static final long JOINT_STATE_NANOS = 20_000_000L;
  private static final long CLOCK_NANOS = 8_000_000L;
  private static final long MAX_LAG_NANOS = 60_000_000L;

  private final RosNode node;
  private final CellSimulator simulator;
  private final Renderer renderer = new Renderer();
  private final RenderOptions look = RenderOptions.neutral();
  private final CameraModel camera;
  private final CellOptions options;
  private final JointStateCodec joints;
  private final RobotModel robot;
  private final Publisher<ClockMessage> clock;
  private final Publisher<JointState> jointStates;
  private final Publisher<Image> images;
  private final Publisher<CameraInfo> cameraInfos;
  private final AtomicReference<JointTrajectoryMessage> armCommand = new AtomicReference<>();
  private final AtomicReference<JointTrajectoryMessage> gripperCommand = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile CellTruth truth;

  private SimulatedCell(
      NodeConfig config,
      NodeListener listener,
      World world,
      List<SceneObject> objects,
      CellOptions options)
      throws RosException {
    this.options = options;
    robot = world.robot().model();
    CameraIntrinsics lens = world.camera().intrinsics();
    int width = options.imageWidthPixels();
    int height = Math.round((float) width * lens.heightPixels() / lens.widthPixels());
    camera = new CameraModel(lens.resized(width, height), world.camera().tableFromCamera());
    joints = new JointStateCodec(robot);
    simulator = CellSimulator.open(world, objects, options.seed());
    truth = simulator.truth();
    node = RosNode.connect(config, listener);
    try {
      node.params().set("/use_sim_time", true);
      clock = node.advertise(Topics.CLOCK, ClockMessage.class, PublisherOptions.queue(10));
      jointStates =
          node.advertise(Topics.JOINT_STATES, JointState.class, PublisherOptions.queue(10));
      images = node.advertise(Topics.IMAGE, Image.class, PublisherOptions.queue(1));
      cameraInfos = node.advertise(Topics.CAMERA_INFO, CameraInfo.class, PublisherOptions.queue(1));
      node.subscribe(Topics.ARM_COMMAND, JointTrajectoryMessage.class, 1, armCommand::set);
      node.subscribe(Topics.GRIPPER_COMMAND, JointTrajectoryMessage.class, 1, gripperCommand::set);
    } catch (RosException | RuntimeException e) {
      node.close();
      simulator.close();
      throw e;
    }
    thread = new Thread(this::run, "cobot-cell");
    thread.setDaemon(true);
  }

  /**
   * Starts a cell with the arm at home.
   *
   * @param config the node's name and master; sets {@code /use_sim_time} there
   * @param objects what lies on the table
   * @throws RosException when the master cannot be reached
   */
  public static SimulatedCell start(
      NodeConfig config,
      NodeListener listener,
      World world,
      List<SceneObject> objects,
      CellOptions options)
      throws RosException {
    SimulatedCell cell = new SimulatedCell(config, listener, world, objects, options);
    cell.thread.start();
    return cell;
  }

  /** Returns what was really so at most 0.1 simulated seconds ago; for tests and judges. */
  public CellTruth truth() {
    return truth;
  }

  private void run() {
    long nextClock = 0;
    long nextJointState = JOINT_STATE_NANOS;
    long imageNanos = Math.round(1e9 / options.imagesPerSecond());
    long nextImage = imageNanos;
    long startWall = System.nanoTime();
    long startSim = simulator.timeNanos();
    try {
      while (!closed) {
        obey(armCommand, this::followArm);
        obey(gripperCommand, this::followGripper);
        simulator.step();
        long now = simulator.timeNanos();
        if (now >= nextClock) {
          nextClock = now + CLOCK_NANOS;
          clock.publish(new ClockMessage(RosTime.ofNanos(now)));
        }
        if (now >= nextJointState) {
          nextJointState += JOINT_STATE_NANOS;
          jointStates.publish(joints.toMessage(simulator.armState()));
        }
        if (now >= nextImage) {
          nextImage += imageNanos;
          truth = simulator.truth();
          cameraInfos.publish(CameraCodec.toMessage(camera.intrinsics(), now));
          images.publish(
              CameraCodec.toMessage(renderer.render(simulator.visuals(), camera, look, now)));
        }
        long due = startWall + Math.round((now - startSim) / options.realTimeFactor());
        long early = due - System.nanoTime();
        if (early > 0) {
          LockSupport.parkNanos(early);
        } else if (-early > MAX_LAG_NANOS) {
          // What is lost is lost: catching up in a burst would starve the nodes that listen.
          startWall = System.nanoTime();
          startSim = now;
        }
      }
    } catch (RuntimeException e) {
      log.error("The simulated cell failed and stands still", e);
    } finally {
      truth = simulator.truth();
      simulator.close();
    }
  }

  private static void obey(
      AtomicReference<JointTrajectoryMessage> command, Consumer<JointTrajectoryMessage> how) {
    JointTrajectoryMessage message = command.getAndSet(null);
    if (message == null) {
      return;
    }
    try {
      how.accept(message);
    } catch (IllegalArgumentException e) {
      log.warn("The simulated cell ignores a trajectory: {}", e.getMessage());
    }
  }

  private void followArm(JointTrajectoryMessage message) {
    simulator.followTrajectory(
        message.points().isEmpty()
            ? JointTrajectory.to(robot.armJointNames(), 0.1, simulator.armState().positionsRad())
            : TrajectoryCodec.fromMessage(message, simulator.timeNanos()));
  }

  private void followGripper(JointTrajectoryMessage message) {
    double opening =
        TrajectoryCodec.openingMeters(
            message, robot.leftFinger().name(), robot.rightFinger().name());
    simulator.commandGripper(Math.max(0, Math.min(robot.maxGripperOpeningMeters(), opening)));
  }

  /** Stops the cell; the last truth stays readable. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    node.close();
  }
}

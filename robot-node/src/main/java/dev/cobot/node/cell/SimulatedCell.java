package dev.cobot.node.cell;

import dev.cobot.node.topics.JointStateCodec;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.ClockMessage;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantState;
import dev.cobot.sim2real.sim.PlantTruth;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulated factory cell as one ROS node. It publishes {@code /clock}, joint states at 50 Hz
 * and pictures with their camera info, and obeys the arm's and the gripper's trajectories and
 * actions. What is really so leaves it only on a topic for judges. One thread owns the simulator;
 * everything from outside waits for it between two steps.
 *
 * <p>A machine that is too slow makes simulated time go slower than asked for; nothing is skipped.
 */
public final class SimulatedCell implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SimulatedCell.class);
  private static final String ROBOT_DESCRIPTION = "/robot_description";
  private static final long MAX_DESCRIPTION_BYTES = 4 << 20;
  private static final long JOINT_STATE_NANOS = 20_000_000L;
  private static final long CLOCK_NANOS = 8_000_000L;
  private static final long MAX_LAG_NANOS = 60_000_000L;
  private static final long IDLE_MILLIS = 5;
  private static final int MAX_TASKS = 64;

  private final ConnectedNode node;
  private final World world;
  private final CellOptions options;
  private final JointStateCodec joints;
  private final ArmController arm;
  private final GripperController gripper;
  private final Publisher<ClockMessage> clock;
  private final Publisher<JointState> jointStates;
  private final List<CellCamera> cameras;
  private final Publisher<StringMessage> groundTruth;
  private final CellReferee referee; // null where there is no task
  private final BlockingQueue<FutureTask<?>> tasks = new ArrayBlockingQueue<>(MAX_TASKS);
  private final Thread thread;
  private final long imageNanos;
  private volatile boolean closed;
  private volatile PlantTruth truth;
  private volatile ArmState armTruth;
  private volatile RosTime time = RosTime.ZERO;
  private volatile LinkTransforms links; // null where another node tells them

  // Of the cell's thread.
  private CellScene scene;
  private long seed;
  private CellScene.Drawn drawn;
  private PlantSimulator simulator;
  private long nextClock;
  private long nextJointState;
  private long nextImage;
  private long startWall;
  private long startSim;

  private SimulatedCell(
      NodeConfiguration config,
      NodeListener listener,
      World world,
      CellScene scene,
      CellOptions options)
      throws RosException {
    this.world = world;
    this.scene = scene;
    this.options = options;
    seed = options.seed();
    drawn = scene.draw(seed);
    RobotModel robot = world.robot().model();
    String description = description(world);
    imageNanos = Math.round(1e9 / options.imagesPerSecond());
    joints = new JointStateCodec(robot);
    simulator = open(drawn);
    note();
    try {
      node =
          ConnectedNode.connect(
              NodeConfiguration.copyOf(config).setTimeProvider(() -> time), listener);
    } catch (RuntimeException e) {
      simulator.close();
      throw e;
    }
    thread = new Thread(this::run, "cobot-cell");
    thread.setDaemon(true);
    try {
      node.getParameterTree().set("/use_sim_time", true);
      node.getParameterTree().set(ROBOT_DESCRIPTION, description);
      // Latched: in lock-step, who comes between two steps hears the time too.
      clock = node.newPublisher(Topics.CLOCK, ClockMessage.class, PublisherOptions.latched(10));
      jointStates =
          node.newPublisher(Topics.JOINT_STATES, JointState.class, PublisherOptions.queue(10));
      List<CellCamera> all = new ArrayList<>();
      for (World.CameraMount mount : world.cameraMounts()) {
        all.add(
            new CellCamera(
                node,
                resized(mount.model(), options.imageWidthPixels()),
                options.randomLook() ? randomLook() : mount.look()));
      }
      cameras = List.copyOf(all);
      referee = drawn.task().isEmpty() ? null : new CellReferee(node, world.robot());
      groundTruth =
          node.newPublisher(Topics.GROUND_TRUTH, StringMessage.class, PublisherOptions.queue(10));
      arm = new ArmController(node, robot);
      gripper = new GripperController(node, robot);
      CellServices.start(node, this);
    } catch (RuntimeException e) {
      node.close();
      simulator.close();
      throw e;
    }
  }

  /**
   * Starts a cell with the arm at home.
   *
   * @param config the node's name and master; sets {@code /use_sim_time} there
   * @param scene what lies on the table and, with a task, what the referee judges
   * @throws RosException when the master cannot be reached
   */
  public static SimulatedCell start(
      NodeConfiguration config,
      NodeListener listener,
      World world,
      CellScene scene,
      CellOptions options)
      throws RosException {
    SimulatedCell cell = new SimulatedCell(config, listener, world, scene, options);
    cell.thread.start();
    return cell;
  }

  private static String description(World world) {
    Path urdf = world.robot().urdf();
    try {
      if (Files.size(urdf) > MAX_DESCRIPTION_BYTES) {
        throw new IllegalArgumentException(
            urdf + " is too large for a parameter; allowed: " + MAX_DESCRIPTION_BYTES + " bytes");
      }
      return Files.readString(urdf);
    } catch (IOException e) {
      throw new UncheckedIOException("the robot's description cannot be read", e);
    }
  }

  /**
   * Tells the poses of the robot's links on {@code /tf} from now on, for a graph without a
   * robot_state_publisher.
   *
   * @throws RosException when the master cannot be reached
   */
  public void tellLinks() throws RosException {
    links = new LinkTransforms(node, world.robot().model());
  }

  /** Returns what was really so at most 0.1 simulated seconds ago; for tests and judges. */
  public PlantTruth truth() {
    return truth;
  }

  /** Returns the arm as it really was when {@link #truth} was. */
  public ArmState armTruth() {
    return armTruth;
  }

  private void note() {
    truth = simulator.truth();
    armTruth = simulator.armTruth();
  }

  private void run() {
    startAnew();
    try {
      while (!closed) {
        for (FutureTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        if (options.pace() == CellPace.LOCKSTEP) {
          // Goals are accepted between steps too, so that a client knows that its goal is there.
          arm.obey(simulator);
          gripper.obey(simulator);
          FutureTask<?> task = tasks.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
          if (task != null) {
            task.run();
          }
        } else {
          stepOnce();
          if (options.pace() == CellPace.REALTIME) {
            keepPace();
          }
        }
      }
    } catch (InterruptedException e) {
      log.debug("The simulated cell is told to end");
    } catch (RuntimeException e) {
      log.error("The simulated cell failed and stands still", e);
    } finally {
      note();
      simulator.close();
    }
  }

  private void startAnew() {
    nextClock = 0;
    nextJointState = simulator.timeNanos() + JOINT_STATE_NANOS;
    nextImage = simulator.timeNanos() + imageNanos;
    startWall = System.nanoTime();
    startSim = simulator.timeNanos();
    arm.reset();
    gripper.reset();
    note();
    time = RosTime.ofNanos(simulator.timeNanos());
    clock.publish(new ClockMessage(time));
    cameras.forEach(camera -> camera.begin(simulator));
    if (referee != null) {
      referee.begin(drawn.task(), seed, simulator);
    }
  }

  private void stepOnce() {
    arm.obey(simulator);
    gripper.obey(simulator);
    simulator.step();
    long now = simulator.timeNanos();
    time = RosTime.ofNanos(now);
    arm.observe(simulator);
    gripper.observe(simulator);
    if (referee != null) {
      referee.observe(simulator, arm.hasObeyed() || gripper.hasObeyed());
    }
    if (now >= nextClock) {
      nextClock = now + CLOCK_NANOS;
      clock.publish(new ClockMessage(time));
    }
    if (now >= nextJointState) {
      nextJointState += JOINT_STATE_NANOS;
      JointState state = joints.toMessage(simulator.armState());
      jointStates.publish(state);
      if (links != null) {
        links.publish(state);
      }
    }
    if (now >= nextImage) {
      nextImage += imageNanos;
      note();
      if (groundTruth.getNumberOfSubscribers() > 0) {
        groundTruth.publish(new StringMessage(GroundTruth.toJson(truth)));
      }
      cameras.forEach(camera -> camera.publish(simulator));
    }
  }

  private void keepPace() {
    long now = simulator.timeNanos();
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

  /** Does something between two steps, in the thread that owns the simulator. */
  <T> T onCellThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    if (!tasks.offer(task)) {
      throw new IllegalStateException(
          "more than " + MAX_TASKS + " calls wait for the simulated cell; call again later");
    }
    while (true) {
      try {
        return task.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (!thread.isAlive()) {
          throw new IllegalStateException("the simulated cell stands still; start it again", e);
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }
  }

  String stepBy(double seconds) {
    if (options.pace() != CellPace.LOCKSTEP) {
      throw new IllegalStateException(
          "time goes on by itself at the pace "
              + options.pace().name().toLowerCase(Locale.ROOT)
              + "; start the cell with --pace lockstep to step it");
    }
    long steps = Math.max(1, Math.round(seconds / world.stepSeconds()));
    for (long i = 0; i < steps && !closed; i++) {
      stepOnce();
    }
    note();
    nextClock = 0;
    clock.publish(new ClockMessage(time));
    return "{\"timeSeconds\":" + simulator.timeSeconds() + "}";
  }

  String reset(long newSeed) {
    return begin(scene, newSeed);
  }

  /** The objects take the place of the task's; there is nothing to judge any more. */
  String setScene(String json) {
    return begin(CellScene.of(SceneText.read(json, world)), seed);
  }

  private String begin(CellScene newScene, long newSeed) {
    CellScene.Drawn next = newScene.draw(newSeed);
    PlantSimulator opened = open(next);
    simulator.close();
    simulator = opened;
    scene = newScene;
    seed = newSeed;
    drawn = next;
    startAnew();
    return sceneJson();
  }

  private PlantSimulator open(CellScene.Drawn of) {
    return PlantSimulator.open(world, of.objects(), of.physicsSeed(), options.physics());
  }

  /** Returns a camera whose pictures have this width and the same shape. */
  private static CameraModel resized(CameraModel camera, int widthPixels) {
    CameraIntrinsics lens = camera.intrinsics();
    int heightPixels = Math.round((float) widthPixels * lens.heightPixels() / lens.widthPixels());
    return new CameraModel(
        camera.id(), lens.resized(widthPixels, heightPixels), camera.tableFromCamera());
  }

  private RenderOptions randomLook() {
    return RenderOptions.randomized(new SeedStreams(options.seed()).stream("look"));
  }

  /** Returns the seed that the cell was started with. */
  long firstSeed() {
    return options.seed();
  }

  String sceneJson() {
    return SceneText.write(
        simulator.truth().objects().stream().map(PlantTruth.ObjectTruth::object).toList());
  }

  PlantState saveState() {
    return simulator.saveState();
  }

  String restoreState(PlantState state) {
    simulator.restoreState(state);
    startAnew();
    return "{\"timeSeconds\":" + simulator.timeSeconds() + "}";
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
    arm.close();
    gripper.close();
    node.close();
  }
}

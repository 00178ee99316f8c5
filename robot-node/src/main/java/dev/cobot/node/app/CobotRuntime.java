package dev.cobot.node.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.policy.Policy;
import dev.cobot.action.rehearse.Rehearsal;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.Mind;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Brain;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.language.CommandReader;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.node.cell.CellOptions;
import dev.cobot.node.cell.CellScene;
import dev.cobot.node.cell.SimulatedCell;
import dev.cobot.node.cli.console.Versions;
import dev.cobot.node.config.FoxgloveProfile;
import dev.cobot.node.config.Perceiving;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.dashboard.Dashboard;
import dev.cobot.node.dashboard.DashboardDesk;
import dev.cobot.node.drivers.RobotDrivers;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.PartHealth;
import dev.cobot.node.foxglove.FoxgloveBridge;
import dev.cobot.node.mqtt.CalibrationGap;
import dev.cobot.node.mqtt.Factsheet;
import dev.cobot.node.mqtt.LocalBroker;
import dev.cobot.node.mqtt.MqttBridge;
import dev.cobot.node.mqtt.MqttDesk;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Node;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.RosException;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A whole runtime in this process: models, node, and on the embedded default also a master and a
 * simulated cell. The embedded parts talk over the same topics as a real cell does.
 */
public final class CobotRuntime implements AutoCloseable {
  private static final String SUITE = "worlds/suites/rat7.yaml";
  private static final String TASK = "T2";
  private static final String SESSIONS = "calibration/sessions.db";

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<String> lostPeer = new AtomicReference<>();
  private URI masterUri;
  private CobotNode node;
  private SimulatedCell cell;
  private World world;
  private List<String> driverWords = List.of();
  private LocalBroker broker;
  private MqttBridge bridge;
  private Dashboard dashboard;
  private FoxgloveBridge foxglove;

  private CobotRuntime() {}

  /**
   * Starts a runtime with the trained models.
   *
   * @throws ModelException when a model cannot be used
   * @throws IOException when a world or suite file cannot be used
   * @throws RosException when the master cannot be reached or its port is taken
   */
  public static CobotRuntime start(RuntimeConfig config)
      throws IOException, RosException, InterruptedException {
    return start(config, Optional.empty());
  }

  /**
   * As {@link #start(RuntimeConfig)}, on a table of one's own.
   *
   * @param objects what lies on the table of the embedded cell; the seed's draw when empty
   */
  public static CobotRuntime start(RuntimeConfig config, Optional<List<SceneObject>> objects)
      throws IOException, RosException, InterruptedException {
    CobotRuntime runtime = new CobotRuntime();
    try {
      // Opening the models takes longest, so it begins first.
      Opening<RuntimeModels> models = Opening.begin("cobot-models", () -> open(config.profile()));
      runtime.parts.push(models);
      World world = config.load();
      runtime.world = world;
      runtime.startCell(config, world, objects);
      // The node joins the graph meanwhile: pictures come by the time that the models are open.
      runtime.startNode(
          config, world, new OpeningMind(models), runtime.rehearser(config.profile(), world));
      models.get().fit(world, config.profile().gate());
      return runtime;
    } catch (IOException | InterruptedException | RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /** Starts a runtime with another mind than that of the trained models. */
  static CobotRuntime start(RuntimeConfig config, Mind mind) throws IOException, RosException {
    CobotRuntime runtime = new CobotRuntime();
    try {
      World world = config.load();
      runtime.world = world;
      runtime.startCell(config, world, Optional.empty());
      runtime.startNode(config, world, mind, null);
      return runtime;
    } catch (IOException | RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /** Returns the world as read. */
  public World world() {
    return world;
  }

  private static RuntimeModels open(Profile profile) {
    Profile.Models m = profile.models();
    BrainModels brain =
        Perceiving.parse(profile.perception())
            .of(
                new BrainModels(
                    ProjectHome.resolve(m.vision()),
                    ProjectHome.resolve(m.language()),
                    ProjectHome.resolve(m.hearing()),
                    ProjectHome.resolve(m.workspace())),
                ProjectHome.resolve(m.sight()));
    InferenceDevice device = InferenceDevice.parse(profile.device());
    // The sentence encoder takes as long as all the rest, and the policy is the largest file.
    Opening<CommandReader> language =
        Opening.begin("cobot-language", () -> brain.openHearing(device, SkillCatalog.ALL.roles()));
    Opening<Policy> policy =
        Opening.begin(
            "cobot-policy",
            () -> RuntimeModels.openPolicy(ProjectHome.resolve(m.policy()), brain, device));
    AutoCloseable opened = language;
    try {
      Brain open = brain.open(device, Fusion.LEARNED, language::get);
      opened = open;
      return new RuntimeModels(open, policy.get(), profile.command().withheld());
    } catch (RuntimeException e) {
      close(opened);
      close(policy);
      throw e;
    }
  }

  /** Returns what rehearses commands before the arm moves, or null when the profile wants none. */
  private Rehearser rehearser(Profile profile, World world)
      throws IOException, InterruptedException {
    Profile.Rehearsal wanted = profile.rehearsal();
    if (wanted.twins() == 0) {
      return null;
    }
    TaskSuite.Task task = TaskSuite.load(ProjectHome.resolve(SUITE)).task(TASK);
    Rehearser rehearser =
        Rehearser.start(
            wanted.twins(),
            wanted.minRate(),
            profile.sim().seed(),
            wanted.threads(),
            () -> {
              RuntimeModels models = open(profile).fit(world, profile.gate());
              return new Rehearser.Stage(
                  Rehearsal.learned(
                      world, task, models, () -> SafetyGate.of(profile.gate(), world.robot())),
                  models);
            });
    parts.push(rehearser);
    return rehearser;
  }

  private void startCell(RuntimeConfig config, World world, Optional<List<SceneObject>> objects)
      throws IOException, RosException {
    masterUri = config.master();
    if (masterUri != null) {
      return;
    }
    RosCore master =
        RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), config.masterPort()));
    parts.push(master);
    masterUri = master.getUri();
    cell =
        startSimulatedCell(
            NodeConfiguration.newPrivate(masterUri).setNodeName("cobot_cell"),
            new NodeListener() {},
            world,
            objects.isPresent() ? objects.get() : scene(world, config.profile().sim().seed()),
            config.profile().sim());
    parts.push(cell);
    cell.tellLinks();
  }

  /**
   * Starts the simulated cell alone.
   *
   * @throws RosException when the master cannot be reached
   */
  private static SimulatedCell startSimulatedCell(
      NodeConfiguration node,
      NodeListener listener,
      World world,
      List<SceneObject> objects,
      Profile.Sim sim)
      throws RosException {
    return SimulatedCell.start(
        node,
        listener,
        world,
        CellScene.of(objects),
        new CellOptions(
            sim.seed(), sim.realTimeFactor(), sim.imageWidthPixels(), sim.imagesPerSecond()));
  }

  /**
   * Returns what lies on the table: a draw of the suite's first task, always with a red cube; in a
   * world that is not the suite's, what its file says.
   */
  public static List<SceneObject> scene(World world, long seed) throws IOException {
    Path suiteFile = ProjectHome.resolve(SUITE);
    TaskSuite suite = TaskSuite.load(suiteFile);
    Path suiteWorld = suiteFile.resolve("../..").resolve(suite.world()).normalize();
    if (!Files.isSameFile(world.file(), suiteWorld)) {
      return world.nominalObjects();
    }
    return new TaskScenes(suite, world)
        .draw(suite.task(TASK), new SeedStreams(seed), ColorName.RED)
        .objects();
  }

  private void startNode(RuntimeConfig config, World world, Mind mind, Rehearser rehearser)
      throws RosException, IOException {
    Profile profile = config.profile();
    List<CellListener> listeners = new ArrayList<>(config.listeners());
    if (profile.mqtt().isOn()) {
      if (profile.mqtt().isEmbedded()) {
        broker = LocalBroker.start(profile.mqtt());
        parts.push(broker);
      }
      bridge = broker == null ? MqttBridge.open(profile.mqtt()) : MqttBridge.open(broker);
      // Closed after the node: it tells how the last command has ended.
      parts.push(bridge);
      listeners.add(bridge);
    }
    if (profile.dashboard().isOn()) {
      dashboard =
          Dashboard.open(
              profile.dashboard(),
              world,
              profile.gate(),
              ProjectHome.kept(SESSIONS),
              List.copyOf(listeners));
      parts.push(dashboard);
      listeners.add(dashboard);
    }
    NodeConfiguration builder = NodeConfiguration.newPrivate().setNodeName("cobot");
    if (config.master() != null) {
      builder.environment(System.getenv());
    }
    NodeConfiguration nodeConfig =
        builder
            .setMasterUri(masterUri)
            .arguments(config.rosArguments())
            .setMasterLostAfter(
                Duration.ofMillis((long) (1000 * profile.ros().masterTimeoutSeconds())))
            .setMasterPoll(Duration.ofMillis((long) (250 * profile.ros().masterTimeoutSeconds())));
    masterUri = nodeConfig.getMasterUri();
    RobotDrivers drivers = config.drivers(world);
    if (!drivers.equals(RobotDrivers.SIMULATED)) {
      driverWords = drivers.words(world.robot().model());
    }
    node =
        CobotNode.start(
            nodeConfig,
            new NodeListener() {
              @Override
              public void onMasterLost(Node node, Duration unreachable) {
                lose(
                    "the ROS master at "
                        + nodeConfig.getMasterUri()
                        + " has not answered for "
                        + unreachable.toSeconds()
                        + " s");
              }

              @Override
              public void onShutdownRequested(Node node, String reason) {
                lose("another node told this one to end: " + reason);
              }
            },
            world,
            mind,
            new NodeOptions(
                drivers,
                profile.cameraTopics(),
                profile.gate(),
                profile.command().timeLimitSeconds(),
                profile.ros().peerTimeoutSeconds(),
                rehearser,
                listeners));
    parts.push(node);
    if (bridge != null) {
      serve(
          bridge,
          node,
          () -> Factsheet.of(profile, world, mind.skills(), Versions.COBOT),
          () -> calibrationGap(profile));
    }
    if (dashboard != null) {
      serve(dashboard, node);
    }
    if (profile.foxglove().isOn()) {
      startFoxglove(config, profile.foxglove());
    }
  }

  /** Shows the topics, as a node of its own that takes them as anybody's would. */
  private void startFoxglove(RuntimeConfig config, FoxgloveProfile profile)
      throws RosException, IOException {
    NodeConfiguration builder = NodeConfiguration.newPrivate().setNodeName("cobot_foxglove");
    if (config.master() != null) {
      builder.environment(System.getenv());
    }
    ConnectedNode listening =
        ConnectedNode.connect(
            builder.setAnonymous().setMasterUri(masterUri).setTimeProvider(CobotRuntime::wallTime));
    parts.push(listening);
    foxglove =
        FoxgloveBridge.open(
            profile,
            "--foxglove [HOST:]PORT",
            listening,
            new RosGraph(masterUri, listening.getName().value()),
            topic -> true);
    parts.push(foxglove);
  }

  private static RosTime wallTime() {
    Instant now = Instant.now();
    return new RosTime((int) now.getEpochSecond(), now.getNano());
  }

  /**
   * Runs what a part beside the loop does, on a thread of its own.
   *
   * @param name of the thread
   */
  public void serve(String name, Runnable part) {
    Thread thread = new Thread(part, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns how far off the cell was found to see when its attributes were last calibrated. */
  private static Optional<CalibrationGap> calibrationGap(Profile profile) {
    try {
      return CalibrationGap.newest(ProjectHome.kept(SESSIONS), profile.cameras().keySet());
    } catch (IOException | RuntimeException e) {
      org.slf4j.LoggerFactory.getLogger(CobotRuntime.class)
          .warn("How well the cell was calibrated cannot be told: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void serve(
      MqttBridge mqtt,
      CobotNode node,
      Supplier<ObjectNode> facts,
      Supplier<Optional<CalibrationGap>> calibrated) {
    MqttDesk desk =
        new MqttDesk() {
          @Override
          public boolean offer(Command command) {
            return node.offer(command);
          }

          @Override
          public long nowNanos() {
            return node.nowNanos();
          }
        };
    serve("cobot-mqtt", mqtt.serving(desk, facts, calibrated));
  }

  private void serve(Dashboard page, CobotNode node) {
    DashboardDesk desk =
        new DashboardDesk() {
          @Override
          public boolean offer(Command command) {
            return node.offer(command);
          }

          @Override
          public void stop(String why) {
            node.stop(why);
          }

          @Override
          public void reset() {
            node.reset();
          }
        };
    serve("cobot-dashboard", page.serving(desk));
  }

  private void lose(String sentence) {
    lostPeer.compareAndSet(null, sentence);
    over.countDown();
  }

  /** Says how the robot is spoken to; nothing where it is as the simulated cell. */
  public List<String> driverWords() {
    return driverWords;
  }

  public CobotNode node() {
    return node;
  }

  /** Returns the simulated cell of the embedded default, whose truth a judge may read. */
  public Optional<SimulatedCell> embeddedCell() {
    return Optional.ofNullable(cell);
  }

  /**
   * Waits until the broker has the runtime, if it has one.
   *
   * @return what is wrong at the end of the time, or nothing
   */
  public Optional<String> awaitMqtt(double seconds) throws InterruptedException {
    return bridge == null ? Optional.empty() : bridge.awaitConnected(seconds);
  }

  /** Returns where the broker of this process is and who may come in; nothing without one. */
  public Optional<String> localBroker() {
    return Optional.ofNullable(broker).map(LocalBroker::words);
  }

  /** Returns how the connection to the broker is; nothing without one. */
  public Optional<PartHealth> mqttHealth() {
    return bridge == null ? Optional.empty() : bridge.health();
  }

  /** Returns where the page for a browser is, with its token: {@link Dashboard#link}. */
  public Optional<String> dashboardLink() {
    return Optional.ofNullable(dashboard).map(Dashboard::link);
  }

  /** Returns what Foxglove connects to, as in {@code ws://127.0.0.1:8765}. */
  public Optional<String> foxgloveAddress() {
    return Optional.ofNullable(foxglove).map(FoxgloveBridge::address);
  }

  /** Returns the master in use. */
  public URI masterUri() {
    return masterUri;
  }

  /** Waits until the runtime is closed or a peer is lost; returns the sentence about the peer. */
  public Optional<String> awaitEnd() throws InterruptedException {
    over.await();
    return Optional.ofNullable(lostPeer.get());
  }

  /** Closes something in order when the process is told to end. */
  public static void closeAtExit(AutoCloseable part) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    part.close();
                  } catch (Exception e) {
                    // The process ends anyway; what could not be closed ends with it.
                    Thread.currentThread().interrupt();
                  }
                },
                "cobot-exit"));
  }

  /** Ends everything in the reverse order of its start. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    over.countDown();
    parts.forEach(CobotRuntime::close);
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      org.slf4j.LoggerFactory.getLogger(CobotRuntime.class)
          .warn("A part of the runtime did not close: {}", e.toString());
    }
  }
}

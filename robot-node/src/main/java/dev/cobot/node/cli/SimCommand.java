package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.cell.CellOptions;
import dev.cobot.node.cell.CellPace;
import dev.cobot.node.cell.CellScene;
import dev.cobot.node.cell.SceneText;
import dev.cobot.node.cell.SimulatedCell;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.MasterUri;
import dev.cobot.node.cli.console.RunFolder;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.Robots;
import dev.cobot.node.config.Suites;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.Node;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.RosException;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot sim}: the simulated cell alone. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The simulated cell as a ROS node: it publishes what a real cell would, and /clock.",
      "The topics and services are in robot-node/README.md."
    })
final class SimCommand implements Callable<Integer> {
  private static final long MAX_SCENE_BYTES = 1 << 20;

  /** How things look. */
  enum Look {
    plain,
    random
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--ros",
      paramLabel = "URI",
      defaultValue = MasterUri.DEFAULT_MASTER,
      converter = MasterUri.class,
      description = "The ROS master (default: ${DEFAULT-VALUE}).")
  private URI ros;

  @Option(
      names = "--world",
      paramLabel = "FILE",
      description = "The world file (default: the profile's).")
  private String world;

  @Option(
      names = "--robot",
      paramLabel = "NAME",
      description =
          "The robot that stands in the world instead of its own: a name in worlds/robots or a"
              + " folder that cobot robot import wrote.")
  private String robot;

  @Option(
      names = "--pace",
      paramLabel = "PACE",
      defaultValue = "realtime",
      description =
          "What makes time go on: realtime; max (as fast as possible); lockstep (only the service"
              + " /cell/step; default: ${DEFAULT-VALUE}).")
  private CellPace pace;

  @Option(
      names = "--scene",
      paramLabel = "FILE",
      description =
          "What lies on the table: a JSON list of objects as in labels.json (kind,"
              + " positionMeters, yawRad, pitchRad, rollRad, colorRgb).")
  private String scene;

  @Option(
      names = "--suite",
      paramLabel = "NAME",
      description =
          "A suite of worlds/suites: the scene of --task is drawn as cobot eval draws it, its"
              + " prompt goes out on /cell/prompt and the referee's verdict on /cell/verdict.")
  private String suiteName;

  @Option(
      names = "--task",
      paramLabel = "ID",
      description = "The task of the suite, for example T2.")
  private String taskId;

  @Option(
      names = "--image-width",
      paramLabel = "PIXELS",
      description = "Width of the pictures; the height follows (default: the profile's).")
  private Integer imageWidth;

  @Option(
      names = "--image-rate",
      paramLabel = "HZ",
      description = "Pictures a simulated second, [0.1, 25] (default: the profile's).")
  private Double imageRate;

  @Option(
      names = "--look",
      paramLabel = "LOOK",
      defaultValue = "plain",
      description =
          "plain, or random: light, table top and sensor as the seed draws them, as in the data"
              + " sets (default: ${DEFAULT-VALUE}).")
  private Look look;

  @Option(
      names = "--physics-spread",
      paramLabel = "SHARE",
      description =
          "How far the seed may move each object's mass and friction, [0, 0.9] (default: 0.1).")
  private Double physicsSpread;

  @Option(
      names = "--velocity-scale",
      paramLabel = "SHARE",
      defaultValue = "1",
      description = "Share of the joints' velocity limits that the arm uses, (0, 1].")
  private double velocityScale;

  @Option(
      names = "--jerk",
      paramLabel = "RAD_PER_S3",
      defaultValue = "Infinity",
      description = "Largest jerk of the joints (default: no limit).")
  private double jerk;

  @Option(
      names = "--sensor-delay",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Age of the joint states when they are published (default: ${DEFAULT-VALUE}).")
  private double sensorDelay;

  @Option(
      names = "--actuation-delay",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Time from a command to when the arm obeys it (default: ${DEFAULT-VALUE}).")
  private double actuationDelay;

  @Option(
      names = "--joint-noise",
      paramLabel = "RAD",
      defaultValue = "0",
      description = "One sigma of the joint positions' noise (default: ${DEFAULT-VALUE}).")
  private double jointNoise;

  @Option(
      names = "--packet-loss",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of the commands that get lost, [0, 1) (default: ${DEFAULT-VALUE}).")
  private double packetLoss;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where run.json goes (default: runs/TIME-sim).")
  private String out;

  @Mixin private CommonOptions common;

  @Parameters(hidden = true, arity = "0..*")
  private List<String> remappings;

  @Override
  public Integer call() throws ConfigException, IOException, RosException, InterruptedException {
    common.applyLogging();
    List<String> rosArguments = Cobot.remappings(spec, remappings);
    Profile profile = common.profile();
    requireOneScene();
    TaskSuite suite = suiteName == null ? null : Suites.load(suiteName);
    TaskSuite.Task task = suite == null ? null : task(suite);
    World loaded =
        Robots.into(
            suite != null && world == null ? Suites.world(suite) : World.load(file(profile)),
            robot);
    CellScene begin =
        task == null
            ? CellScene.of(objects(loaded, profile.sim().seed()))
            : CellScene.of(suite, task, loaded);
    NodeConfiguration config =
        NodeConfiguration.newPrivate()
            .setNodeName("cobot_cell")
            .environment(System.getenv())
            .setMasterUri(ros)
            .arguments(rosArguments)
            .setMasterLostAfter(
                Duration.ofMillis((long) (1000 * profile.ros().masterTimeoutSeconds())));
    CompletableFuture<String> lost = new CompletableFuture<>();
    NodeListener listener =
        new NodeListener() {
          @Override
          public void onMasterLost(Node node, Duration unreachable) {
            lost.complete(
                "the ROS master at "
                    + config.getMasterUri()
                    + " has not answered for "
                    + unreachable.toSeconds()
                    + " s");
          }

          @Override
          public void onShutdownRequested(Node node, String reason) {
            lost.complete("another node told this one to end: " + reason);
          }
        };
    IgnoredLines.print(loaded, spec.commandLine().getErr());
    CellOptions options = options(profile.sim());
    Path runFile = RunFolder.create(out, "sim").write(document(config, loaded, options));
    try (SimulatedCell cell = SimulatedCell.start(config, listener, loaded, begin, options)) {
      CobotRuntime.closeAtExit(cell);
      spec.commandLine()
          .getErr()
          .println(
              "cobot: the simulated cell runs at " + config.getMasterUri() + " (" + runFile + ")");
      if (task != null) {
        spec.commandLine()
            .getErr()
            .println(
                "cobot: %s of %s, seed %d: \"%s\"; the verdict is on %s"
                    .formatted(
                        task.id(),
                        suite.suite(),
                        profile.sim().seed(),
                        begin.draw(profile.sim().seed()).task().orElseThrow().prompt(),
                        Topics.VERDICT));
      }
      throw new CliException(ExitCode.PEER_LOST, lost.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode document(NodeConfiguration node, World loaded, CellOptions options)
      throws IOException {
    Map<String, Object> config = new HashMap<>();
    config.put("master", node.getMasterUri().toString());
    config.put("world", loaded.file().toString());
    config.put("robot", robot);
    config.put("suite", suiteName);
    config.put("task", taskId);
    config.put("scene", scene);
    config.put("cell", options);
    return RunFolder.document(
        "sim",
        options.seed(),
        config,
        RunFolder.inputs(loaded, suiteName == null ? null : Suites.file(suiteName)));
  }

  private void requireOneScene() {
    if ((suiteName == null) != (taskId == null)) {
      throw new ParameterException(
          spec.commandLine(), "--suite and --task belong together, as in --suite rat7 --task T2");
    }
    if (suiteName != null && scene != null) {
      throw new ParameterException(
          spec.commandLine(),
          "a task draws its own scene; leave out --scene or --suite and --task");
    }
  }

  private TaskSuite.Task task(TaskSuite suite) {
    try {
      return suite.task(taskId);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--task: " + e.getMessage(), e);
    }
  }

  private Path file(Profile profile) {
    Path file = world == null ? ProjectHome.resolve(profile.world()) : ProjectHome.typed(world);
    if (!Files.isRegularFile(file)) {
      throw new CliException(
          ExitCode.CONFIGURATION, "there is no world file " + file + "; worlds are worlds/*.world");
    }
    return file;
  }

  private List<SceneObject> objects(World loaded, long seed) throws IOException {
    if (scene == null) {
      return CobotRuntime.scene(loaded, seed);
    }
    Path file = ProjectHome.typed(scene);
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_SCENE_BYTES) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          "there is no scene file of at most " + MAX_SCENE_BYTES + " bytes at " + file);
    }
    try {
      return SceneText.read(Files.readString(file), loaded);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.CONFIGURATION, file + ": " + e.getMessage(), e);
    }
  }

  private CellOptions options(Profile.Sim sim) {
    try {
      return new CellOptions(
          sim.seed(),
          sim.realTimeFactor(),
          imageWidth == null ? sim.imageWidthPixels() : imageWidth,
          imageRate == null ? sim.imagesPerSecond() : imageRate,
          pace,
          SimulatorOptions.DEFAULTS
              .withPhysicsSpread(
                  physicsSpread == null ? SimulatorOptions.DEFAULTS.physicsSpread() : physicsSpread)
              .withVelocityScale(velocityScale)
              .withJerk(jerk)
              .withLink(
                  new SimulatorOptions.Link(sensorDelay, actuationDelay, jointNoise, packetLoss)),
          look == Look.random);
    } catch (IllegalArgumentException e) {
      throw new CliException(
          ExitCode.USAGE, "an option of the simulated robot: " + e.getMessage(), e);
    }
  }
}

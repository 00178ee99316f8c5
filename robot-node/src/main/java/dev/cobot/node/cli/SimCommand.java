package dev.cobot.node.cli;

import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.cell.CellOptions;
import dev.cobot.node.cell.CellPace;
import dev.cobot.node.cell.SceneText;
import dev.cobot.node.cell.SimulatedCell;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.ros.NodeConfig;
import dev.cobot.ros.NodeListener;
import dev.cobot.ros.RosException;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot sim}: the simulated cell alone. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description =
        "The simulated cell as a ROS node: it publishes what a real cell would, and /clock.")
final class SimCommand implements Callable<Integer> {
  private static final long MAX_SCENE_BYTES = 1 << 20;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(
      names = "--ros",
      paramLabel = "URI",
      defaultValue = RosOption.DEFAULT_MASTER,
      converter = RosOption.class,
      description = "The ROS master (default: ${DEFAULT-VALUE}).")
  private URI ros;

  @Option(
      names = "--world",
      paramLabel = "FILE",
      description = "The world file (default: the profile's).")
  private String world;

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

  @Parameters(hidden = true, arity = "0..*")
  private List<String> remappings;

  @Override
  public Integer call() throws ConfigException, IOException, RosException, InterruptedException {
    common.applyLogging();
    List<String> rosArguments = Cobot.remappings(spec, remappings);
    Profile profile = common.profile();
    Path file = world == null ? ProjectHome.resolve(profile.world()) : ProjectHome.typed(world);
    if (!Files.isRegularFile(file)) {
      throw new CliException(
          ExitCode.CONFIGURATION, "there is no world file " + file + "; worlds are worlds/*.world");
    }
    NodeConfig config =
        NodeConfig.builder("cobot_cell")
            .environment(System.getenv())
            .masterUri(ros)
            .arguments(rosArguments)
            .masterLostAfter(
                Duration.ofMillis((long) (1000 * profile.ros().masterTimeoutSeconds())))
            .build();
    CompletableFuture<String> lost = new CompletableFuture<>();
    NodeListener listener =
        new NodeListener() {
          @Override
          public void onMasterLost(Duration unreachable) {
            lost.complete(
                "the ROS master at "
                    + config.masterUri()
                    + " has not answered for "
                    + unreachable.toSeconds()
                    + " s");
          }

          @Override
          public void onShutdown(String reason) {
            lost.complete("another node told this one to end: " + reason);
          }
        };
    World loaded = World.load(file);
    IgnoredLines.print(loaded, spec.commandLine().getErr());
    List<SceneObject> objects = objects(loaded, profile.sim().seed());
    try (SimulatedCell cell =
        SimulatedCell.start(config, listener, loaded, objects, options(profile.sim()))) {
      CobotRuntime.closeAtExit(cell);
      spec.commandLine()
          .getErr()
          .println("cobot: the simulated cell runs at " + config.masterUri());
      throw new CliException(ExitCode.PEER_LOST, lost.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
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
          sim.imageWidthPixels(),
          sim.imagesPerSecond(),
          pace,
          SimulatorOptions.DEFAULTS
              .withVelocityScale(velocityScale)
              .withJerk(jerk)
              .withLink(
                  new SimulatorOptions.Link(sensorDelay, actuationDelay, jointNoise, packetLoss)));
    } catch (IllegalArgumentException e) {
      throw new CliException(
          ExitCode.USAGE, "an option of the simulated robot: " + e.getMessage(), e);
    }
  }
}

package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.session.Plan;
import dev.cobot.brain.Refusal;
import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.app.RuntimeConfig;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.HostPort;
import dev.cobot.node.cli.console.Launcher;
import dev.cobot.node.cli.console.MasterUri;
import dev.cobot.node.cli.console.RunFolder;
import dev.cobot.node.cli.console.Versions;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.picture.AttentionPicture;
import dev.cobot.node.picture.RehearsalPicture;
import dev.cobot.ros.RosException;
import dev.cobot.sim2real.scene.CameraFrame;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot run}: the runtime. */
@CommandLine.Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "The runtime. With --command: carries it out, tells what was heard, seen, attended and"
          + " done, and exits.",
      "Without: serves until stopped. On the embedded default it brings its own ROS master and a"
          + " simulated cell; nothing else is needed."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the task was tried and failed",
      "2:the command line is wrong",
      "3:a configuration, model or world is wrong",
      "4:refused, by understanding or by the safety gate; or asked back, also whether to do several"
          + " things in the order that was said back (see --yes)",
      "5:the ROS master or the cell is lost"
    })
final class RunCommand implements Callable<Integer> {
  static final int MASTER_PORT = 11311;
  private static final double MQTT_SECONDS = 10;
  private static final JsonMapper JSON = new JsonMapper();

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private MqttOptions mqtt;
  @Mixin private DashboardOptions dashboard;
  @Mixin private FoxgloveOptions foxglove;

  @Option(
      names = "--recordings",
      paramLabel = "DIR|off",
      description =
          "Where the record of each command is kept, for cobot episodes (default: the profile's,"
              + " runs/recordings).")
  private String recordings;

  @Option(
      names = "--metrics",
      paramLabel = "[HOST:]PORT|off",
      converter = HostPort.Converter.class,
      description =
          "Serve /metrics for Prometheus, /health and /ready over HTTP, on this machine alone"
              + " unless a host is said (default: off).")
  private HostPort metrics;

  @Option(
      names = "--world",
      paramLabel = "FILE",
      description = "The world file: table, robot, camera (default: the profile's).")
  private String world;

  @Option(
      names = "--robot",
      paramLabel = "NAME",
      description =
          "The robot that stands in the world instead of its own: a name in worlds/robots or a"
              + " folder that cobot robot import wrote.")
  private String robot;

  @Option(
      names = "--drivers",
      paramLabel = "robot|simulated",
      defaultValue = "robot",
      description =
          "With --ros: how the robot is spoken to. robot: as its robot.yaml says; simulated: as"
              + " cobot sim is (default: ${DEFAULT-VALUE}).")
  private String drivers;

  @Option(
      names = "--policy",
      paramLabel = "DIR",
      description =
          "The folder of the policy: one of ours, or one that was trained elsewhere, with its"
              + " policy.yaml (default: the profile's).")
  private String policy;

  @Option(names = "--command", paramLabel = "TEXT", description = "What to do.")
  private String command;

  @Option(
      names = "--yes",
      description = {
        "Answer yes when several wishes (\"A, then B\", \"both cubes\") are said back in full and"
            + " asked about before the first motion.",
        "Where a part of them cannot be done nothing is answered, and nothing moves."
      })
  private boolean yes;

  @Option(
      names = "--ros",
      paramLabel = "embedded|URI",
      defaultValue = "embedded",
      description = "The ROS master (default: ${DEFAULT-VALUE}).")
  private String ros;

  @Option(
      names = "--rehearse",
      paramLabel = "N",
      description =
          "Play each command in N twins of what is believed before the arm moves (default: the"
              + " profile's, 0).")
  private Integer rehearse;

  @Option(
      names = "--rehearse-min",
      paramLabel = "RATE",
      description = "Refuse a command when fewer than this share of its twins succeed, [0, 1].")
  private Double rehearseMin;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where run.json goes (default: runs/TIME-run).")
  private String out;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Parameters(hidden = true, arity = "0..*")
  private List<String> remappings;

  @Override
  public Integer call() throws ConfigException, IOException, RosException, InterruptedException {
    common.applyLogging();
    List<String> rosArguments = Cobot.remappings(spec, remappings);
    URI master = null;
    if (!ros.equals("embedded")) {
      try {
        master = new MasterUri().convert(ros);
      } catch (CommandLine.TypeConversionException e) {
        throw new ParameterException(
            spec.commandLine(), "--ros: " + e.getMessage() + "; allowed: embedded or a URI", e);
      }
    }
    if (!drivers.equals("robot") && !drivers.equals("simulated")) {
      throw new ParameterException(
          spec.commandLine(), "--drivers: got '" + drivers + "', allowed: robot, simulated");
    }
    Command wanted = command == null ? null : command();
    Profile profile = common.profile(settings());
    Path worldFile = world == null ? ProjectHome.resolve(profile.world()) : worldFile();
    RuntimeConfig config =
        new RuntimeConfig(
            profile,
            worldFile,
            robot,
            master,
            command == null ? MASTER_PORT : 0,
            rosArguments,
            drivers.equals("simulated"),
            List.of());
    RunFolder folder = RunFolder.create(out, "run");
    progress("opening models and cell ...");
    try (RunListeners listeners = RunListeners.open(config, metrics);
        CobotRuntime runtime = start(listeners.config())) {
      listeners.serve(runtime);
      runtime.driverWords().forEach(this::progress);
      listeners.metricsAddress().ifPresent(at -> progress("metrics at http://" + at + "/metrics"));
      runtime.foxgloveAddress().ifPresent(at -> progress("for Foxglove and Lichtblick: " + at));
      // On standard error, so that it is told with --json, too: nothing else tells the token.
      runtime
          .dashboardLink()
          .ifPresent(l -> spec.commandLine().getErr().println("cobot: dashboard: " + l));
      if (!json) {
        IgnoredLines.print(runtime.world(), spec.commandLine().getErr());
      }
      if (wanted == null) {
        Path runFile = folder.write(document(config, runtime));
        awaitCell(runtime, profile);
        return serve(runtime, profile, runFile);
      }
      awaitCell(runtime, profile);
      return carryOut(runtime, wanted, config, folder);
    }
  }

  /** Returns what the options change in the profile. */
  private List<String> settings() {
    List<String> settings = new ArrayList<>(mqtt.settings());
    if (recordings != null) {
      String folder =
          recordings.equals("off") ? recordings : ProjectHome.typed(recordings).toString();
      settings.add("recordings.folder='" + folder.replace("'", "''") + "'");
    }
    if (policy != null) {
      String folder = ProjectHome.typed(policy).toString();
      settings.add("models.policy='" + folder.replace("'", "''") + "'");
    }
    settings.addAll(dashboard.settings());
    settings.addAll(foxglove.settings());
    if (rehearse != null) {
      settings.add("rehearsal.twins=" + rehearse);
    }
    if (rehearseMin != null) {
      settings.add("rehearsal.minRate=" + rehearseMin);
    }
    return settings;
  }

  private void progress(String what) {
    if (!json && Boolean.getBoolean(Cobot.TERMINAL)) {
      spec.commandLine().getErr().println("cobot: " + what);
    }
  }

  private Command command() {
    try {
      return Command.of(command.strip()).from("command line");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--command: " + e.getMessage(), e);
    }
  }

  private Path worldFile() {
    Path file = ProjectHome.typed(world);
    if (!Files.isRegularFile(file)) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          "there is no world file " + world + "; worlds are worlds/*.world");
    }
    return file;
  }

  private static CobotRuntime start(RuntimeConfig config)
      throws IOException, RosException, InterruptedException {
    try {
      return CobotRuntime.start(config);
    } catch (RosException e) {
      if (config.master() == null) {
        // Our own master could not start: a port in use is a matter of configuration.
        throw new CliException(
            ExitCode.CONFIGURATION,
            e.getMessage()
                + "; with a master at "
                + MasterUri.DEFAULT_MASTER
                + " already, use --ros "
                + MasterUri.DEFAULT_MASTER,
            e);
      }
      throw e;
    }
  }

  private static void awaitCell(CobotRuntime runtime, Profile profile) throws InterruptedException {
    Optional<String> missing = runtime.node().awaitCell(profile.ros().startTimeoutSeconds());
    if (missing.isPresent()) {
      throw new CliException(
          ExitCode.PEER_LOST,
          "the cell at "
              + runtime.masterUri()
              + " is not ready after "
              + profile.ros().startTimeoutSeconds()
              + " s: "
              + missing.get());
    }
  }

  private ObjectNode document(RuntimeConfig config, CobotRuntime runtime) throws IOException {
    ObjectNode document = JSON.createObjectNode();
    document.put("verb", "run");
    document.put("command", command);
    document.put("started", Instant.now().toString());
    document.put("seed", config.profile().sim().seed());
    document.put("world", config.world().toString());
    document.put("robot", config.robot());
    document.put("master", runtime.masterUri().toString());
    document.put("embedded", config.master() == null);
    document.set("profile", JSON.valueToTree(config.profile()));
    document.set("inputs", RunFolder.inputs(runtime.world(), null));
    document.set("versions", JSON.valueToTree(Versions.all()));
    return document;
  }

  private int serve(CobotRuntime runtime, Profile profile, Path runFile)
      throws InterruptedException {
    if (!json) {
      spec.commandLine()
          .getErr()
          .println(
              "cobot: ready at "
                  + runtime.masterUri()
                  + Launcher.inWords(
                      "; try: cobot say \"pick the red cube and place it in the bowl\" (")
                  + runFile
                  + ")");
      tellMqtt(runtime, profile);
    }
    Optional<String> lost = runtime.awaitEnd();
    if (lost.isPresent()) {
      throw new CliException(ExitCode.PEER_LOST, lost.get());
    }
    return ExitCode.DONE;
  }

  private void tellMqtt(CobotRuntime runtime, Profile profile) throws InterruptedException {
    if (!profile.mqtt().isOn()) {
      return;
    }
    Optional<String> problem = runtime.awaitMqtt(MQTT_SECONDS);
    spec.commandLine()
        .getErr()
        .println(
            "cobot: MQTT: cobot/v1/"
                + profile.mqtt().site()
                + "/"
                + profile.mqtt().cell()
                + "/... at "
                + runtime.localBroker().orElse(profile.mqtt().broker())
                + problem.map(p -> ", not yet (" + p + "); it is tried again").orElse(""));
  }

  private int carryOut(CobotRuntime runtime, Command wanted, RuntimeConfig config, RunFolder folder)
      throws IOException, InterruptedException {
    progress("carrying out \"" + wanted.text() + "\" ...");
    Future<CommandReport> carriedOut = runtime.node().submit(wanted);
    // The run is described while the camera looks at the table.
    ObjectNode document = document(config, runtime);
    folder.write(document);
    Profile profile = config.profile();
    CommandReport report = await(carriedOut, profile);
    if (yes && isAskedWhole(report)) {
      progress(report.outcome().detail() + " - yes ...");
      report = await(runtime.node().submit(Command.of("yes")), profile);
    }
    double startSeconds = secondsToFirstMotion(report);
    ObjectNode result =
        RunDocument.of(report, runtime.node().tickTimes(), startSeconds, profile.sim().seed());
    document.set("result", result);
    String written = folder.write(document).toString();
    if (report.picture() != null) {
      Path picture = folder.path().resolve("attention.png");
      AttentionPicture.write(report.picture(), report, picture);
      written += " " + picture;
      Optional<CameraFrame> twin =
          Optional.ofNullable(report.rehearsal()).flatMap(CommandReport.Rehearsed::picture);
      if (twin.isPresent()) {
        Path beside = folder.path().resolve("rehearsal.png");
        RehearsalPicture.write(report.picture(), twin.get(), report.rehearsal().report(), beside);
        written += " " + beside;
      }
    }
    if (json) {
      spec.commandLine().getOut().println(result);
    } else {
      RunAccount.print(
          spec.commandLine().getOut(), report, runtime.node().tickTimes(), startSeconds, written);
    }
    return exitCode(report);
  }

  /** Whether a plan that does all that was wished for waits for its answer. */
  private static boolean isAskedWhole(CommandReport report) {
    return Optional.ofNullable(report.outcome().refusal())
        .filter(why -> why.reason() == Refusal.Reason.AMBIGUOUS)
        .filter(why -> why.source().equals(Plan.ASKS))
        .isPresent();
  }

  private static CommandReport await(Future<CommandReport> carriedOut, Profile profile)
      throws InterruptedException {
    // The loop ends every command by itself; this bound is for a simulation that crawls.
    long limitSeconds = Math.round(profile.command().timeLimitSeconds() * 20 + 60);
    try {
      return carriedOut.get(limitSeconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CliException(
          ExitCode.PEER_LOST, "the command was not answered: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new CliException(
          ExitCode.PEER_LOST, "the command had no end within " + limitSeconds + " s", e);
    }
  }

  static int exitCode(CommandReport report) {
    if (report.peerLost()) {
      return ExitCode.PEER_LOST;
    }
    return switch (report.outcome().kind()) {
      case DONE -> ExitCode.DONE;
      case REFUSED -> ExitCode.REFUSED;
      case FAILED -> ExitCode.FAILED;
    };
  }

  private static double secondsToFirstMotion(CommandReport report) {
    Optional<Instant> started = ProcessHandle.current().info().startInstant();
    if (report.firstMotionNanos() == 0 || started.isEmpty()) {
      return Double.NaN;
    }
    Instant first = Instant.now().minusNanos(System.nanoTime() - report.firstMotionNanos());
    return Duration.between(started.get(), first).toMillis() / 1000.0;
  }
}

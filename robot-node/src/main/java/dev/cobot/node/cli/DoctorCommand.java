package dev.cobot.node.cli;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.cobot.action.foreign.ForeignPolicy;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NativeLibraries;
import dev.cobot.brain.network.OnnxNet;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.Launcher;
import dev.cobot.node.cli.console.MasterUri;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.RosException;
import dev.cobot.sim2real.world.World;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cobot doctor}: what works here and what to do about the rest. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks this machine; each line says ok, warn or fail, and what to do.",
      "",
      "NVIDIA GPU on x86: install torch 2.7.1+cu128 with pip, then set"
          + " PYTORCH_LIBRARY_PATH=.../torch/lib PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128.",
      "Jetson (JetPack 6): NVIDIA's torch 2.7 wheel, PYTORCH_LIBRARY_PATH, and"
          + " PYTORCH_FLAVOR=cpu.",
      "ONNX Runtime with CUDA: COBOT_JAVA_OPTS=-Donnxruntime.native.path=DIR with a local build."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:nothing failed", "3:something failed"})
final class DoctorCommand implements Callable<Integer> {
  private static final String GPU_HELP =
      "for an NVIDIA GPU see cobot doctor --help; the CPU is enough for the runtime";

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(
      names = "--ros",
      paramLabel = "URI",
      converter = MasterUri.class,
      defaultValue = MasterUri.DEFAULT_MASTER,
      description = "The ROS master to look for (default: ${DEFAULT-VALUE}).")
  private URI ros;

  private PrintWriter out;
  private boolean failed;

  @Override
  public Integer call() {
    common.applyLogging();
    out = spec.commandLine().getOut();
    java();
    memory();
    Profile profile = profile();
    if (profile != null) {
      world(profile);
      models(profile);
    }
    onnxRuntime();
    pyTorch();
    port();
    master();
    rosTools();
    return failed ? ExitCode.CONFIGURATION : ExitCode.DONE;
  }

  private void ok(String what, String found) {
    out.printf("ok    %-14s %s%n", what, found);
  }

  private void warn(String what, String found, String todo) {
    out.printf("warn  %-14s %s; %s%n", what, found, Launcher.inWords(todo));
  }

  private void fail(String what, String found, String todo) {
    failed = true;
    out.printf("fail  %-14s %s; %s%n", what, found, Launcher.inWords(todo));
  }

  private void java() {
    int version = Runtime.version().feature();
    String found = System.getProperty("java.vm.name") + " " + Runtime.version();
    if (version >= 17) {
      ok("java", found);
    } else {
      fail("java", found, "install JDK 17 (Debian: openjdk-17-jdk-headless)");
    }
  }

  private void memory() {
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    int cores = Runtime.getRuntime().availableProcessors();
    String found = cores + " cores, up to " + mebibytes + " MiB of Java heap";
    if (cores >= 2) {
      ok("machine", found);
    } else {
      warn("machine", found, "the simulated cell runs slower than real time on one core");
    }
  }

  private Profile profile() {
    try {
      Profile profile = common.profile();
      ok("profile", "read, device " + profile.device());
      return profile;
    } catch (ConfigException e) {
      fail("profile", e.getMessage(), "mend the profile");
      return null;
    }
  }

  private void world(Profile profile) {
    try {
      World world = World.load(ProjectHome.resolve(profile.world()));
      ok("world", world.name() + " with the robot " + world.robot().model().name());
    } catch (IOException e) {
      fail("world", e.getMessage(), "mend the world file");
    }
  }

  private void models(Profile profile) {
    try {
      for (Path folder : InfoCommand.modelFolders(profile.models())) {
        String name = "model " + folder.getFileName();
        try {
          if (ForeignPolicy.isIn(folder)) {
            ForeignPolicy.open(folder, InferenceDevice.CPU).close();
            ok(name, "trained elsewhere, opens with the sha256 that its policy.yaml names");
            continue;
          }
          ModelFolder model = ModelFolder.open(folder);
          ok(name, "sha256 of all files fits its card, made " + model.card().created());
        } catch (ModelException e) {
          fail(name, e.getMessage(), "git checkout " + folder);
        }
      }
    } catch (IOException e) {
      fail("models", e.getMessage(), "check the folders' permissions");
    }
  }

  private void onnxRuntime() {
    try {
      String version = OnnxNet.runtimeVersion();
      boolean cuda = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
      if (cuda) {
        ok("onnx runtime", version + " with CUDA");
      } else {
        ok("onnx runtime", version + " on the CPU (" + Launcher.inWords(GPU_HELP) + ")");
      }
    } catch (RuntimeException | LinkageError e) {
      fail("onnx runtime", "its native library does not load: " + e, nativeHelp());
    }
  }

  private void pyTorch() {
    try {
      NativeLibraries.pyTorch();
      Engine engine = Engine.getEngine("PyTorch");
      ok(
          "pytorch",
          engine.getVersion()
              + " with "
              + engine.getGpuCount()
              + " GPUs (needed for training only)");
    } catch (RuntimeException | LinkageError e) {
      warn("pytorch", "its native library does not load: " + e, nativeHelp());
    }
  }

  private static String nativeHelp() {
    return "use Linux x86_64 or aarch64 with glibc 2.32 or newer";
  }

  private void port() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), RunCommand.MASTER_PORT));
      ok("port 11311", "free");
    } catch (IOException e) {
      warn(
          "port 11311",
          "in use (" + e.getMessage() + ")",
          "give --ros URI to use the master that holds it");
    }
  }

  private void master() {
    try (ConnectedNode node =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate()
                .setNodeName("cobot_doctor")
                .setAnonymous()
                .setMasterUri(ros)
                .setCallTimeout(Duration.ofSeconds(2)))) {
      ok("ros master", "answers at " + node.getMasterUri());
    } catch (RosException e) {
      warn(
          "ros master",
          "none at " + ros,
          "not needed for cobot run; for a graph of your own start roscore or cobot ros master");
    }
  }

  private void rosTools() {
    Map<String, String> environment = System.getenv();
    List<Path> path =
        Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .filter(p -> !p.isEmpty())
            .map(Path::of)
            .toList();
    List<String> missing =
        Stream.of("rostopic", "rosnode", "rosbag", "roslaunch")
            .filter(tool -> path.stream().noneMatch(p -> Files.isExecutable(p.resolve(tool))))
            .toList();
    if (missing.isEmpty()) {
      ok("ros tools", "rostopic, rosnode, rosbag, roslaunch");
    } else {
      warn(
          "ros tools",
          String.join(", ", missing) + " not on the PATH",
          "not needed to run; Debian: apt install python3-rostopic python3-rosnode python3-rosbag"
              + " python3-roslaunch");
    }
  }
}

package dev.cobot.node.cli.ros;

import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.HostPort;
import dev.cobot.node.config.FoxgloveProfile;
import dev.cobot.node.foxglove.FoxgloveBridge;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.RosGraph;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot ros foxglove}: the topics of any graph for Foxglove and Lichtblick. */
@Command(
    name = "foxglove",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the topics, parameters and nodes of a ROS 1 graph to Foxglove and Lichtblick until it"
          + " is ended.",
      "Clients only look; they cannot publish, set parameters or call services."
    })
final class RosFoxgloveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Option(
      names = "--port",
      paramLabel = "[HOST:]PORT",
      converter = HostPort.Converter.class,
      defaultValue = "" + FoxgloveBridge.USUAL_PORT,
      description =
          "Where clients connect, on this machine alone unless a host is said (default:"
              + " ${DEFAULT-VALUE}).")
  private HostPort at;

  @Option(
      names = "--topics",
      paramLabel = "REGEX",
      description = "Show the topics alone in whose name this is found (default: all).")
  private String topics;

  @Option(
      names = "--foxglove-origin",
      paramLabel = "URL",
      description =
          "A page of another host that may connect, such as https://app.foxglove.dev; repeat it for"
              + " more.")
  private List<String> origins = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    FoxgloveProfile profile = profile();
    Predicate<String> shown = shown();
    RosGraph graph = master.graph();
    Completion ended = new Completion();
    try (ConnectedNode node = master.connect("cobot_foxglove", ended);
        FoxgloveBridge bridge = open(profile, node, graph, shown)) {
      CobotRuntime.closeAtExit(bridge);
      spec.commandLine()
          .getErr()
          .println("cobot: open " + bridge.address() + " in Foxglove or Lichtblick");
      ended.await();
    }
    return ExitCode.DONE;
  }

  private static FoxgloveBridge open(
      FoxgloveProfile profile, ConnectedNode node, RosGraph graph, Predicate<String> shown) {
    try {
      return FoxgloveBridge.open(profile, "--port", node, graph, shown);
    } catch (IOException e) {
      throw new CliException(ExitCode.CONFIGURATION, e.getMessage(), e);
    }
  }

  private FoxgloveProfile profile() {
    if (at.port() == 0) {
      throw new ParameterException(spec.commandLine(), "--port: got off, must be [HOST:]PORT");
    }
    try {
      return new FoxgloveProfile(at.port(), at.host(), List.of(), origins);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Predicate<String> shown() {
    if (topics == null) {
      return topic -> true;
    }
    try {
      return Pattern.compile(topics).asPredicate();
    } catch (PatternSyntaxException e) {
      throw new ParameterException(spec.commandLine(), "--topics: " + e.getMessage(), e);
    }
  }
}

package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.graph.YamlValues;
import dev.cobot.ros.RawService;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.message.DefinitionException;
import dev.cobot.ros.message.DefinitionSource;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.DynamicServiceType;
import dev.cobot.ros.message.MessageText;
import dev.cobot.ros.message.RosTime;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros service call}. */
@Command(
    name = "call",
    mixinStandardHelpOptions = true,
    description = "Calls a service and prints its answer.")
final class ServiceCallCommand implements Callable<Integer> {
  private static final double MAX_TIMEOUT_SECONDS = 86_400;

  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
  private String service;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "VALUE",
      description = "One YAML map of fields, or a value for each field; zeros without any.")
  private List<String> values = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Longest wait for the answer (default: ${DEFAULT-VALUE}).")
  private double timeoutSeconds;

  @Option(names = "--json", description = "Print the answer as a line of JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_TIMEOUT_SECONDS)) {
      throw new ParameterException(
          spec.commandLine(),
          "--timeout: got " + timeoutSeconds + ", must be in (0, " + MAX_TIMEOUT_SECONDS + "]");
    }
    RosGraph graph = master.graph();
    String name = MasterOption.global(service);
    URI uri =
        graph
            .serviceUri(name)
            .orElseThrow(
                () -> MasterOption.unknown("service", name, graph.state().services().keySet()));
    RawService found = RawService.probe(graph, name, uri);
    DynamicServiceType type = load(found);
    DynamicMessage request;
    try {
      Instant now = Instant.now();
      request =
          YamlValues.message(
              type.request(), values, new RosTime((int) now.getEpochSecond(), now.getNano()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "VALUE: " + e.getMessage(), e);
    }
    byte[] answer =
        found.call(
            type.request().encode(request), Duration.ofMillis((long) (1000 * timeoutSeconds)));
    MessageText text = json ? MessageText.JSON : MessageText.YAML;
    spec.commandLine()
        .getOut()
        .println(text.print(type.response().decode(ByteBuffer.wrap(answer))));
    return ExitCode.DONE;
  }

  private static DynamicServiceType load(RawService found) throws IOException {
    DynamicServiceType type;
    try {
      type = DynamicServiceType.load(found.type(), DefinitionSource.environment(System.getenv()));
    } catch (DefinitionException e) {
      throw new CliException(ExitCode.CONFIGURATION, e.getMessage(), e);
    }
    if (!type.md5().equals(found.md5())) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          "the service's "
              + found.type()
              + " has the md5 "
              + found.md5()
              + ", the definition found here has "
              + type.md5()
              + "; point ROS_MSG_PATH to the service's own");
    }
    return type;
  }
}

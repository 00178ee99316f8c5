package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cobot ros service list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "The services of a graph.")
final class ServiceListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Option(
      names = {"-n", "--nodes"},
      description = "With the nodes that offer them.")
  private boolean nodes;

  @Override
  public Integer call() {
    Map<String, List<String>> services = master.graph().state().services();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonDocument.of(services));
    } else {
      services.forEach(
          (name, who) -> out.println(nodes ? name + " " + String.join(",", who) : name));
    }
    return ExitCode.DONE;
  }
}

package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.graph.YamlValues;
import dev.cobot.ros.RosGraph;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros param get}. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "Prints a parameter, or all below a name, as YAML.")
final class ParamGetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "NAME", description = "The parameter; / for all.")
  private String name;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    RosGraph graph = master.graph();
    String full = MasterOption.global(name);
    Object value =
        graph
            .parameter(full)
            .orElseThrow(() -> MasterOption.unknown("parameter", full, graph.parameterNames()));
    spec.commandLine().getOut().println(json ? JsonDocument.of(value) : YamlValues.print(value));
    return ExitCode.DONE;
  }
}

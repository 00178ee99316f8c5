package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.RosGraph;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cobot ros param delete}. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Deletes a parameter, or all below a name.")
final class ParamDeleteCommand implements Callable<Integer> {
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "NAME", description = "The parameter.")
  private String name;

  @Override
  public Integer call() {
    RosGraph graph = master.graph();
    String full = MasterOption.global(name);
    if (!graph.deleteParameter(full)) {
      throw MasterOption.unknown("parameter", full, graph.parameterNames());
    }
    return ExitCode.DONE;
  }
}

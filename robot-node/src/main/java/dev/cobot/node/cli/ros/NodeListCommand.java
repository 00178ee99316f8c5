package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cobot ros node list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "The nodes of a graph.")
final class NodeListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    List<String> nodes = master.graph().state().nodes();
    if (json) {
      spec.commandLine().getOut().println(JsonDocument.of(nodes));
    } else {
      nodes.forEach(spec.commandLine().getOut()::println);
    }
    return ExitCode.DONE;
  }
}

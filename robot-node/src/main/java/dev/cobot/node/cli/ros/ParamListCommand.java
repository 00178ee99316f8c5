package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros param list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "The names of all parameters.")
final class ParamListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(paramLabel = "NAMESPACE", arity = "0..1", description = "Those below it alone.")
  private String below = "/";

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    String root = MasterOption.global(below);
    String start = root.endsWith("/") ? root : root + "/";
    List<String> names =
        master.graph().parameterNames().stream()
            .filter(name -> name.startsWith(start) || name.equals(root))
            .toList();
    if (json) {
      spec.commandLine().getOut().println(JsonDocument.of(names));
    } else {
      names.forEach(spec.commandLine().getOut()::println);
    }
    return ExitCode.DONE;
  }
}

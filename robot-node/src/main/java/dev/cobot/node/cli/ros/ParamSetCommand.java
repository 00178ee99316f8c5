package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.graph.YamlValues;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros param set}. */
@Command(name = "set", mixinStandardHelpOptions = true, description = "Sets a parameter.")
final class ParamSetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private MasterOption master;

  @Parameters(index = "0", paramLabel = "NAME", description = "The parameter.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "VALUE",
      description = "YAML: 5, 0.5, true, text, [1, 2], {a: 1}; a map replaces all below the name.")
  private String value;

  @Override
  public Integer call() {
    Object parsed;
    try {
      parsed = YamlValues.parse(value);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "VALUE: " + e.getMessage(), e);
    }
    master.graph().setParameter(MasterOption.global(name), parsed == null ? "" : parsed);
    return ExitCode.DONE;
  }
}

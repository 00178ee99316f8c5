package dev.cobot.node.cli.ros;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot ros param}. */
@Command(
    name = "param",
    mixinStandardHelpOptions = true,
    description = "The parameters of a graph.",
    subcommands = {
      ParamListCommand.class,
      ParamGetCommand.class,
      ParamSetCommand.class,
      ParamDeleteCommand.class
    })
final class ParamCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a verb is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}

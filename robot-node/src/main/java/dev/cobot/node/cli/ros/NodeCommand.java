package dev.cobot.node.cli.ros;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot ros node}. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "Nodes: which there are, what they do; ends them.",
    subcommands = {
      NodeListCommand.class,
      NodeInfoCommand.class,
      NodePingCommand.class,
      NodeKillCommand.class
    })
final class NodeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a verb is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}

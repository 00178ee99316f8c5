package dev.cobot.node.cli.ros;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot ros}: the tools of a ROS install, for machines without one. */
@Command(
    name = "ros",
    mixinStandardHelpOptions = true,
    description = "A ROS 1 master, and tools for graphs, bags and messages.",
    subcommands = {
      RosMasterCommand.class,
      TopicCommand.class,
      NodeCommand.class,
      ServiceCommand.class,
      ParamCommand.class,
      BagCommand.class,
      RosFoxgloveCommand.class,
      RosGenerateCommand.class
    })
public final class RosCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a verb is missing; allowed: "
            + String.join(", ", spec.subcommands().keySet())
            + " (the master is: cobot ros master)");
  }
}

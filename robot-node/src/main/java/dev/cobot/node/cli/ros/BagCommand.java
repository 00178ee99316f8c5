package dev.cobot.node.cli.ros;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot ros bag}: looks into bags and copies them. */
@Command(
    name = "bag",
    mixinStandardHelpOptions = true,
    description = "Looks into rosbag 2.0 and MCAP files and copies them.",
    subcommands = {BagInfoCommand.class, BagConvertCommand.class, BagRecoverCommand.class})
final class BagCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a verb is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}

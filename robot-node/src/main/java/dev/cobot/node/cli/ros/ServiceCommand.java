package dev.cobot.node.cli.ros;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot ros service}. */
@Command(
    name = "service",
    mixinStandardHelpOptions = true,
    description = "Services: which there are; calls them.",
    subcommands = {ServiceListCommand.class, ServiceInfoCommand.class, ServiceCallCommand.class})
final class ServiceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a verb is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}

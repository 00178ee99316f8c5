package dev.cobot.node.cli.calibrate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate}: finds what a camera is and where it stands. */
@Command(
    name = "calibrate",
    description = "Finds what a camera is and where it stands, from pictures of a printed board.",
    synopsisSubcommandLabel = "WHAT",
    mixinStandardHelpOptions = true,
    subcommands = {
      CalibrateIntrinsicsCommand.class,
      CalibrateTableCommand.class,
      CalibrateHandEyeCommand.class
    })
public final class CalibrateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "what to calibrate is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}

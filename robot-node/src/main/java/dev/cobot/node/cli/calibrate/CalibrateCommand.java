package dev.cobot.node.cli.calibrate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate}: calibrates cameras, and looks at what was calibrated. */
@Command(
    name = "calibrate",
    description =
        "Finds what a camera is and where it stands, from pictures of a printed board, and what"
            + " must be corrected in what is seen, from labelled pictures; lists, shows, compares"
            + " and rolls back the sessions of that.",
    synopsisSubcommandLabel = "VERB",
    mixinStandardHelpOptions = true,
    subcommands = {
      CalibrateCollectCommand.class,
      CalibrateIntrinsicsCommand.class,
      CalibrateTableCommand.class,
      CalibrateHandEyeCommand.class,
      CalibrateReaderCommand.class,
      CalibrateAttributesCommand.class,
      SessionsCommand.class,
      ShowCommand.class,
      CompareCommand.class,
      RollbackCommand.class
    })
public final class CalibrateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a verb is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}

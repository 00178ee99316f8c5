package dev.cobot.node.cli.calibrate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate}: calibrates, and looks at what was calibrated. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = "Calibration sessions: listed, shown, compared and rolled back.",
    subcommands = {
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

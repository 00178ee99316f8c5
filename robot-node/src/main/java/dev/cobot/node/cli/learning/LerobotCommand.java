package dev.cobot.node.cli.learning;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot lerobot}. */
@Command(
    name = "lerobot",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "LeRobotDataset v3.0: demonstrations for training elsewhere, and data sets of others"
          + " checked.",
      "Recorded commands are exported by: cobot episodes export --format lerobot."
    },
    subcommands = {
      LerobotExportCommand.class,
      LerobotInfoCommand.class,
      LerobotImportCommand.class
    })
public final class LerobotCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}

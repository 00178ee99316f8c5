package dev.cobot.node.cli.episodes;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot episodes}. */
@Command(
    name = "episodes",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "The decision records: what was heard, seen, attended, predicted, released and done for each"
          + " command, with pictures.",
      "cobot run keeps them; they can be read while it runs."
    },
    subcommands = {
      EpisodesListCommand.class,
      EpisodesShowCommand.class,
      EpisodesExportCommand.class
    })
public final class EpisodesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing; allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}

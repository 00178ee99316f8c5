package dev.cobot.node.cli.learning;

import dev.cobot.action.safety.GateLimits;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.lerobot.DatasetWriter;
import dev.cobot.node.lerobot.DemonstrationExport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot lerobot export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes demonstrations of cobot data demos as a LeRobotDataset v3.0, 25 frames a second.",
      "A stopped export leaves OUT.part, which the next one begins anew; what is at OUT is never"
          + " touched."
    })
final class LerobotExportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DEMOS",
      description = "A folder of cobot data demos, or one of such folders.")
  private Path set;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the data set goes; must not exist.")
  private Path out;

  @Option(
      names = "--action",
      paramLabel = "sent|expert",
      defaultValue = "sent",
      description =
          "sent: where the hand was sent, disturbed on purpose; expert: where the expert would have"
              + " gone from there, undisturbed, which is what Cobot's own policy learns (default:"
              + " ${DEFAULT-VALUE}).")
  private DemonstrationExport.Action action;

  @Option(
      names = "--pictures",
      description =
          "The camera's picture of every frame too: each episode is played again, which takes as"
              + " long as to record it, and must come out as it is kept. Not for sets that were"
              + " made with --policy.")
  private boolean pictures;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    Optional<GateLimits> gate =
        pictures ? Optional.of(ProfileReader.shipped().gate()) : Optional.empty();
    DatasetWriter.Written written = new DemonstrationExport(set, action, gate).write(out);
    spec.commandLine()
        .getOut()
        .println(
            "%s: %d episodes, %d frames, %d tasks%s"
                .formatted(
                    out,
                    written.episodes(),
                    written.frames(),
                    written.tasks(),
                    pictures ? "" : ", without pictures (--pictures makes them)"));
    return 0;
  }
}

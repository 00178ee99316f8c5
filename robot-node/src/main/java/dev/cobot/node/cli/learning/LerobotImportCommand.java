package dev.cobot.node.cli.learning;

import dev.cobot.node.cli.console.Launcher;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.lerobot.DemonstrationImport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot lerobot import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Makes demonstrations of a data set that cobot lerobot export wrote, byte for byte those that"
          + " it was made of.",
      "A data set of another program does not tell what was believed and intended, and is refused"
          + " with what it lacks."
    })
final class LerobotImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The data set.")
  private Path set;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DEMOS",
      description = "Where the demonstrations go; must not exist.")
  private Path out;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    DemonstrationImport.Read read = DemonstrationImport.read(set, out);
    spec.commandLine()
        .getOut()
        .println(
            Launcher.inWords(
                "%s: %d episodes in %d shards; cobot train policy --data reads them"
                    .formatted(out, read.episodes(), read.shards())));
    return 0;
  }
}

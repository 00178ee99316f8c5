package dev.cobot.node.cli.calibrate;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.TextTable;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.sim2real.calibration.session.RegressionCheck;
import dev.cobot.sim2real.calibration.session.RunSummary;
import dev.cobot.sim2real.calibration.session.SessionStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate sessions}: one line a run. */
@Command(
    name = "sessions",
    mixinStandardHelpOptions = true,
    description = "Lists all runs, oldest first; '*' marks those that are accepted.")
final class SessionsCommand implements Callable<Integer> {
  @Mixin private StoreOption store;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    List<RunSummary> runs;
    try (SessionStore open = store.openExisting()) {
      runs = open.runs();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonDocument.of(Map.of("runs", runs.stream().map(SessionDocuments::summary).toList())));
      return ExitCode.DONE;
    }
    TextTable table =
        new TextTable("", "run", "session", "when", "kind", "camera", "images", "verdict");
    for (RunSummary run : runs) {
      boolean worse = run.regression() == RegressionCheck.Outcome.WORSE;
      table.row(
          run.accepted() ? "*" : "",
          Long.toString(run.number()),
          run.sessionId(),
          SessionDocuments.when(run.createdAtMillis()),
          run.kind().id(),
          run.cameraId(),
          Integer.toString(run.images()),
          run.verdict().id() + (worse ? ", held-out images worse" : ""));
    }
    table.print(out);
    return ExitCode.DONE;
  }
}

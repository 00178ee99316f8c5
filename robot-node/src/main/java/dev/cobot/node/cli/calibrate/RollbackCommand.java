package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.sim2real.calibration.session.JournalEntry;
import dev.cobot.sim2real.calibration.session.SessionStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate rollback}: makes an earlier run the accepted one again. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the run accepted again that was accepted before a session, or a run by its number.",
      "Nothing is deleted, and the journal keeps when and why."
    })
final class RollbackCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private Target target;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "By hand.",
      description = "What the journal says of it.")
  private String why;

  @Mixin private StoreOption store;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  /** One of the two. */
  private static final class Target {
    @Parameters(
        index = "0",
        paramLabel = "ID",
        description = "The session whose accepted runs are taken back.")
    private String session;

    @Option(
        names = "--to",
        paramLabel = "RUN",
        description = "The number of the run to accept, as the list of sessions has it.")
    private Long run;
  }

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    List<JournalEntry> changes;
    try (SessionStore open = store.openExisting()) {
      changes =
          target.run == null
              ? open.rollBack(target.session, why)
              : open.rollBackTo(target.run, why).stream().toList();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ArrayNode all = document.putArray("changes");
      changes.forEach(change -> all.add(SessionDocuments.entry(change)));
      out.println(JsonDocument.of(document));
    } else if (changes.isEmpty()) {
      out.println("run " + target.run + " is accepted already; nothing was changed");
    } else {
      changes.forEach(change -> out.println(SessionDocuments.sentence(change)));
    }
    return ExitCode.DONE;
  }
}

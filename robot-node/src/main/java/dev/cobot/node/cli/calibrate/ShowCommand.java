package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.sim2real.calibration.session.CalibrationRun;
import dev.cobot.sim2real.calibration.session.ErrorSummary;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.JournalEntry;
import dev.cobot.sim2real.calibration.session.RunImage;
import dev.cobot.sim2real.calibration.session.SessionStore;
import dev.cobot.sim2real.calibration.session.StoredRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate show}: all that is kept of a session. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows all runs of a session and when they were accepted.")
final class ShowCommand implements Callable<Integer> {
  private static final int WORST_IMAGES = 5;

  @Parameters(index = "0", paramLabel = "ID", description = "The session.")
  private String id;

  @Mixin private StoreOption store;

  @Option(names = "--json", description = "Print one JSON document, with every image.")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    List<StoredRun> runs;
    List<JournalEntry> journal;
    try (SessionStore open = store.openExisting()) {
      runs = open.session(id);
      Set<Long> numbers = runs.stream().map(StoredRun::number).collect(Collectors.toSet());
      journal =
          open.journal().stream()
              .filter(e -> numbers.contains(e.fromRun()) || numbers.contains(e.toRun()))
              .toList();
    }
    if (runs.isEmpty()) {
      throw new CliException(
          ExitCode.CONFIGURATION, "there is no session '" + id + "'; see cobot calibrate sessions");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonDocument.of(document(runs, journal)));
    } else {
      for (StoredRun run : runs) {
        print(out, run);
      }
      for (JournalEntry entry : journal) {
        out.println(SessionDocuments.sentence(entry));
      }
    }
    return ExitCode.DONE;
  }

  private ObjectNode document(List<StoredRun> runs, List<JournalEntry> journal) {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("session", id);
    ArrayNode all = document.putArray("runs");
    runs.forEach(run -> all.add(SessionDocuments.run(run)));
    ArrayNode entries = document.putArray("journal");
    journal.forEach(entry -> entries.add(SessionDocuments.entry(entry)));
    return document;
  }

  private void print(PrintWriter out, StoredRun stored) throws IOException {
    CalibrationRun run = stored.run();
    out.printf(
        "run %d%s: %s of camera %s, %s%n",
        stored.number(),
        stored.accepted() ? " (accepted)" : "",
        run.kind().id(),
        run.cameraId(),
        SessionDocuments.when(run.provenance().createdAtMillis()));
    out.println("  verdict     " + run.finding().verdict().id() + ": " + run.finding().detail());
    out.println("  held out    " + stored.regression().detail());
    out.println("  versions    " + run.provenance().softwareVersions());
    run.provenance()
        .modelHashes()
        .forEach((model, hash) -> out.println("  model       " + model + " " + hash));
    line(out, "before", run.finding().cameraBefore());
    line(out, "after", run.finding().cameraAfter());
    line(out, "parameters", run.finding().result().get("parameters"));
    line(out, "sigma", run.finding().result().get("sigma"));
    for (ImageRole role : ImageRole.values()) {
      print(out, run, role);
    }
    out.println();
  }

  private static void line(PrintWriter out, String name, Object document) {
    if (document != null) {
      out.printf("  %-11s %s%n", name, document);
    }
  }

  private void print(PrintWriter out, CalibrationRun run, ImageRole role) throws IOException {
    List<RunImage> images = run.images(role);
    if (images.isEmpty()) {
      return;
    }
    int kept = 0;
    for (RunImage image : images) {
      kept += store.images().find(image.sha256()).isPresent() ? 1 : 0;
    }
    out.printf(
        "  %-11s %d images, %d of them kept; error before %s, after %s%n",
        role.id(),
        images.size(),
        kept,
        text(ErrorSummary.of(run, role, false), run),
        text(ErrorSummary.of(run, role, true), run));
    images.stream()
        .filter(i -> i.errorAfter() != null)
        .sorted(Comparator.comparing(RunImage::errorAfter).reversed())
        .limit(WORST_IMAGES)
        .forEach(
            i ->
                out.printf(
                    Locale.ROOT,
                    "              %.4g %s  %s  %s%n",
                    i.errorAfter(),
                    run.errorUnit().id(),
                    i.sha256().substring(0, 12),
                    i.path()));
  }

  private static String text(ErrorSummary errors, CalibrationRun run) {
    return errors.withError() == 0
        ? "unknown"
        : String.format(
            Locale.ROOT,
            "%.4g (median), %.4g (90th percentile) %s",
            errors.median(),
            errors.percentile90(),
            run.errorUnit().id());
  }
}

package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.TextTable;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.sim2real.calibration.session.ErrorSummary;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.RunComparison;
import dev.cobot.sim2real.calibration.session.SessionStore;
import dev.cobot.sim2real.calibration.session.StoredRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate compare}: two runs, or two sessions, side by side. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two sessions or two runs: parameters, errors, and which images they share.",
      "Of a session, the newest run of each kind that both have is compared."
    })
final class CompareCommand implements Callable<Integer> {
  /** A colon, which no session's id has. */
  private static final Pattern RUN = Pattern.compile("run:([1-9][0-9]{0,17})");

  @Parameters(index = "0", paramLabel = "A", description = "A session's id, or run:N.")
  private String first;

  @Parameters(index = "1", paramLabel = "B", description = "As A.")
  private String second;

  @Mixin private StoreOption store;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    List<RunComparison> comparisons;
    try (SessionStore open = store.openExisting()) {
      comparisons = comparisons(runs(open, first), runs(open, second));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ArrayNode all = document.putArray("comparisons");
      comparisons.forEach(comparison -> all.add(SessionDocuments.comparison(comparison)));
      out.println(JsonDocument.of(document));
    } else {
      comparisons.forEach(comparison -> print(out, comparison));
    }
    return ExitCode.DONE;
  }

  private static List<StoredRun> runs(SessionStore open, String name) throws IOException {
    Matcher number = RUN.matcher(name);
    List<StoredRun> runs =
        number.matches()
            ? open.run(Long.parseLong(number.group(1))).map(List::of).orElse(List.of())
            : open.session(name);
    if (runs.isEmpty()) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          "there is no session and no run '" + name + "'; see cobot calibrate sessions");
    }
    return runs;
  }

  /** Pairs the newest runs of each kind and camera; two single runs need not be of one camera. */
  private List<RunComparison> comparisons(List<StoredRun> a, List<StoredRun> b) {
    if (a.size() == 1 && b.size() == 1) {
      return List.of(RunComparison.of(a.get(0), b.get(0)));
    }
    Map<String, StoredRun> newestOfA = newest(a);
    Map<String, StoredRun> newestOfB = newest(b);
    List<RunComparison> comparisons = new ArrayList<>();
    newestOfA.forEach(
        (what, run) -> {
          if (newestOfB.containsKey(what)) {
            comparisons.add(RunComparison.of(run, newestOfB.get(what)));
          }
        });
    if (comparisons.isEmpty()) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          "'"
              + first
              + "' has "
              + String.join(", ", newestOfA.keySet())
              + " and '"
              + second
              + "' has "
              + String.join(", ", newestOfB.keySet())
              + ": nothing of one kind and camera to compare; name runs as run:N");
    }
    return comparisons;
  }

  private static Map<String, StoredRun> newest(List<StoredRun> runs) {
    Map<String, StoredRun> newest = new LinkedHashMap<>();
    runs.forEach(run -> newest.put(run.run().kind().id() + " of " + run.run().cameraId(), run));
    return newest;
  }

  private static void print(PrintWriter out, RunComparison comparison) {
    StoredRun a = comparison.a();
    StoredRun b = comparison.b();
    out.printf(
        "%s: run %d of %s and run %d of %s%n",
        a.run().kind().id(), a.number(), a.run().sessionId(), b.number(), b.run().sessionId());
    TextTable table = new TextTable("", "A", "B", "B - A", "sigmas");
    for (RunComparison.Parameter parameter : comparison.parameters()) {
      table.row(
          parameter.name(),
          number(parameter.a(), 6),
          number(parameter.b(), 6),
          number(parameter.difference(), 3),
          parameter.sigmas() == null ? "" : String.format(Locale.ROOT, "%.1f", parameter.sigmas()));
    }
    table.row("verdict", verdict(a), verdict(b), "", "");
    for (ImageRole role : ImageRole.values()) {
      ErrorSummary ofA = ErrorSummary.of(a.run(), role, true);
      ErrorSummary ofB = ErrorSummary.of(b.run(), role, true);
      String name = role.id() + " error, ";
      table.row(name + "median", text(ofA.median(), a), text(ofB.median(), b), "", "");
      table.row(
          name + "90th percentile",
          text(ofA.percentile90(), a),
          text(ofB.percentile90(), b),
          "",
          "");
    }
    table.print(out);
    out.printf(
        "images: %d shared, %d only in A, %d only in B%n",
        comparison.sharedImages(), comparison.imagesOfAAlone(), comparison.imagesOfBAlone());
    if (comparison.onSharedImages() != null) {
      out.println("A before, B after: " + comparison.onSharedImages().detail());
    }
    comparison.warnings().forEach(warning -> out.println("warning: " + warning));
    out.println();
  }

  private static String verdict(StoredRun run) {
    return run.run().finding().verdict().id() + (run.accepted() ? ", accepted" : "");
  }

  private static String text(Double value, StoredRun run) {
    return value == null ? "" : number(value, 4) + " " + run.run().errorUnit().id();
  }

  /** Returns a number with so many digits, without zeros at the end. */
  private static String number(Double value, int digits) {
    if (value == null) {
      return "";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    return rounded.scale() > 0 ? rounded.toString() : rounded.toPlainString();
  }
}

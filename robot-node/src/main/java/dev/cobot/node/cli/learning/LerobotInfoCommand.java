package dev.cobot.node.cli.learning;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.Launcher;
import dev.cobot.node.cli.console.TextTable;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.lerobot.DatasetCheck;
import dev.cobot.node.lerobot.DatasetInfo;
import dev.cobot.node.lerobot.Feature;
import dev.cobot.node.lerobot.FeatureUse;
import dev.cobot.node.lerobot.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot lerobot info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a LeRobotDataset v3.0, whoever wrote it, and tells what is in it and what Cobot can"
          + " do with it.",
      "Every frame's indices, time, numbers and picture's header are read; pictures and videos are"
          + " not decoded. Exit code 1 when something is wrong, with file and row."
    })
final class LerobotInfoCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The data set: the folder that holds meta.")
  private Path set;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    DatasetCheck.Report report = DatasetCheck.check(set);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonDocument.of(document(report)));
    } else {
      print(report, out);
    }
    return report.isWhole() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private Map<String, Object> document(DatasetCheck.Report report) {
    Map<String, Object> document = new LinkedHashMap<>();
    DatasetInfo info = report.info();
    document.put("episodes", info.episodes());
    document.put("frames", info.frames());
    document.put("fps", info.fps());
    document.put("robot", info.robotType());
    document.put("tasks", report.tasks());
    document.put("features", info.features().values().stream().map(this::entry).toList());
    document.put("findings", report.findings());
    document.put("findingsLikeThem", report.left());
    document.put("missingForTraining", FeatureUse.missing(set, info));
    return document;
  }

  private Map<String, Object> entry(Feature feature) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", feature.name());
    entry.put("dtype", feature.dtype());
    entry.put("shape", feature.shape());
    entry.put("use", FeatureUse.of(feature));
    return entry;
  }

  private void print(DatasetCheck.Report report, PrintWriter out) {
    DatasetInfo info = report.info();
    out.println(
        String.format(
            Locale.ROOT,
            "%d episodes, %d frames at %s a second (%.1f s), %d tasks, robot %s, %.1f MiB of data",
            info.episodes(),
            info.frames(),
            info.fps() == Math.rint(info.fps()) ? Long.toString((long) info.fps()) : info.fps(),
            info.frames() / info.fps(),
            info.tasks(),
            info.robotType(),
            report.bytes() / (double) (1 << 20)));
    List<String> tasks = report.tasks();
    tasks.stream().limit(5).forEach(task -> out.println("  task: " + printable(task)));
    if (tasks.size() > 5) {
      out.println("  and " + (tasks.size() - 5) + " more");
    }
    TextTable table = new TextTable("feature", "dtype", "shape", "for Cobot");
    for (Feature feature : info.features().values()) {
      table.row(
          printable(feature.name()),
          printable(feature.dtype()),
          feature.shape().toString(),
          FeatureUse.of(feature));
    }
    table.print(out);
    List<String> missing = FeatureUse.missing(set, info);
    out.println(
        missing.isEmpty()
            ? Launcher.inWords(
                "Cobot's policy can be trained with it: cobot lerobot import makes demonstrations"
                    + " of it.")
            : "Cobot's policy cannot be trained with it: " + String.join("; ", missing) + ".");
    for (Finding finding : report.findings()) {
      out.println("wrong: " + printable(finding.toString()));
    }
    if (report.left() > 0) {
      out.println("and " + report.left() + " more like these");
    }
    if (report.isWhole()) {
      out.println("Nothing is wrong with it.");
    }
  }

  /** Returns foreign text without what moves a terminal's cursor. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}

package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.study.objectfile.ObjectFileStudy;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.RunFolder;
import dev.cobot.node.cli.console.VerboseOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot eval study}: studies of mechanisms that the runtime may have one day. */
@Command(
    name = "study",
    description = {
      "Trains and measures a mechanism beside what the runtime has, and writes a report with"
          + " tables, CSV and plots.",
      "object-files: an object as a workspace state with memory, beside the belief rules, on"
          + " simulated tracks.",
      "A stopped run goes on where it was when the same command is given again."
    },
    mixinStandardHelpOptions = true)
final class EvalStudyCommand implements Callable<Integer> {
  /** What there is. */
  enum Name {
    OBJECT_FILES;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Parameters(paramLabel = "STUDY", description = "${COMPLETION-CANDIDATES}")
  private Name name;

  @Option(names = "--out", required = true, description = "folder to write")
  private Path out;

  @Option(names = "--quick", description = "about a minute, with numbers that are worth nothing")
  private boolean quick;

  @Option(names = "--config", description = "YAML file with other numbers than the default's")
  private Path config;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "root seed (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    verbose.apply();
    ObjectFileStudy.Config settings =
        YamlConfig.over(
            ObjectFileStudy.Config.class,
            quick ? ObjectFileStudy.Config.quick() : ObjectFileStudy.Config.full(),
            config);
    RunFolder.create(out.toString(), "eval")
        .claim(
            RunFolder.document(
                "eval study " + name,
                seed,
                Map.of("study", settings),
                new ObjectMapper().createObjectNode()));
    ObjectFileStudy.Outcome outcome;
    try (StageProgress progress = new StageProgress()) {
      outcome = new ObjectFileStudy(settings, out, seed, InferenceDevice.CPU, progress).run();
    }
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("study", name.toString());
      document.put("seed", seed);
      document.put("config", settings);
      document.put("report", outcome.report().toString());
      document.put("numbers", outcome.numbers());
      writer.println(JsonDocument.of(document));
    } else {
      writer.println("wrote " + outcome.report());
    }
    writer.flush();
    return 0;
  }
}

package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.study.experiment.ExperimentConfig;
import dev.cobot.brain.study.experiment.WorkspaceExperiments;
import dev.cobot.brain.study.shapes.ShapesDomain;
import dev.cobot.node.batch.Crew;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.RunFolder;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.dataset.ShapesSet;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot eval workspace}: the published experiments on the Global Workspace. */
@Command(
    name = "workspace",
    description = {
      "Runs the published experiments on the Global Workspace over Simple Shapes and writes a"
          + " report with tables, CSV and plots for each.",
      "They are: efficiency, classification, fusion, attention, transfer, tutorial, captions.",
      "A stopped run goes on where it was when the same command is" + " given again."
    },
    mixinStandardHelpOptions = true)
final class EvalWorkspaceCommand implements Callable<Integer> {
  private static final int EVALUATION_SCENES = 10_000;
  private static final int QUICK_EVALUATION_SCENES = 2_048;

  @Parameters(
      arity = "0..*",
      paramLabel = "EXPERIMENT",
      description = "${COMPLETION-CANDIDATES}; default: all of them")
  private List<WorkspaceExperiments.Name> names = List.of();

  @Option(names = "--data", description = "a Simple Shapes set; default: one is made in OUT/shapes")
  private Path data;

  @Option(
      names = "--models",
      description =
          "folder with shapes-vision, shapes-attributes and shapes-text, as cobot train wrote them;"
              + " default: the released ones")
  private Path models;

  @Option(names = "--out", required = true, description = "folder to write")
  private Path out;

  @Option(
      names = "--quick",
      description = "a few minutes: every experiment with less of everything")
  private boolean quick;

  @Option(names = "--config", description = "YAML file with other numbers than the default's")
  private Path config;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "the first seed; each next one adds 1 (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--jobs",
      defaultValue = "2",
      description = "processes that share the work (default ${DEFAULT-VALUE})")
  private int jobs;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, cuda or cuda:N (default ${DEFAULT-VALUE})")
  private String device;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Option(names = "--worker", hidden = true, description = "work for another process")
  private boolean worker;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    if (!(jobs > 0 && jobs <= 64)) {
      throw new IllegalArgumentException("--jobs must be in [1, 64], got " + jobs);
    }
    ExperimentConfig settings =
        YamlConfig.over(
            ExperimentConfig.class,
            quick ? ExperimentConfig.quick() : ExperimentConfig.full(),
            config);
    List<WorkspaceExperiments.Name> chosen =
        names.isEmpty() ? List.of(WorkspaceExperiments.Name.values()) : names;
    InferenceDevice on = InferenceDevice.parse(device);
    try (ShapesTrainOptions.Modules modules =
        ShapesTrainOptions.open(
            models == null ? ReleasedModels.shapes() : models,
            ShapesDomain.ALL,
            settings.attributes(),
            on)) {
      if (!worker) {
        claim(settings, modules);
      }
      SimpleShapes set = SimpleShapes.open(data == null ? made(settings) : data);
      try (StageProgress progress = new StageProgress()) {
        WorkspaceExperiments experiments =
            new WorkspaceExperiments(settings, set, modules.all(), out, seed, on, progress);
        if (worker) {
          experiments.work(chosen);
        } else {
          run(experiments, settings, chosen);
        }
      }
    }
    return 0;
  }

  /** Notes what is run here; another run in the same folder is an error. */
  private void claim(ExperimentConfig settings, ShapesTrainOptions.Modules modules)
      throws IOException {
    ObjectNode inputs = new ObjectMapper().createObjectNode();
    modules.all().forEach(module -> inputs.put(module.name(), module.fingerprint()));
    RunFolder.create(out.toString(), "eval")
        .claim(RunFolder.document("eval workspace", seed, Map.of("experiments", settings), inputs));
  }

  private void run(
      WorkspaceExperiments experiments,
      ExperimentConfig settings,
      List<WorkspaceExperiments.Name> chosen)
      throws IOException, InterruptedException {
    List<Process> others = startWorkers();
    try {
      List<WorkspaceExperiments.Outcome> outcomes = experiments.run(chosen);
      if (json) {
        print(JsonDocument.of(document(settings, outcomes)));
      } else {
        outcomes.forEach(outcome -> print("wrote " + outcome.report()));
      }
    } finally {
      others.forEach(Process::destroy);
    }
  }

  /** Returns what was run, where the reports are, and the measured numbers that they tell of. */
  private Map<String, Object> document(
      ExperimentConfig settings, List<WorkspaceExperiments.Outcome> outcomes) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("out", out.toString());
    document.put("firstSeed", seed);
    document.put("config", settings);
    document.put(
        "experiments",
        outcomes.stream()
            .map(
                outcome -> {
                  Map<String, Object> experiment = new LinkedHashMap<>();
                  experiment.put("name", outcome.name().name().toLowerCase(Locale.ROOT));
                  experiment.put("report", outcome.report().toString());
                  experiment.put("numbers", outcome.numbers());
                  return experiment;
                })
            .toList());
    return document;
  }

  private Path made(ExperimentConfig settings) throws IOException, InterruptedException {
    Path folder = out.resolve("shapes");
    int held = quick ? QUICK_EVALUATION_SCENES : EVALUATION_SCENES;
    Map<ShapeSplit, Integer> sizes = new EnumMap<>(ShapeSplit.class);
    sizes.put(ShapeSplit.TRAIN, settings.scenes());
    sizes.put(ShapeSplit.VAL, held);
    sizes.put(ShapeSplit.TEST, held);
    if (!worker) {
      new ShapesSet(new ShapesSet.Plan(sizes, List.of(), settings.scenes(), 0))
          .write(folder, Crew.here("data", Runtime.getRuntime().availableProcessors()));
    }
    return folder;
  }

  /** Starts this command again in processes of their own: a JVM trains one network at a time. */
  private List<Process> startWorkers() throws IOException {
    List<Process> others = new ArrayList<>();
    ProcessHandle.Info own = ProcessHandle.current().info();
    if (jobs == 1 || own.command().isEmpty() || own.arguments().isEmpty()) {
      return others;
    }
    List<String> command = new ArrayList<>(List.of(own.command().get()));
    Stream.of(own.arguments().get()).forEach(command::add);
    command.add("--worker");
    for (int i = 1; i < jobs; i++) {
      others.add(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.resolve("worker" + i + ".log").toFile())
              .start());
    }
    return others;
  }

  private void print(String line) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(line);
    writer.flush();
  }
}

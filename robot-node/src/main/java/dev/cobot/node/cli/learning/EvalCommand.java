package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.PairedDifference;
import dev.cobot.action.evaluate.TaskSummary;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.BroadcastProbe;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.node.batch.Crew;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.cli.console.RunFolder;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.Perceiving;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.config.Robots;
import dev.cobot.node.config.Suites;
import dev.cobot.node.rollout.ExpertEvaluation;
import dev.cobot.node.rollout.Films;
import dev.cobot.node.rollout.SuiteEvaluation;
import dev.cobot.sim2real.task.Split;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot eval}: rollouts of a suite, with success rates and their intervals. */
@Command(
    name = "eval",
    description = {
      "Runs the runtime on the tasks of a suite in the simulator and judges each episode on the"
          + " true state.",
      "Reports success with the number of episodes and the 95 %% Wilson interval."
    },
    subcommands = {
      EvalWorkspaceCommand.class,
      EvalHearingCommand.class,
      EvalDialoguesCommand.class,
      EvalSightCommand.class,
      EvalNamingCommand.class,
      EvalAdaptationCommand.class,
      EvalStudyCommand.class
    },
    mixinStandardHelpOptions = true)
public final class EvalCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXPERT = "expert";
  private static final long MAX_PROMPTS_BYTES = 1 << 20;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SUITE",
      description = "name of a suite in worlds/suites, for example rat7")
  private String suiteName;

  @Option(
      names = "--tasks",
      split = ",",
      description = "ids of tasks, separated by commas; default: all")
  private List<String> taskIds = List.of();

  @Option(
      names = "--split",
      defaultValue = "G0",
      paramLabel = "G",
      description =
          "how the episodes differ, of the splits in the suite's file; rat7 and rat7_shared: G0"
              + " held-out seeds (default), G2 colours of the target that were not trained, G4 four"
              + " more distractors, G5 light, G6 camera pose (the runtime is told the nominal one),"
              + " G7 start of the arm, G8 blurred, noisy, compressed and dropped pictures, G9 table"
              + " top, G10 +100 ms until a command is obeyed. There is no G1: training draws"
              + " positions from all of the regions, so none is held out. G3, other wordings:"
              + " --prompts FILE. A task that has a split of its own, as in senses, has that with"
              + " G0")
  private String split;

  @Option(
      names = "--episodes",
      defaultValue = "100",
      description = "episodes a task (default ${DEFAULT-VALUE})")
  private int episodes;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description =
          "seed of the first episode; each next one adds 1; all of them within the suite's"
              + " evaluation seeds, rat7: 1 to 99999 (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--prompts",
      description = "JSON file {\"T2\": [\"sentence\", ...]} that replaces the suite's prompts")
  private Path prompts;

  @Option(names = "--world", description = "world file that replaces the suite's")
  private Path worldFile;

  @Option(
      names = "--robot",
      paramLabel = "NAME",
      description =
          "the robot that stands in the world instead of its own: a name in worlds/robots or a"
              + " folder that cobot robot import wrote")
  private String robotName;

  @Option(
      names = "--policy",
      paramLabel = "DIR|expert",
      description = "folder of a policy, or the scripted expert; default: the released policy")
  private String policy;

  @Option(
      names = "--perception-noise",
      description = "let the expert see the true state with the errors that perception makes")
  private boolean perceptionNoise;

  @Option(
      names = "--models",
      description = "folder with vision, sight, language, hearing and workspace")
  private Path models;

  @Option(
      names = "--sight",
      description =
          "look with what reads any calibrated camera's pictures, as perception: sight does in a"
              + " profile, instead of with the vision domain")
  private boolean sight;

  @Option(
      names = "--cameras",
      split = ",",
      paramLabel = "ID",
      description =
          "look through these cameras only, ids separated by commas, for example side; default: all"
              + " that the episode has")
  private List<String> cameras = List.of();

  @Option(
      names = "--against",
      paramLabel = "DIR",
      description =
          "the --out folder of another evaluation: compare with it seed by seed, with McNemar's"
              + " exact test and the 95 %% interval of the difference")
  private Path against;

  @Option(
      names = "--truth",
      description =
          "tell each picture what is there, so that nothing fails for what is seen: what of a"
              + " failure is perception's, and what the policy's")
  private boolean truth;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, cuda or cuda:N (default ${DEFAULT-VALUE})")
  private String device;

  @Option(
      names = "--jobs",
      defaultValue = "2",
      description = "threads; the result does not depend on it (default ${DEFAULT-VALUE})")
  private int jobs;

  @Option(names = "--out", description = "folder for eval.json, episodes.csv and run.json")
  private Path out;

  @Option(
      names = "--films",
      defaultValue = "0",
      description =
          "film the first N episodes of each task into OUT/films, as GIF and PNG (needs --out)")
  private int films;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "folder for report.html: success with intervals, failures, and a film of each task's"
              + " first success and first failure of each class; also what --out writes, unless"
              + " --out says where")
  private Path report;

  @Option(
      names = "--rehearse",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "rehearse each episode in N twins of what is believed before the arm moves, and hold what"
              + " they promised against what happened (default ${DEFAULT-VALUE})")
  private int rehearse;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Mixin private AblationOptions ablation;
  @Mixin private SparkOption spark;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    if (suiteName == null) {
      throw new ParameterException(
          spec.commandLine(),
          "eval needs the name of a suite in worlds/suites, for example rat7, or 'workspace'");
    }
    if (!(episodes > 0 && episodes <= 100_000) || !(jobs > 0 && jobs <= 64)) {
      throw new IllegalArgumentException(
          "--episodes must be in [1, 100000] and --jobs in [1, 64], got "
              + episodes
              + " and "
              + jobs);
    }
    if (perceptionNoise && !EXPERT.equals(policy)) {
      throw new IllegalArgumentException(
          "--perception-noise is for --policy expert; a policy sees pictures");
    }
    if (!(rehearse >= 0 && rehearse <= 1000) || (rehearse > 0 && EXPERT.equals(policy))) {
      throw new IllegalArgumentException(
          "--rehearse must be in [0, 1000] and is for a learned policy, got " + rehearse);
    }
    if (ablation.isAny() && EXPERT.equals(policy)) {
      throw new IllegalArgumentException(
          "--ablate, --corrupt, --ensemble and --probe are for a learned policy; the expert has no"
              + " workspace");
    }
    if (truth && (sight || EXPERT.equals(policy))) {
      throw new IllegalArgumentException(
          "--truth is for a learned policy, without --sight; the expert sees the true state"
              + " anyway");
    }
    if (sight && EXPERT.equals(policy)) {
      throw new IllegalArgumentException(
          "--sight is for a learned policy; the expert sees the true state");
    }
    if (films > 0 && report != null) {
      throw new IllegalArgumentException("--report chooses what it films; leave --films out");
    }
    if (!(films >= 0 && films <= 1000) || (films > 0 && out == null)) {
      throw new IllegalArgumentException(
          "--films must be in [0, 1000] and needs --out DIR, got " + films);
    }
    if (!cameras.isEmpty() && EXPERT.equals(policy)) {
      throw new IllegalArgumentException(
          "--cameras is for a learned policy; the expert looks through none");
    }
    if (spark.isGiven() && (report != null || rehearse > 0 || ablation.readings().isPresent())) {
      throw new IllegalArgumentException(
          "--report, --rehearse and --probe need what stays in the process that plays an episode;"
              + " leave --spark out");
    }
    List<PairedDifference.Ended> before =
        against == null ? List.of() : EpisodeTable.read(against.resolve(EpisodeTable.FILE));
    TaskSuite suite = Suites.load(suiteName);
    Split differing = suite.split(split);
    TaskSuite.SeedRange seeds = suite.seeds().evaluation();
    if (!seeds.contains(seed) || !seeds.contains(seed + episodes - 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--seed %d with --episodes %d takes the seeds %d to %d; allowed are the evaluation"
                  + " seeds of the suite %s, %d to %d: %s",
              seed,
              episodes,
              seed,
              seed + episodes - 1,
              suite.suite(),
              seeds.first(),
              seeds.last(),
              advice(seeds)));
    }
    Films filmed =
        report != null
            ? Films.ofEachEnd(report.resolve("films"))
            : films == 0 ? Films.NONE : new Films(out.resolve("films"), films);
    World world =
        Robots.into(worldFile == null ? Suites.world(suite) : World.load(worldFile), robotName);
    List<TaskSuite.Task> tasks = tasks(suite);
    if (against != null) {
      PairedTable.requirePartners(tasks, seed, episodes, before);
    }
    BrainModels brain = brain();
    Path policyFolder = policy == null ? ReleasedModels.policy() : Path.of(policy);
    GateLimits gate = ProfileReader.shipped().gate();
    SuiteEvaluation evaluation =
        new SuiteEvaluation(
                suite,
                world,
                brain,
                policyFolder,
                InferenceDevice.parse(device),
                () -> SafetyGate.of(gate, world.robot()))
            .rehearsing(rehearse)
            .fusing(ablation.fusion(seed))
            .ensembling(ablation.ensembled())
            .told(truth)
            .forgetting(ablation.forgets())
            .through(Set.copyOf(cameras))
            .on(differing);
    Crew crew = spark.crew("rollout", jobs);
    List<EpisodeResult> results;
    try (Progress progress = new Progress("rollouts", (long) tasks.size() * episodes)) {
      results =
          EXPERT.equals(policy)
              ? new ExpertEvaluation(suite, world, perceptionNoise)
                  .on(differing)
                  .run(tasks, episodes, seed, crew, filmed, progress)
              : evaluation.run(tasks, episodes, seed, crew, filmed, progress);
    }
    List<TaskSummary> summaries = new ArrayList<>();
    for (TaskSuite.Task task : tasks) {
      summaries.add(
          TaskSummary.of(
              task.id(), results.stream().filter(r -> r.taskId().equals(task.id())).toList()));
    }
    ObjectNode document = document(suite, policyFolder, summaries);
    RehearsalTable promised = rehearse == 0 ? null : RehearsalTable.of(results, evaluation);
    if (promised != null) {
      document.set("rehearsal", promised.toJson());
    }
    PairedTable paired = against == null ? null : PairedTable.of(tasks, results, before);
    if (paired != null) {
      document.set("paired", paired.toJson());
    }
    Optional<BroadcastProbe.Readings> readings = ablation.readings();
    readings.ifPresent(r -> document.set("broadcast", JSON.valueToTree(r)));
    if (out == null) {
      out = report;
    }
    if (report != null) {
      EvalReport.write(
          suiteName + ", split " + split, facts(), tasks, summaries, filmed.kept(), report);
    }
    if (out != null) {
      write(document, results, policyFolder, RunFolder.inputs(world, Suites.file(suiteName)));
      if (promised != null) {
        Files.writeString(out.resolve("rehearsals.csv"), promised.toCsv());
      }
    }
    print(
        json
            ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document)
            : table(summaries)
                + MeantTable.text(tasks, results).map(line -> "\n\n" + line).orElse("")
                + LostGraspsTable.text(results).map(line -> "\n\n" + line).orElse("")
                + (paired == null ? "" : "\n\n" + paired.toText(against))
                + readings.map(EvalCommand::text).orElse("")
                + (promised == null ? "" : "\n\n" + promised.toText()));
    return 0;
  }

  /** Says what to do about episodes that do not fit into the suite's seeds. */
  private String advice(TaskSuite.SeedRange seeds) {
    long last = seeds.last() - episodes + 1;
    return last < seeds.first()
        ? "take fewer episodes"
        : String.format(
            Locale.ROOT, "for so many episodes take a --seed from %d to %d", seeds.first(), last);
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("policy", policy == null ? "released" : policy);
    facts.put("perception", perception());
    facts.put("seeds", seed + " to " + (seed + episodes - 1));
    if (!cameras.isEmpty()) {
      facts.put("cameras", String.join(", ", cameras));
    }
    ablation.describe().forEach((name, value) -> facts.put(name, String.valueOf(value)));
    return facts;
  }

  private String perception() {
    return truth ? "truth" : sight ? "sight" : "vision";
  }

  private BrainModels brain() {
    Perceiving looks = sight ? Perceiving.SIGHT : Perceiving.VISION;
    return models == null
        ? looks.of(ReleasedModels.brain(), ReleasedModels.sight())
        : looks.of(ReleasedModels.brain(models), models.resolve("sight"));
  }

  private List<TaskSuite.Task> tasks(TaskSuite suite) throws IOException {
    List<TaskSuite.Task> tasks =
        taskIds.isEmpty() ? suite.tasks() : taskIds.stream().map(suite::task).toList();
    if (prompts == null) {
      return tasks;
    }
    if (Files.size(prompts) > MAX_PROMPTS_BYTES) {
      throw new IOException(prompts + " is larger than " + MAX_PROMPTS_BYTES + " bytes");
    }
    Map<String, List<String>> given = new LinkedHashMap<>();
    JsonNode root = JSON.readTree(Files.readString(prompts));
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      List<String> sentences = new ArrayList<>();
      for (JsonNode sentence : field.getValue()) {
        sentences.add(sentence.asText());
      }
      suite.task(field.getKey()); // an id that the suite does not have is an error
      given.put(field.getKey(), sentences);
    }
    return tasks.stream()
        .map(task -> given.containsKey(task.id()) ? task.withPrompts(given.get(task.id())) : task)
        .toList();
  }

  private ObjectNode document(TaskSuite suite, Path policyFolder, List<TaskSummary> summaries) {
    ObjectNode document = JSON.createObjectNode();
    document
        .put("suite", suite.suite())
        .put("split", split)
        .put("policy", policyFolder.getFileName().toString())
        .put("perception", perception())
        .put("firstSeed", seed);
    if (!cameras.isEmpty()) {
      document.put("cameras", String.join(",", cameras));
    }
    ablation.describe().forEach(document::put);
    ArrayNode array = document.putArray("tasks");
    double sum = 0;
    for (TaskSummary summary : summaries) {
      array.add(JSON.valueToTree(summary));
      sum += summary.successes() / (double) summary.episodes();
    }
    document.put("mean", sum / summaries.size());
    return document;
  }

  private Map<String, Object> settings(Path policyFolder) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("tasks", taskIds);
    settings.put("split", split);
    settings.put("episodes", episodes);
    settings.put("policy", policyFolder.toString());
    settings.put("perception", perception());
    if (!cameras.isEmpty()) {
      settings.put("cameras", cameras);
    }
    ablation.describe().forEach(settings::put);
    return settings;
  }

  private void write(
      ObjectNode document, List<EpisodeResult> results, Path policyFolder, ObjectNode inputs)
      throws IOException {
    RunFolder.create(out.toString(), "eval")
        .write(RunFolder.document("eval " + suiteName, seed, settings(policyFolder), inputs));
    Files.writeString(
        out.resolve("eval.json"),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
    Files.writeString(out.resolve(EpisodeTable.FILE), EpisodeTable.of(results));
  }

  private static String table(List<TaskSummary> summaries) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%-14s %8s %8s %16s %7s %7s %7s  %s%n",
            "task",
            "episodes",
            "success",
            "95 % interval",
            "named",
            "refused",
            "honest",
            "failures"));
    for (TaskSummary s : summaries) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-14s %8d %7.1f%% %7.1f..%5.1f %% %7d %7d %7d  %s%n",
              s.id(),
              s.episodes(),
              100.0 * s.successes() / s.episodes(),
              100 * s.wilsonLow(),
              100 * s.wilsonHigh(),
              s.pickedNamed(),
              s.refusals(),
              s.truthful(),
              s.failures().isEmpty() ? "-" : s.failures()));
    }
    table.append("named: the object that the command names was the first that was lifted\n");
    table.append("refused: a refusal or a question before the arm moved\n");
    table.append("honest: the runtime's own account agrees with the true state");
    return table.toString();
  }

  private static String text(BroadcastProbe.Readings readings) {
    return String.format(
        Locale.ROOT,
        "%n%nread from %d broadcasts, against vision and body alone: object off by %.1f mm, kind"
            + " told %.1f %%, hand off by %.1f mm",
        readings.broadcasts(),
        1000 * readings.objectMeters(),
        100 * readings.sameKind(),
        1000 * readings.handMeters());
  }

  private void print(String text) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(text);
    writer.flush();
  }
}

package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.node.batch.Crew;
import dev.cobot.node.cli.console.RunFolder;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.config.Suites;
import dev.cobot.node.dataset.DataSets;
import dev.cobot.node.dataset.PovraySet;
import dev.cobot.node.dataset.SetPart;
import dev.cobot.node.dataset.ShapesSet;
import dev.cobot.sim2real.generate.povray.CameraCheck;
import dev.cobot.sim2real.generate.povray.Povray;
import dev.cobot.sim2real.generate.varied.TableRanges;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot data}: generates a data set. */
@Command(
    name = "data",
    description = "Generates a data set; a run that was stopped goes on where it was.",
    mixinStandardHelpOptions = true)
public final class DataCommand implements Callable<Integer> {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,8})\\.\\.(\\d{1,8})");

  /** What can be generated. */
  enum Kind {
    tabletop,
    tables,
    povray,
    factory,
    demos,
    shapes
  }

  @Parameters(index = "0", description = "${COMPLETION-CANDIDATES}")
  private Kind kind;

  @Option(
      names = "--n",
      description =
          "pictures (tabletop, tables, povray, factory), episodes (demos) or training scenes"
              + " (shapes) to make")
  private Integer n;

  @Option(
      names = "--range",
      paramLabel = "A..B",
      description =
          "make only those with the indices from A to before B, counted from 0: two machines that"
              + " make 0..B and B..n, with the same other options, make the bytes of one set. A and"
              + " B are multiples of 200 pictures, 4 of tables, 1 of povray or 20 episodes, or B is"
              + " n")
  private String range;

  @Option(
      names = "--suite",
      paramLabel = "NAME",
      defaultValue = "rat7",
      description = "demos: the suite of the tasks (default ${DEFAULT-VALUE})")
  private String suiteName;

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "ID",
      description =
          "demos: tasks to demonstrate in turn (default: all of the suite that can be shown)")
  private List<String> taskIds = List.of();

  @Option(
      names = "--policy",
      paramLabel = "DIR",
      description =
          "demos: let this policy act, in the expert's place; the expert says at each moment what"
              + " it would have done there, and what fails is kept too (DAgger). 'released' is the"
              + " policy that ships")
  private String policy;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "demos with --policy: folder with the models that it stands on (default: the released"
              + " ones)")
  private Path models;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "root seed (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--size",
      defaultValue = "128",
      description = "pixels a side of a factory picture (default ${DEFAULT-VALUE})")
  private int size;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "tables: YAML file with the ranges from which they are drawn; what it leaves out keeps"
              + " its default, which run.json in OUT shows")
  private Path config;

  @Option(names = "--out", required = true, description = "folder to write")
  private Path out;

  @Option(
      names = "--threads",
      description = "threads; the bytes do not depend on it (default: one for each core)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Mixin private ShapesOptions shapes;

  @Mixin private SparkOption spark;

  @Mixin private VerboseOption verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (!(threads > 0 && threads <= 256)) {
      throw new IllegalArgumentException("--threads must be in [1, 256], got " + threads);
    }
    if (!(size >= 16 && size <= 2048)) {
      throw new IllegalArgumentException("--size must be in [16, 2048], got " + size);
    }
    verbose.apply();
    return switch (kind) {
      case shapes -> shapes();
      case povray -> povray();
      case tabletop, tables, factory, demos -> pictures();
    };
  }

  /** Tables that POV-Ray draws, to measure with. */
  private int povray() throws Exception {
    requireCount();
    requireNoneOfOthers();
    SetPart part = part();
    Povray povray = Povray.find();
    CameraCheck.Result camera = CameraCheck.require(povray);
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "%s: %d points are where the camera model has them, within %.2f pixels%n",
            povray.version(),
            camera.points(),
            camera.worstPixels());
    Crew crew = spark.crew("data", threads);
    RunFolder.create(out.toString(), "data")
        .claim(
            RunFolder.document(
                "data povray",
                seed,
                Map.of("n", n, "povray", povray.version()),
                JsonNodeFactory.instance.objectNode()));
    PovraySet.write(part, povray, seed, crew, out);
    return 0;
  }

  private int shapes() throws Exception {
    ShapesSet.Plan plan = shapes.plan(n, seed);
    Crew crew = spark.crew("data", threads);
    RunFolder.create(out.toString(), "data")
        .claim(
            RunFolder.document(
                "data shapes", seed, plan.config(), JsonNodeFactory.instance.objectNode()));
    new ShapesSet(plan).write(out, crew);
    return 0;
  }

  /** Pictures and demonstrations of a world. */
  private int pictures() throws Exception {
    requireCount();
    SetPart part = part();
    requireNoneOfOthers();
    TableRanges ranges = YamlConfig.over(TableRanges.class, TableRanges.defaults(), config);
    TaskSuite suite = Suites.load(suiteName);
    List<TaskSuite.Task> tasks = DataSets.demonstrable(suite, taskIds);
    World world =
        kind == Kind.factory
            ? World.load(ProjectHome.resolve("worlds/hall.world"))
            : Suites.world(suite);
    Map<String, Object> resolved = new LinkedHashMap<>();
    resolved.put("n", n);
    resolved.put("world", world.file().getFileName().toString());
    if (kind == Kind.factory) {
      resolved.put("size", size);
    }
    if (kind == Kind.tables) {
      resolved.put("ranges", ranges);
    }
    if (kind == Kind.demos) {
      resolved.put("suite", suiteName);
      resolved.put("tasks", tasks.stream().map(TaskSuite.Task::id).toList());
      DataSets.requireDemonstrable(tasks);
      if (policy != null) {
        resolved.put("policy", ModelFolder.weightsSha256(policyFolder()));
      }
    }
    DataSets sets = new DataSets(world, spark.crew("data", threads));
    if (kind == Kind.tables) {
      sets.requireTables(part);
    } else {
      sets.require(part, kind == Kind.demos);
    }
    RunFolder.create(out.toString(), "data")
        .claim(
            RunFolder.document(
                "data " + kind,
                seed,
                resolved,
                RunFolder.inputs(world, kind == Kind.demos ? Suites.file(suiteName) : null)));
    switch (kind) {
      case tabletop -> sets.tabletop(part, seed, out);
      case tables -> sets.tables(part, ranges, seed, out);
      case factory -> sets.factory(part, size, seed, out);
      case demos ->
          sets.demonstrations(
              suite, tasks, part, seed, ProfileReader.shipped().gate(), policy(), out);
      case shapes, povray -> throw new IllegalStateException(kind + " needs no world");
    }
    return 0;
  }

  private Path policyFolder() {
    return policy.equals("released") ? ReleasedModels.policy() : Path.of(policy);
  }

  private Optional<Supplier<RuntimeModels>> policy() {
    return Optional.ofNullable(policy)
        .map(
            given ->
                () ->
                    RuntimeModels.open(
                        models == null ? ReleasedModels.brain() : ReleasedModels.brain(models),
                        policyFolder(),
                        InferenceDevice.CPU));
  }

  private void requireCount() {
    if (!(n != null && n > 0 && n <= 10_000_000)) {
      throw new IllegalArgumentException("--n must be in [1, 10000000], got " + n);
    }
  }

  /** Requires that no option was given that is for another kind of set. */
  private void requireNoneOfOthers() {
    if (kind != Kind.demos && (!suiteName.equals("rat7") || !taskIds.isEmpty())) {
      throw new IllegalArgumentException("--suite and --tasks are for demos, not for " + kind);
    }
    if (kind != Kind.demos && policy != null) {
      throw new IllegalArgumentException("--policy is for demos, not for " + kind);
    }
    if (config != null && kind != Kind.tables) {
      throw new IllegalArgumentException("--config is for tables, not for " + kind);
    }
  }

  private SetPart part() {
    if (range == null) {
      return SetPart.whole(n);
    }
    Matcher matcher = RANGE.matcher(range);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--range must be A..B, for example 0..2000, got '" + range + "'");
    }
    return new SetPart(n, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }
}

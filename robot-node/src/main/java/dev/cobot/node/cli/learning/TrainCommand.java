package dev.cobot.node.cli.learning;

import dev.cobot.action.demonstration.EpisodeSet;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.action.train.PolicyTraining;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.hearing.HearingTraining;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.LanguageTraining;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.sight.Proposals;
import dev.cobot.brain.sight.SightRelease;
import dev.cobot.brain.sight.SightTraining;
import dev.cobot.brain.study.caption.TextConfig;
import dev.cobot.brain.study.caption.TextTraining;
import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.study.shapes.ShapesWorkspaceTraining;
import dev.cobot.brain.study.shapes.VaeConfig;
import dev.cobot.brain.study.shapes.VaeTraining;
import dev.cobot.brain.train.WorkspaceTraining;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.vision.VisionTraining;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.config.Suites;
import dev.cobot.node.dataset.DataSets;
import dev.cobot.node.dataset.SetPart;
import dev.cobot.sim2real.shapes.SimpleShapes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot train}: trains one part, or everything from nothing. */
@Command(
    name = "train",
    description = {
      "Trains a part of the runtime and releases it in OUT/model.",
      "The parts depend on each other in this order: vision, language, hearing, workspace, policy;",
      "'all' generates the data, trains the five and measures them. 'sight' finds and reads"
          + " objects",
      "on the pictures of any camera (cobot data tables) for cobot predict.",
      "shapes-vision, shapes-attributes, shapes-text and then shapes-workspace stand on a Simple",
      "Shapes set (cobot data shapes)."
    },
    mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {
  private static final int PICTURES = 20_000;
  private static final int VALIDATION_PICTURES = 600;
  private static final long TRAINING_SEED_OFFSET = 7;
  private static final long VALIDATION_SEED_OFFSET = 8;
  private static final long DEMONSTRATION_SEED_OFFSET = 11;

  /** What can be trained. */
  enum Part {
    vision,
    language,
    hearing,
    workspace,
    policy,
    sight,
    shapes_vision,
    shapes_attributes,
    shapes_text,
    shapes_workspace,
    all;

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  @Parameters(index = "0", description = "${COMPLETION-CANDIDATES}")
  private Part part;

  @Option(
      names = "--data",
      description =
          "training data: scene folders (vision, workspace), demonstrations (policy) or a Simple"
              + " Shapes set (shapes-...)")
  private Path data;

  @Option(
      names = "--validation",
      description = "scene folders to measure on (vision, workspace, sight)")
  private Path validation;

  @Option(
      names = "--models",
      description =
          "folder that holds the parts to build on, as their trainings wrote them"
              + " (shapes-workspace: the modules of its domains, shapes-vision, shapes-attributes,"
              + " shapes-text); default: the released ones")
  private Path models;

  @Option(names = "--config", description = "YAML file with the part's training configuration")
  private Path config;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "root seed (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, cuda or cuda:N (default ${DEFAULT-VALUE})")
  private String device;

  @Option(names = "--out", required = true, description = "folder to write")
  private Path out;

  @Option(
      names = "--photo-trunk",
      paramLabel = "DIR",
      description =
          "sight: folder with nanodet.json and nanodet.bin, on which the detector's trunk starts")
  private Path photoTrunk;

  @Option(
      names = "--language",
      split = ",",
      description = "with 'hearing': the languages to train (default: all)")
  private List<String> spoken;

  @Option(
      names = "--start",
      paramLabel = "DIR",
      description =
          "with 'vision' or 'policy': begin with the weights of this model, to teach it more")
  private Path start;

  @Option(
      names = "--corrections",
      paramLabel = "DIR",
      description =
          "with 'policy': what to learn from beside --data, for example where a policy acted and"
              + " the expert told what it would have done (cobot data demos --policy); may be given"
              + " again")
  private List<Path> corrections = List.of();

  @Option(names = "--resume", description = "go on from the last checkpoint in OUT")
  private boolean resume;

  @Option(
      names = "--install",
      description = "with 'all': replace the released models by the new ones")
  private boolean install;

  @Mixin private ShapesTrainOptions shapes;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    InferenceDevice on = InferenceDevice.parse(device);
    if (install && !Files.isWritable(ReleasedModels.policy())) {
      throw new IllegalArgumentException(
          "--install: "
              + ReleasedModels.policy()
              + " may not be written (an installed Cobot's models belong to its package); leave"
              + " --install out and name the new models in a profile");
    }
    if (!corrections.isEmpty() && part != Part.policy) {
      throw new IllegalArgumentException("--corrections is for 'policy', not for '" + part + "'");
    }
    switch (part) {
      case vision ->
          vision(required("--data", data), required("--validation", validation), out, on);
      case language -> language(out, on);
      case hearing -> hearing(out, on);
      case workspace ->
          workspace(
              brain(), required("--data", data), required("--validation", validation), out, on);
      case policy -> {
        List<Path> sets = new ArrayList<>(List.of(required("--data", data)));
        sets.addAll(corrections);
        policy(
            brain(), sets, Optional.ofNullable(start), PolicyTraining.Config.defaults(), out, on);
      }
      case sight -> sight(required("--data", data), required("--validation", validation), on);
      case shapes_vision, shapes_attributes -> shapesModule(on);
      case shapes_text -> shapesText(on);
      case shapes_workspace -> shapesWorkspace(on);
      case all -> all(on);
      default -> throw new IllegalStateException(part.name());
    }
    return 0;
  }

  private BrainModels brain() {
    return models == null ? ReleasedModels.brain() : ReleasedModels.brain(models);
  }

  private Path required(String option, Path value) {
    if (value == null) {
      throw new IllegalArgumentException(
          "train " + part + " needs " + option + " DIR; see cobot data --help");
    }
    return value;
  }

  private void vision(Path pictures, Path held, Path directory, InferenceDevice on)
      throws IOException {
    VisionTraining.Config settings =
        config(VisionTraining.Config.class, VisionTraining.Config.defaults());
    try (Progress progress = new Progress("vision", settings.steps())) {
      VisionTraining.Quality quality =
          VisionTraining.train(
              PictureSet.load(pictures),
              PictureSet.load(held),
              Optional.ofNullable(start),
              settings,
              job(directory, on, progress));
      print("vision " + quality);
    }
  }

  private void sight(Path pictures, Path held, InferenceDevice on) throws IOException {
    SightTraining.Config settings =
        config(SightTraining.Config.class, SightTraining.Config.defaults());
    PictureSet set = PictureSet.load(pictures);
    Path first = out.resolve("detector");
    Path boxes = first;
    Path attributes = out.resolve("reader");
    try (Progress progress = new Progress("detector", settings.detectorSteps())) {
      SightTraining.trainDetector(set, settings, photoTrunk, job(first, on, progress));
    }
    if (settings.tunedSteps() > 0) {
      boxes = out.resolve("detector-tuned");
      try (Progress progress = new Progress("detector, tuned", settings.tunedSteps())) {
        SightTraining.tuneDetector(set, settings, first.resolve("model"), job(boxes, on, progress));
      }
    }
    Proposals proposals;
    try (Progress progress = new Progress("proposals", set.size())) {
      // Before it is tuned the detector makes more mistakes to learn from.
      proposals =
          SightTraining.propose(
              set,
              settings,
              first.resolve("model"),
              job(attributes, on, progress),
              done -> progress.to(done, ""));
    }
    try (Progress progress = new Progress("reader", settings.readerSteps())) {
      SightTraining.trainReader(set, settings, proposals, job(attributes, on, progress));
    }
    PictureSet unseen = PictureSet.load(held);
    try (Progress progress = new Progress("pictures", unseen.size())) {
      print(
          "sight "
              + SightRelease.release(
                  boxes.resolve("model"),
                  attributes.resolve("model"),
                  unseen,
                  out.resolve("model"),
                  on,
                  done -> progress.to(done, "")));
    }
  }

  private void hearing(Path directory, InferenceDevice on) throws IOException {
    HearingTraining.Config settings =
        config(HearingTraining.Config.class, HearingTraining.Config.defaults());
    List<String> languages =
        spoken == null || spoken.isEmpty() ? HearingTraining.languages() : spoken;
    for (String code : languages) {
      if (!HearingTraining.languages().contains(code)) {
        throw new IllegalArgumentException(
            "--language %s: allowed are %s"
                .formatted(code, String.join(", ", HearingTraining.languages())));
      }
    }
    for (String code : languages) {
      Path run = directory.resolve(code);
      try (Progress progress = new Progress("hearing " + code, settings.steps())) {
        print(
            "hearing %s %s"
                .formatted(
                    code,
                    HearingTraining.train(
                        code, SkillCatalog.ALL.wordings(), settings, job(run, on, progress))));
      }
      copy(run.resolve("model"), directory.resolve("model").resolve(code));
    }
  }

  private void language(Path directory, InferenceDevice on) throws IOException {
    LanguageTraining.Config settings =
        config(LanguageTraining.Config.class, LanguageTraining.Config.defaults());
    try (Progress progress = new Progress("language", settings.steps())) {
      print(
          "language "
              + LanguageTraining.train(
                  SkillCatalog.ALL.wordings(), settings, job(directory, on, progress)));
    }
  }

  private void workspace(
      BrainModels brain, Path pictures, Path held, Path directory, InferenceDevice on)
      throws IOException {
    WorkspaceTraining.Config settings =
        config(WorkspaceTraining.Config.class, WorkspaceTraining.Config.defaults());
    try (VisionDomain eyes = brain.openVision(on);
        LanguageDomain ears = brain.openLanguage(on);
        Progress progress = new Progress("workspace", settings.steps())) {
      Map<String, Double> metrics =
          WorkspaceTraining.train(
              eyes,
              ears,
              brain.workspaceStandsOn(),
              SkillCatalog.ALL.wordings(),
              PictureSet.load(pictures),
              PictureSet.load(held),
              settings,
              job(directory, on, progress));
      print("workspace " + metrics);
    }
  }

  private void policy(
      BrainModels brain,
      List<Path> demonstrations,
      Optional<Path> begin,
      PolicyTraining.Config defaults,
      Path directory,
      InferenceDevice on)
      throws IOException {
    PolicyTraining.Config settings = config(PolicyTraining.Config.class, defaults);
    try (LanguageDomain ears = brain.openLanguage(on);
        GlobalWorkspace space = brain.openWorkspace(on);
        Progress progress = new Progress("policy", settings.steps())) {
      Map<String, Double> metrics =
          PolicyTraining.train(
              space,
              ears::read,
              brain.policyStandsOn(),
              EpisodeSet.load(demonstrations),
              begin,
              settings,
              job(directory, on, progress));
      print("policy " + metrics);
    }
  }

  private void shapesModule(InferenceDevice on) throws IOException {
    SimpleShapes set = SimpleShapes.open(required("--data", data));
    boolean pictures = part == Part.shapes_vision;
    VaeConfig settings =
        config(VaeConfig.class, pictures ? VaeConfig.pictures() : VaeConfig.attributes());
    VaeTraining training =
        pictures ? VaeTraining.ofPictures(settings) : VaeTraining.ofAttributes(settings);
    try (Progress progress = new Progress(part.toString(), settings.steps())) {
      print(part + " " + training.train(set, job(out, on, progress)));
    }
  }

  private void shapesText(InferenceDevice on) throws IOException {
    SimpleShapes set = SimpleShapes.open(required("--data", data));
    TextConfig settings = config(TextConfig.class, TextConfig.defaults());
    try (Progress progress = new Progress(part.toString(), settings.steps())) {
      Map<String, Double> metrics = new TextTraining(settings).train(set, job(out, on, progress));
      metrics.forEach((name, value) -> print(String.format(Locale.ROOT, "%s %.5f", name, value)));
    }
  }

  private void shapesWorkspace(InferenceDevice on) throws IOException {
    SimpleShapes set = SimpleShapes.open(required("--data", data));
    ShapesWorkspaceConfig settings =
        config(ShapesWorkspaceConfig.class, ShapesWorkspaceConfig.tutorial());
    ShapesTrainOptions.Modules modules =
        ShapesTrainOptions.open(
            models == null ? ReleasedModels.shapes() : models,
            settings.domains(),
            settings.attributes(),
            on);
    try (modules;
        Progress progress = new Progress(part.toString(), settings.steps())) {
      Map<String, Double> metrics =
          new ShapesWorkspaceTraining(settings, modules.all())
              .train(
                  set,
                  shapes.pairs(set, settings.domains()),
                  out.resolveSibling("latents"),
                  job(out, on, progress));
      metrics.forEach((name, value) -> print(String.format(Locale.ROOT, "%s %.5f", name, value)));
    }
  }

  private void all(InferenceDevice on) throws ConfigException, IOException, InterruptedException {
    if (config != null) {
      throw new IllegalArgumentException("--config is for one part, not for 'all'");
    }
    TaskSuite suite = Suites.load("rat7");
    World world = Suites.world(suite);
    Path pictures = out.resolve("data/tabletop");
    Path held = out.resolve("data/tabletop-validation");
    Path demonstrations = out.resolve("data/demos");
    DataSets sets = new DataSets(world, Runtime.getRuntime().availableProcessors());
    sets.tabletop(SetPart.whole(VALIDATION_PICTURES), seed + VALIDATION_SEED_OFFSET - 1, held);
    sets.tabletop(SetPart.whole(PICTURES), seed + TRAINING_SEED_OFFSET - 1, pictures);
    long shown = seed + DEMONSTRATION_SEED_OFFSET - 1;
    demonstrate(DataSets.SHOWN, shown, Optional.empty(), demonstrations);
    BrainModels brain =
        new BrainModels(
            out.resolve("vision/model"),
            out.resolve("language/model"),
            out.resolve("hearing/model"),
            out.resolve("workspace/model"));
    resume = true; // a stage that is done only releases again
    vision(pictures, held, out.resolve("vision"), on);
    language(out.resolve("language"), on);
    hearing(out.resolve("hearing"), on);
    workspace(brain, pictures, held, out.resolve("workspace"), on);
    Path policy = taught(brain, demonstrations, shown + episodes(DataSets.SHOWN), on);
    if (install) {
      copy(brain.vision(), ReleasedModels.brain().vision());
      copy(brain.language(), ReleasedModels.brain().language());
      copy(brain.hearing(), ReleasedModels.brain().hearing());
      copy(brain.workspace(), ReleasedModels.brain().workspace());
      copy(policy, ReleasedModels.policy());
      print("installed into " + ProjectHome.path());
    } else {
      print("the new models are in " + out + "/*/model; --install would replace the released ones");
    }
  }

  /**
   * Trains a policy by demonstrations, then lets it act, records what the experts would have done
   * where it came to, and trains it on with that beside the demonstrations, round by round (DAgger,
   * Ross et al. 2011).
   *
   * @param seed of the first scene of the first round
   * @return the last model
   */
  private Path taught(BrainModels brain, Path demonstrations, long seed, InferenceDevice on)
      throws ConfigException, IOException, InterruptedException {
    Path run = out.resolve("policy");
    List<Path> sets = new ArrayList<>(List.of(demonstrations));
    policy(brain, sets, Optional.empty(), PolicyTraining.Config.defaults(), run, on);
    long next = seed;
    for (int round = 1; round <= DataSets.CORRECTED.size(); round++) {
      List<DataSets.Shown> parts = DataSets.CORRECTED.get(round - 1);
      Path acting = run.resolve("model");
      Path corrected = out.resolve("data/corrections-" + round);
      demonstrate(
          parts,
          next,
          Optional.of(() -> RuntimeModels.open(brain, acting, InferenceDevice.CPU)),
          corrected);
      next += episodes(parts);
      sets.add(corrected);
      run = out.resolve("policy-" + round);
      policy(brain, sets, Optional.of(acting), PolicyTraining.Config.corrected(), run, on);
    }
    return run.resolve("model");
  }

  private static int episodes(List<DataSets.Shown> parts) {
    return parts.stream().mapToInt(DataSets.Shown::episodes).sum();
  }

  /**
   * Records the parts of a set of demonstrations.
   *
   * @param seed of the first scene; none is drawn twice
   * @param policy acts in the experts' place, if there is one
   */
  private static void demonstrate(
      List<DataSets.Shown> parts,
      long seed,
      Optional<Supplier<RuntimeModels>> policy,
      Path demonstrations)
      throws ConfigException, IOException, InterruptedException {
    long next = seed;
    for (DataSets.Shown part : parts) {
      TaskSuite suite = Suites.load(part.suite());
      new DataSets(Suites.world(suite), Runtime.getRuntime().availableProcessors())
          .demonstrations(
              suite,
              DataSets.demonstrable(suite, part.tasks()),
              SetPart.whole(part.episodes()),
              next,
              ProfileReader.shipped().gate(),
              policy,
              demonstrations.resolve(part.folder()));
      next += part.episodes();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private TrainingJob job(Path directory, InferenceDevice on, Progress progress) {
    TrainingListener listener =
        (step, total, metrics) -> {
          StringBuilder text = new StringBuilder();
          metrics.forEach((name, value) -> text.append(String.format("%s %.4f ", name, value)));
          progress.to(step, text.toString());
        };
    return new TrainingJob(seed, directory, resume, on, listener);
  }

  private <C> C config(Class<C> type, C defaults) throws IOException {
    return YamlConfig.over(type, defaults, config);
  }

  private void print(String line) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(line);
    writer.flush();
  }
}

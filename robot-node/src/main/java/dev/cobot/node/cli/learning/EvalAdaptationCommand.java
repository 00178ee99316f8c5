package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.sight.FoundObjects;
import dev.cobot.brain.sight.Sight;
import dev.cobot.brain.study.transfer.AdaptationStudy;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cobot eval adaptation}: what pictures of another place can teach the reader. */
@Command(
    name = "adaptation",
    mixinStandardHelpOptions = true,
    description = {
      "Compares ways to let the released reader read another place better: through a workspace with"
          + " cycles on unlabelled pictures, by the statistics of its features, by a small update"
          + " from a few labelled pictures; beside a direct head and the reader as it is.",
      "Nothing is changed or released: the answer is a table. Told are objects that the detector"
          + " finds, whatever kind it takes them for; a difference is told with the 95 %% interval"
          + " of arrangements drawn with replacement (the chance of a training is not in it), and"
          + " below 0 is better."
    })
final class EvalAdaptationCommand implements Callable<Integer> {
  @Option(
      names = "--home",
      required = true,
      paramLabel = "DIR",
      description =
          "labelled scene folders like the reader's training set, of another seed (cobot data"
              + " tables); the cycles take all its labels too, without their pictures")
  private Path home;

  @Option(
      names = "--there",
      required = true,
      paramLabel = "DIR",
      description =
          "labelled scene folders of the other place; values are used by the arm with few labelled"
              + " arrangements alone, all use the labels to tell which boxes are objects")
  private Path there;

  @Option(
      names = "--held",
      required = true,
      paramLabel = "DIR",
      description = "other labelled scene folders of that place, with which the arms are measured")
  private Path held;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "folder with detector and reader (default: the released ones)")
  private Path models;

  @Option(names = "--config", description = "YAML file with other numbers than the default's")
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

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    AdaptationStudy.Config settings =
        YamlConfig.over(AdaptationStudy.Config.class, AdaptationStudy.Config.defaults(), config);
    InferenceDevice on = InferenceDevice.parse(device);
    FoundObjects atHome;
    FoundObjects elsewhere;
    FoundObjects measured;
    try (Sight sight = Sight.open(models == null ? ReleasedModels.sight() : models, on)) {
      atHome = found(sight, "home", home);
      elsewhere = found(sight, "there", there);
      measured = found(sight, "held", held);
    }
    AdaptationStudy study =
        new AdaptationStudy(settings, atHome, elsewhere, measured, new SeedStreams(seed), on);
    List<AdaptationStudy.Line> lines;
    try (Progress progress = new Progress("trainings", study.trainings())) {
      lines = study.run(progress::step);
    }
    print(settings, atHome, elsewhere, measured, lines);
    return 0;
  }

  private static FoundObjects found(Sight sight, String what, Path directory) throws IOException {
    List<SceneFolder> folders = new ArrayList<>();
    for (Path folder : LabelledFolders.in(directory)) {
      folders.add(LabelledFolders.open(folder));
    }
    int pictures = folders.stream().mapToInt(SceneFolder::size).sum();
    try (Progress progress = new Progress(what, pictures)) {
      return FoundObjects.in(sight, folders, done -> progress.to(done, ""));
    }
  }

  private void print(
      AdaptationStudy.Config settings,
      FoundObjects atHome,
      FoundObjects elsewhere,
      FoundObjects measured,
      List<AdaptationStudy.Line> lines) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode document = mapper.createObjectNode();
      document.put("seed", seed);
      document.set("config", mapper.valueToTree(settings));
      document.put("home", atHome.rows().size());
      document.put("there", elsewhere.rows().size());
      document.put("held", measured.rows().size());
      document.set("arms", mapper.valueToTree(lines));
      out.println(JsonDocument.of(document));
      return;
    }
    out.printf(
        Locale.ROOT,
        "objects found: %d at home, %d there, %d held out there; %d trainings an arm%n",
        atHome.rows().size(),
        elsewhere.rows().size(),
        measured.rows().size(),
        settings.trainings());
    out.printf(
        Locale.ROOT,
        "%-17s %6s %20s %26s %20s %22s %18s %20s  against%n",
        "arm",
        "pairs",
        "wrong kind %",
        "colour",
        "centre mm",
        "height mm",
        "size %",
        "yaw deg");
    for (AdaptationStudy.Line line : lines) {
      out.printf(
          Locale.ROOT,
          "%-17s %6s %20s %26s %20s %22s %18s %20s  %s%n",
          line.arm(),
          line.pairs() == 0 ? "-" : Integer.toString(line.pairs()),
          cell(line, "WRONG_KIND", 100, 1),
          cell(line, "COLOR", 1, 3),
          cell(line, "CENTER_METERS", 1000, 1),
          cell(line, "HEIGHT_METERS", 1000, 1),
          cell(line, "SIZE", 100, 1),
          cell(line, "YAW_RAD", Math.toDegrees(1), 1),
          line.against());
    }
  }

  /** Returns a value and the interval of its difference. */
  private static String cell(AdaptationStudy.Line line, String measure, double unit, int decimals) {
    List<Double> difference = line.differences().get(measure);
    String number = "%." + decimals + "f";
    String text = String.format(Locale.ROOT, number, unit * line.means().get(measure));
    boolean isItself = line.arm().equals(line.against());
    return isItself
        ? text
        : text
            + String.format(
                Locale.ROOT,
                " (" + number + ".." + number + ")",
                unit * difference.get(1),
                unit * difference.get(2));
  }
}

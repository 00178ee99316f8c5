package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.sight.FoundObjects;
import dev.cobot.brain.sight.ReaderUpdate;
import dev.cobot.brain.sight.Readings;
import dev.cobot.brain.sight.Readings.Difference;
import dev.cobot.brain.sight.Readings.Measure;
import dev.cobot.brain.sight.Sight;
import dev.cobot.brain.sight.SightRelease;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.TextTable;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.dataset.SceneFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate reader}: a small update of the reader from a few labelled pictures. */
@Command(
    name = "reader",
    description = {
      "Updates the last layer of the reader with a few labelled pictures of a cell, by ridge"
          + " regression of what it lacks there.",
      "Each value is changed only if it gets clearly better on arrangements that are left out one"
          + " after the other; the whole is judged by how arrangements are read with what the"
          + " others teach, and refused if place, height, size, yaw or colour get clearly worse. 6"
          + " arrangements of things are the least, 20 a good start; pictures of things that nobody"
          + " moved are one arrangement.",
      "The models stay as they are: the updated ones are written to --out, for --models of the"
          + " verbs that see; 'calibrate attributes --models OUT' fits the sigmas to them, with"
          + " other pictures than these."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:updated models are written",
      "1:nothing gets better, nothing is written; the answer says why",
      "2:the command line is not right, or --out is there already",
      "3:pictures, labels, camera or models cannot be used"
    },
    mixinStandardHelpOptions = true)
final class CalibrateReaderCommand implements Callable<Integer> {
  private static final int FOLDS = 10;
  private static final int RESAMPLES = 1000;
  private static final long SEED = 1;

  /** What is judged, and how it is told. */
  private static final Map<Measure, Unit> JUDGED = new EnumMap<>(Measure.class);

  static {
    JUDGED.put(Measure.CENTER_METERS, new Unit("placeMeters", "place across the ray, mm", 1000, 1));
    JUDGED.put(Measure.HEIGHT_METERS, new Unit("heightMeters", "height, mm", 1000, 1));
    JUDGED.put(Measure.SIZE, new Unit("sizeLogarithm", "size, %", 100, 1));
    JUDGED.put(Measure.YAW_RAD, new Unit("yawRad", "yaw, degrees", Math.toDegrees(1), 1));
    JUDGED.put(Measure.COLOR, new Unit("color", "colour, a channel", 1, 4));
  }

  private record Unit(String key, String name, double factor, int decimals) {
    String text(double value) {
      return Double.isNaN(value)
          ? "-"
          : String.format(Locale.ROOT, "%." + decimals + "f", factor * value);
    }
  }

  /** A median error without and with the update. */
  private record Judged(double before, double after, Difference difference) {}

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "folder with detector and reader (default: the released ones)")
  private Path models;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "new folder for the updated models")
  private Path out;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, cuda or cuda:N (default ${DEFAULT-VALUE})")
  private String device;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Mixin private LabelledPicturesOptions pictures;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    requireNew(out);
    SceneFolder scenes = pictures.open();
    Path folder = models == null ? ReleasedModels.sight() : models;
    FoundObjects found;
    try (Sight sight = Sight.open(folder, InferenceDevice.parse(device));
        Progress progress = new Progress("pictures", scenes.size())) {
      found = FoundObjects.in(sight, List.of(scenes), done -> progress.to(done, ""));
    }
    int usable = found.scenes();
    if (usable < ReaderUpdate.LEAST_SCENES) {
      return end(
          Verdict.REFUSED,
          "objects of known kinds are found in %d arrangements on %d pictures, at least %d are needed; move things between pictures"
              .formatted(usable, scenes.size(), ReaderUpdate.LEAST_SCENES),
          usable,
          List.of(),
          Map.of());
    }
    Map<Measure, Judged> judged = judge(found);
    ReaderUpdate update = ReaderUpdate.learn(found.rows());
    List<String> changed = update.changedGroups();
    boolean better =
        judged.values().stream().anyMatch(j -> j.difference().high() < 0) && !changed.isEmpty();
    List<String> worse =
        judged.entrySet().stream()
            .filter(e -> e.getValue().difference().low() > 0)
            .map(e -> JUDGED.get(e.getKey()).name())
            .toList();
    if (!better || !worse.isEmpty()) {
      return end(
          Verdict.REFUSED,
          worse.isEmpty()
              ? "doing nothing is as good on what was left out; nothing is written"
              : "with it, what was left out is read worse: " + String.join(", ", worse),
          usable,
          List.of(),
          judged);
    }
    SightRelease.update(folder, update, usable, out);
    return end(
        Verdict.OK,
        "%s: %s updated; use it with --models %s".formatted(out, String.join(", ", changed), out),
        usable,
        changed,
        judged);
  }

  private void requireNew(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    boolean isEmpty;
    try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
      isEmpty = files.findAny().isEmpty();
    }
    if (!isEmpty) {
      throw new ParameterException(
          spec.commandLine(),
          "--out %s is there already and not empty; name a new folder".formatted(folder));
    }
  }

  private static Map<Measure, Judged> judge(FoundObjects found) {
    List<Readings> both = ReaderUpdate.crossFitted(found, FOLDS);
    Map<Measure, Judged> judged = new EnumMap<>(Measure.class);
    for (Measure measure : JUDGED.keySet()) {
      judged.put(
          measure,
          new Judged(
              both.get(0).measure(measure),
              both.get(1).measure(measure),
              Readings.meanDifference(measure, both.get(1), both.get(0), RESAMPLES, SEED)));
    }
    return judged;
  }

  private int end(
      Verdict verdict,
      String detail,
      int usable,
      List<String> changed,
      Map<Measure, Judged> judged) {
    PrintWriter stdout = spec.commandLine().getOut();
    CalibrationReport printer = new CalibrationReport(stdout, spec.commandLine().getErr());
    if (json) {
      ObjectNode document =
          JsonNodeFactory.instance
              .objectNode()
              .put("verdict", verdict.id())
              .put("detail", detail)
              .put("arrangements", usable);
      changed.forEach(document.putArray("updated")::add);
      ObjectNode errors = document.putObject("errors");
      judged.forEach(
          (measure, j) -> {
            ObjectNode error = errors.putObject(JUDGED.get(measure).key());
            put(error, "medianBefore", j.before());
            put(error, "medianAfter", j.after());
            put(error, "meanChangeLow", j.difference().low());
            put(error, "meanChangeHigh", j.difference().high());
          });
      stdout.println(JsonDocument.of(document));
    } else if (!judged.isEmpty()) {
      TextTable table =
          new TextTable(
              "arrangements left out", "median before", "after", "change of the mean, 95 %");
      judged.forEach(
          (measure, j) -> {
            Unit unit = JUDGED.get(measure);
            table.row(
                unit.name(),
                unit.text(j.before()),
                unit.text(j.after()),
                unit.text(j.difference().low()) + " .. " + unit.text(j.difference().high()));
          });
      table.print(stdout);
      stdout.println();
    }
    return printer.end(verdict, detail, null, json);
  }

  private static void put(ObjectNode node, String key, double value) {
    node.put(key, Double.isFinite(value) ? value : null);
  }
}

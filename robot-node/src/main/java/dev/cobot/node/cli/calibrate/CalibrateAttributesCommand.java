package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.sight.SightQuality;
import dev.cobot.node.cli.console.TextTable;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.sim2real.calibration.HoldOut;
import dev.cobot.sim2real.calibration.attributes.AttributeCalibration;
import dev.cobot.sim2real.calibration.attributes.AttributeCalibrationResult;
import dev.cobot.sim2real.calibration.attributes.AttributeError;
import dev.cobot.sim2real.calibration.attributes.JudgedPicture;
import dev.cobot.sim2real.calibration.attributes.PartResult;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.CalibrationRun;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.Finding;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.RunImage;
import dev.cobot.sim2real.dataset.CameraFile;
import dev.cobot.sim2real.dataset.SceneFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate attributes}: what a cell needs that the models have not learned. */
@Command(
    name = "attributes",
    description = {
      "Corrects what is seen in a cell, from labelled pictures: place on the table, height, yaw,"
          + " colour, sigmas, and the score from which on objects are told.",
      "What is seen is matched to the labels by kind and place. Each part is estimated robustly,"
          + " shrunk towards nothing by what pictures disagree, and accepted only if pictures that"
          + " it was not estimated from get better: 5 pictures with 15 objects are the least, 20"
          + " with 50 are a good start.",
      "The models stay as they are: 'cobot predict --calibration ID' corrects what they say, and"
          + " 'cobot calibrate rollback ID' takes it back."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:at least one part is corrected",
      "1:nothing is corrected; the answer says why",
      "3:pictures, labels, camera or models cannot be used"
    },
    mixinStandardHelpOptions = true)
final class CalibrateAttributesCommand implements Callable<Integer> {
  /** Set by the launcher when standard error is a terminal. */
  private static final String TERMINAL = "cobot.terminal";

  private static final long SEED = 1;

  @Option(
      names = "--hold-out",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "let every N-th picture judge alone, and estimate from the others; 0: each picture is"
              + " judged by what the others tell, and all tell in the end (default"
              + " ${DEFAULT-VALUE})")
  private int holdOut;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "write the gap report here: report.html and its pictures")
  private Path report;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "folder with detector and reader (default: the released ones)")
  private Path models;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, cuda or cuda:N (default ${DEFAULT-VALUE})")
  private String device;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Mixin private SessionOptions sessions;
  @Mixin private LabelledPicturesOptions pictures;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  private final CellSight.Opener opener;

  CalibrateAttributesCommand() {
    this(CellSight::open);
  }

  /** With another sight than the models'. */
  CalibrateAttributesCommand(CellSight.Opener opener) {
    this.opener = opener;
  }

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    Optional<String> session = sessions.session();
    HoldOut judges = holdOut();
    SceneFolder scenes = pictures.open();
    Path folder = models == null ? ReleasedModels.sight() : models;
    CellPictures looked;
    double minScore;
    try (CellSight sight = opener.open(folder, InferenceDevice.parse(device))) {
      looked = CellPictures.look(scenes, sight, progress());
      minScore = sight.minScore();
    }
    AttributeCalibrationResult result =
        AttributeCalibration.calibrate(
            looked.labelled(),
            new AttributeCalibration.Settings(judges, minScore, SightQuality.PRECISION, SEED));
    ObjectNode answer = AttributeDocuments.of(result, looked.left());
    if (report != null) {
      GapReport.write(result, scenes, looked.left(), report);
    }
    KeptRun kept =
        session.isEmpty()
            ? null
            : keep(session.get(), scenes, looked, result, answer, CellSight.modelHashes(folder));
    PrintWriter out = spec.commandLine().getOut();
    CalibrationReport printer = new CalibrationReport(out, spec.commandLine().getErr());
    if (json) {
      printer.print(answer, kept);
    } else {
      print(out, result, looked.left());
    }
    return printer.end(result.verdict(), result.detail(), kept, json);
  }

  private HoldOut holdOut() {
    try {
      return new HoldOut(holdOut, 0);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--hold-out: " + e.getMessage(), e);
    }
  }

  private Consumer<String> progress() {
    boolean shows = !json && Boolean.getBoolean(TERMINAL);
    PrintWriter err = spec.commandLine().getErr();
    return name -> {
      if (shows) {
        err.println("looking at " + name);
      }
    };
  }

  private KeptRun keep(
      String session,
      SceneFolder scenes,
      CellPictures looked,
      AttributeCalibrationResult result,
      ObjectNode answer,
      Map<String, String> modelHashes)
      throws IOException {
    List<RunImage> runImages = new ArrayList<>();
    for (int i = 0; i < looked.files().size(); i++) {
      JudgedPicture judged = result.pictures().get(i);
      runImages.add(
          looked
              .files()
              .get(i)
              .withRole(judged.heldOut() ? ImageRole.HELD_OUT : ImageRole.FIT)
              .withErrors(judged.positionErrorMeters(false), judged.positionErrorMeters(true)));
    }
    Finding finding =
        new Finding(
            CameraFile.document(scenes.camera()), null, answer, result.verdict(), result.detail());
    return new KeptRun(
        sessions.keep(
            new CalibrationRun(
                session,
                CalibrationKind.ATTRIBUTES,
                sessions.cameraId(),
                KeptRun.provenance(Map.of(), modelHashes),
                finding,
                ErrorUnit.METERS,
                runImages,
                labelsOf(looked))));
  }

  /** Returns the entries of the labels that were used, as their file has them. */
  private JsonNode labelsOf(CellPictures looked) throws IOException {
    Set<String> used = looked.labelled().stream().map(p -> p.name()).collect(Collectors.toSet());
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    for (JsonNode entry : new JsonMapper().readTree(Files.readString(pictures.labelsFile()))) {
      if (used.contains(entry.path("image").asText())) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static void print(
      PrintWriter out, AttributeCalibrationResult result, Map<String, String> left) {
    left.forEach((name, why) -> out.println(name + " is left out: " + why));
    if (!result.errors().isEmpty()) {
      TextTable errors =
          new TextTable("held-out pictures", "median before", "after", "90th before", "after");
      for (AttributeError error : result.errors()) {
        errors.row(
            error.attribute().id() + ", " + error.attribute().unit(),
            number(error.median().before().value()),
            number(error.median().after().value()),
            number(error.percentile90Before()),
            number(error.percentile90After()));
      }
      errors.print(out);
      out.println();
    }
    for (PartResult part : result.parts()) {
      out.printf("%-14s %-8s %s%n", part.part().id(), part.verdict().id(), part.detail());
    }
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }
}

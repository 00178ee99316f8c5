package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.VisionBaseline;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.sight.Sight;
import dev.cobot.brain.sight.SightQuality;
import dev.cobot.brain.sight.SightTraining;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.node.cli.calibrate.CalibrationOption;
import dev.cobot.node.cli.calibrate.CellCalibration;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.Perceiving;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.sim2real.calibration.attributes.AttributeCorrection;
import dev.cobot.sim2real.dataset.LabelledImage;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot eval sight}: how well labelled pictures are read. */
@Command(
    name = "sight",
    mixinStandardHelpOptions = true,
    description = {
      "Holds what is seen on labelled scene folders against their labels.",
      "Recall is told at the lowest score with a precision of 0.95, over all labelled objects of",
      "which at least 0.6 is visible; errors are of those that are found there."
    })
final class EvalSightCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "a scene folder with labels, or a folder of them")
  private Path directory;

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

  @Mixin private PerceptionOption perception;
  @Mixin private CalibrationOption calibration;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    SightQuality.Tally tally = new SightQuality.Tally();
    double minScore =
        perception.perceiving() == Perceiving.VISION ? lookWithVision(tally) : lookWithSight(tally);
    print(tally.quality(), tally.at(minScore));
    return 0;
  }

  /** Returns the models' own score. */
  private double lookWithSight(SightQuality.Tally tally) throws IOException {
    Path released = models == null ? ReleasedModels.sight() : models;
    CellCalibration cell = calibration.find(released);
    try (Sight sight = Sight.open(released, InferenceDevice.parse(device))) {
      for (Path folder : LabelledFolders.in(directory)) {
        SceneFolder scenes = LabelledFolders.open(folder);
        Optional<CameraModel> camera = Optional.of(scenes.camera());
        AttributeCorrection correction = cell.of(camera);
        for (int i = 0; i < scenes.size(); i++) {
          LabelledImage image = scenes.images().get(i);
          CameraFrame frame = scenes.readFrame(i);
          tally.add(
              sight.look(frame.rgb(), frame.widthPixels(), frame.heightPixels(), camera, 0).stream()
                  .map(object -> object.corrected(correction))
                  .toList(),
              sight.kinds(),
              image.objects(),
              image.views(),
              scenes.camera());
        }
      }
      return sight.minScore();
    }
  }

  private double lookWithVision(SightQuality.Tally tally) throws IOException {
    if (models != null || calibration.isGiven()) {
      throw new ParameterException(
          spec.commandLine(),
          "--perception vision takes the released models without a calibration; leave out --models"
              + " and --calibration");
    }
    try (VisionBaseline vision =
        VisionBaseline.open(ReleasedModels.brain(), InferenceDevice.parse(device))) {
      for (Path folder : LabelledFolders.in(directory)) {
        SceneFolder scenes = LabelledFolders.open(folder);
        for (int i = 0; i < scenes.size(); i++) {
          LabelledImage image = scenes.images().get(i);
          tally.add(
              vision.look(scenes.readFrame(i)),
              SightTraining.Config.defaults().kinds(),
              image.objects(),
              image.views(),
              scenes.camera());
        }
      }
      return VisionDomain.MIN_SCORE;
    }
  }

  private void print(SightQuality q, SightQuality.AtScore own) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode document = mapper.valueToTree(q);
      document.set("atOwnScore", mapper.valueToTree(own));
      out.println(JsonDocument.of(document));
      return;
    }
    out.printf(Locale.ROOT, "%d pictures, %d objects to find%n", q.pictures(), q.objects());
    out.printf(
        Locale.ROOT,
        "from the models' own score %.2f on: recall %.3f, precision %.3f%n",
        own.score(),
        own.recall(),
        own.precision());
    if (Double.isNaN(q.score())) {
      out.printf(
          Locale.ROOT,
          "precision %.2f is reached from no score on: recall there is 0%n",
          SightQuality.PRECISION);
      return;
    }
    out.printf(
        Locale.ROOT,
        "recall at precision %.2f: %.3f (from score %.2f on), %.2f false a picture%n",
        SightQuality.PRECISION,
        q.recall(),
        q.score(),
        q.falseAPicture());
    out.println("of those found, median / 90th percentile:");
    out.printf(
        Locale.ROOT,
        "  position x, y %.1f / %.1f mm (%.0f %% within one sigma)%n",
        1000 * q.positionMedianMeters(),
        1000 * q.position90Meters(),
        100 * q.coverage());
    out.printf(
        Locale.ROOT,
        "  yaw           %.1f / %.1f degrees%n",
        Math.toDegrees(q.yawMedianRad()),
        Math.toDegrees(q.yaw90Rad()));
    out.printf(
        Locale.ROOT, "  colour        %.3f / %.3f a channel%n", q.colorMedian(), q.color90());
  }
}

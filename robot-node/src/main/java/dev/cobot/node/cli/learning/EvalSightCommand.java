package dev.cobot.node.cli.learning;

import dev.cobot.brain.VisionBaseline;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.sight.Sight;
import dev.cobot.brain.sight.SightComparison;
import dev.cobot.brain.sight.SightTally;
import dev.cobot.brain.sight.SightTraining;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.node.cli.calibrate.CalibrationOption;
import dev.cobot.node.cli.calibrate.CellCalibration;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
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

/** {@code cobot eval sight}: how well labelled pictures are read. */
@Command(
    name = "sight",
    mixinStandardHelpOptions = true,
    description = {
      "Holds what is seen on labelled scene folders against their labels.",
      "Recall is told at the lowest score with a precision of 0.95, over all labelled objects of",
      "which at least 0.6 is visible; errors are of those that are found there. Average precision",
      "is of the reports of all scores and kinds in one ranking, the plain step sum."
    })
final class EvalSightCommand implements Callable<Integer> {
  private static final long RESAMPLING_SEED = 1;

  @Parameters(paramLabel = "DIR", description = "a scene folder with labels, or a folder of them")
  private Path directory;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "folder with detector and reader (default: the released ones)")
  private Path models;

  @Option(
      names = "--against",
      paramLabel = "MODELS",
      description = {
        "read the same pictures with the models of this folder too, and tell the differences (first"
            + " minus these)",
        "in average precision, and in F1 and position from each one's own score on, with intervals"
            + " of 95 %%"
      })
  private Path against;

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
    SightFindings findings = perception.perceiving() == Perceiving.VISION ? ofVision() : ofSight();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(findings.json());
    } else {
      findings.print(out);
    }
    return 0;
  }

  private SightFindings ofSight() throws IOException {
    if (against != null && calibration.isGiven()) {
      throw new ParameterException(
          spec.commandLine(),
          "--against compares models as they are, and a calibration is of one of them; leave out"
              + " --calibration or --against");
    }
    Path released = models == null ? ReleasedModels.sight() : models;
    CellCalibration cell = calibration.find(released);
    InferenceDevice on = InferenceDevice.parse(device);
    try (Sight sight = Sight.open(released, on)) {
      if (against == null) {
        SightTally tally = look(sight, cell);
        return new SightFindings(tally.quality(), tally.at(sight.minScore()), Optional.empty());
      }
      try (Sight other = Sight.open(against, on)) {
        if (!Set.copyOf(sight.kinds()).equals(Set.copyOf(other.kinds()))) {
          throw new CliException(
              ExitCode.CONFIGURATION,
              "%s tells apart %s, %s %s; only models of the same kinds look for the same objects"
                  .formatted(released, sight.kinds(), against, other.kinds()));
        }
        SightTally tally = look(sight, cell);
        SightTally theirs = look(other, cell);
        return new SightFindings(
            tally.quality(),
            tally.at(sight.minScore()),
            Optional.of(
                new SightFindings.Against(
                    against,
                    theirs.quality(),
                    theirs.at(other.minScore()),
                    SightComparison.of(
                        tally, sight.minScore(), theirs, other.minScore(), RESAMPLING_SEED))));
      }
    }
  }

  private SightTally look(Sight sight, CellCalibration cell) throws IOException {
    SightTally tally = new SightTally();
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
    return tally;
  }

  private SightFindings ofVision() throws IOException {
    if (models != null || against != null || calibration.isGiven()) {
      throw new ParameterException(
          spec.commandLine(),
          "--perception vision takes the released models without a calibration; leave out --models,"
              + " --against and --calibration");
    }
    SightTally tally = new SightTally();
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
      return new SightFindings(tally.quality(), tally.at(VisionDomain.MIN_SCORE), Optional.empty());
    }
  }
}

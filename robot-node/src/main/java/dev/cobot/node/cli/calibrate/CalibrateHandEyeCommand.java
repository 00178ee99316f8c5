package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.sim2real.calibration.HandEyeCalibration;
import dev.cobot.sim2real.calibration.HandEyeResult;
import dev.cobot.sim2real.calibration.HoldOut;
import dev.cobot.sim2real.calibration.PictureSet;
import dev.cobot.sim2real.calibration.RobotPoses;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code cobot calibrate handeye}: how a camera is fixed to the hand or beside the arm. */
@Command(
    name = "handeye",
    description = {
      "Finds how a camera is fixed to the hand (toolFromCamera), or where it stands beside the arm"
          + " (baseFromCamera).",
      "in-hand: the board stands still, the hand carries the camera. to-hand: the camera stands"
          + " still, the hand carries the board. Take 10 to 20 pictures with the arm at rest, the"
          + " hand turned by 20 to 60 degrees about at least two axes."
    },
    mixinStandardHelpOptions = true)
final class CalibrateHandEyeCommand implements Callable<Integer> {
  @Option(
      names = "--poses",
      required = true,
      paramLabel = "FILE",
      description =
          "JSON list of {\"image\": NAME, \"baseFromTool\": {\"positionMeters\": [x, y, z],"
              + " \"quaternionXyzw\": [x, y, z, w]}}")
  private Path poses;

  @Option(
      names = "--eye",
      defaultValue = "in-hand",
      converter = EyeConverter.class,
      paramLabel = "WHERE",
      description = "in-hand or to-hand (default ${DEFAULT-VALUE})")
  private HandEyeResult.Eye eye;

  @Mixin private BoardOptions options;
  @Mixin private CameraOption camera;
  @Mixin private SessionOptions sessions;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  /** Reads the two words. */
  static final class EyeConverter implements ITypeConverter<HandEyeResult.Eye> {
    @Override
    public HandEyeResult.Eye convert(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "in-hand" -> HandEyeResult.Eye.IN_HAND;
        case "to-hand" -> HandEyeResult.Eye.TO_HAND;
        default ->
            throw new TypeConversionException("got '" + word + "', allowed: in-hand, to-hand");
      };
    }
  }

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    PrintWriter out = spec.commandLine().getOut();
    Optional<String> session = sessions.session();
    PictureSet set = options.pictures(spec, HoldOut.NONE);
    CameraOption.Known before = camera.require(sessions);
    HandEyeResult result =
        HandEyeCalibration.calibrate(before.camera(), set, RobotPoses.read(poses), eye);
    ObjectNode document = CalibrationReport.document(result);
    KeptRun kept =
        session.isEmpty() ? null : keep(session.get(), set.folder(), before, result, document);
    CalibrationReport report = new CalibrationReport(out, spec.commandLine().getErr());
    if (options.json()) {
      report.print(document, kept);
    } else {
      for (HandEyeResult.View view : result.views()) {
        out.println(
            String.format(
                Locale.ROOT,
                "%-32s %-10s %s%s",
                view.image(),
                view.status().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                view.positionErrorMillimeters() == null
                    ? ""
                    : String.format(
                        Locale.ROOT,
                        "%.2f mm %.3f degrees",
                        view.positionErrorMillimeters(),
                        view.rotationErrorDegrees()),
                view.detail().isEmpty() ? "" : "  " + view.detail()));
      }
      HandEyeResult.Pose pose =
          result.toolFromCamera() != null ? result.toolFromCamera() : result.baseFromCamera();
      if (pose != null) {
        out.println(
            (result.toolFromCamera() != null ? "toolFromCamera" : "baseFromCamera")
                + ": "
                + pose.positionMeters()
                + " m, quaternion x y z w "
                + pose.quaternionXyzw());
      }
    }
    return report.end(result.verdict(), result.detail(), kept, options.json());
  }

  private KeptRun keep(
      String session,
      Path folder,
      CameraOption.Known before,
      HandEyeResult result,
      ObjectNode document)
      throws IOException {
    ObjectNode answer = document.deepCopy();
    // By the names that the sigma has, so that runs compare.
    answer.set(
        "parameters",
        document.get(eye == HandEyeResult.Eye.IN_HAND ? "toolFromCamera" : "baseFromCamera"));
    return KeptRun.keep(
        sessions,
        session,
        CalibrationKind.HANDEYE,
        new Finding(
            before.document(), before.document(), answer, result.verdict(), result.detail()),
        ErrorUnit.METERS,
        folder,
        result.views().stream().map(CalibrateHandEyeCommand::picture).toList());
  }

  private static KeptRun.Picture picture(HandEyeResult.View view) {
    Double millimeters = view.positionErrorMillimeters();
    return new KeptRun.Picture(
        view.image(), view.status(), null, millimeters == null ? null : millimeters / 1000);
  }
}

package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.sim2real.calibration.HoldOut;
import dev.cobot.sim2real.calibration.IntrinsicsCalibration;
import dev.cobot.sim2real.calibration.IntrinsicsResult;
import dev.cobot.sim2real.calibration.PictureSet;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.Finding;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate intrinsics}: focal lengths, centre and distortion of a camera. */
@Command(
    name = "intrinsics",
    description = {
      "Finds focal lengths, centre and distortion (plumb_bob) of a camera.",
      "Take 15 to 30 sharp pictures with fixed zoom and focus: the board tilted 20 to 45 degrees to"
          + " all sides, near and far, also at the borders and corners of the picture.",
      "The verdict is ok, weak (usable within its sigma; the detail says what would help) or"
          + " refused (no camera, exit code 1). A chessboard cannot show that pictures are"
          + " mirrored, and no board that its SIDE is wrong: the intrinsics do not depend on it."
    },
    mixinStandardHelpOptions = true)
final class CalibrateIntrinsicsCommand implements Callable<Integer> {
  @Mixin private BoardOptions options;
  @Mixin private CameraOption camera;
  @Mixin private SessionOptions sessions;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<String> session = sessions.session();
    PictureSet set = options.pictures(spec, session.isPresent() ? HoldOut.USUAL : HoldOut.NONE);
    CameraOption.Known before =
        session.isPresent() || camera.isGiven() ? camera.find(sessions).orElse(null) : null;
    IntrinsicsResult result =
        IntrinsicsCalibration.calibrate(set, before == null ? null : before.camera().lens());
    ObjectNode document = CalibrationReport.document(result);
    KeptRun kept =
        session.isEmpty() ? null : keep(session.get(), set.folder(), before, result, document);
    CalibrationReport report = new CalibrationReport(out, err);
    if (options.json()) {
      report.print(document, kept);
    } else {
      report.views(result.views());
      CameraIntrinsics lens = result.camera();
      if (lens != null) {
        out.println(
            String.format(
                Locale.ROOT,
                "fx %.2f fy %.2f cx %.2f cy %.2f, k1 k2 p1 p2 k3 %s; residual %.3f pixels",
                lens.fx(),
                lens.fy(),
                lens.cx(),
                lens.cy(),
                lens.distortion(),
                result.reprojectionRmsPixels()));
      }
    }
    return report.end(result.verdict(), result.detail(), kept, options.json());
  }

  private KeptRun keep(
      String session,
      Path folder,
      CameraOption.Known before,
      IntrinsicsResult result,
      ObjectNode document)
      throws IOException {
    return KeptRun.keep(
        sessions,
        session,
        CalibrationKind.INTRINSICS,
        new Finding(
            before == null ? null : before.document(),
            document.get("camera"),
            document,
            result.verdict(),
            result.detail()),
        ErrorUnit.PIXELS,
        folder,
        CalibrationReport.pictures(result.views()));
  }
}

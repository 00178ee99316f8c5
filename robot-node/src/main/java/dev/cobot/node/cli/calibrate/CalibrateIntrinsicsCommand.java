package dev.cobot.node.cli.calibrate;

import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.sim2real.calibration.IntrinsicsCalibration;
import dev.cobot.sim2real.calibration.IntrinsicsResult;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.PrintWriter;
import java.util.Locale;
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
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    IntrinsicsResult result =
        IntrinsicsCalibration.calibrate(
            options.images(), options.board(spec), options.drawings(), options.progress(err));
    CalibrationReport report = new CalibrationReport(out, err);
    if (options.json()) {
      report.document(result);
    } else {
      report.views(result.views());
      CameraIntrinsics camera = result.camera();
      if (camera != null) {
        out.println(
            String.format(
                Locale.ROOT,
                "fx %.2f fy %.2f cx %.2f cy %.2f, k1 k2 p1 p2 k3 %s; residual %.3f pixels",
                camera.fx(),
                camera.fy(),
                camera.cx(),
                camera.cy(),
                camera.distortion(),
                result.reprojectionRmsPixels()));
      }
    }
    return report.end(result.verdict(), result.detail(), options.json());
  }
}

package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.sim2real.calibration.HoldOut;
import dev.cobot.sim2real.calibration.PictureSet;
import dev.cobot.sim2real.calibration.TableCalibration;
import dev.cobot.sim2real.calibration.TableCalibration.BoardPlace;
import dev.cobot.sim2real.calibration.TablePoseResult;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.Finding;
import dev.cobot.sim2real.dataset.CameraFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate table}: where a camera stands over its table. */
@Command(
    name = "table",
    description = {
      "Finds where a camera stands, from one or more pictures of a board that lies on the table.",
      "The table's frame: z up, origin at the board's first inner corner (circle: its grid's"
          + " corner, tag: the lower left corner of the first tag), x along the columns, y along"
          + " the rows. A board that looks the same when it is turned has its origin at the end"
          + " that is lower and further left in the picture; one with columns + rows odd shows it:"
          + " the squares before its origin are black.",
      "Camera and board stand still over all pictures."
    },
    mixinStandardHelpOptions = true)
final class CalibrateTableCommand implements Callable<Integer> {
  @Option(
      names = "--board-pose",
      split = ",",
      paramLabel = "X,Y,YAW",
      description =
          "where the board's origin lies on the table, metres, and its turn about z, degrees"
              + " (default 0,0,0)")
  private double[] boardPose;

  @Option(
      names = "--board-thickness",
      paramLabel = "M",
      defaultValue = "0",
      description = "height of the print over the table, metres (default ${DEFAULT-VALUE})")
  private double boardThickness;

  @Option(names = "--out", paramLabel = "FILE", description = "write camera.json here")
  private Path out;

  @Mixin private BoardOptions options;
  @Mixin private CameraOption camera;
  @Mixin private SessionOptions sessions;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    Optional<String> session = sessions.session();
    PictureSet set = options.pictures(spec, HoldOut.NONE);
    BoardPlace place = place();
    CameraOption.Known before = camera.require(sessions);
    TablePoseResult result =
        TableCalibration.calibrate(before.camera(), set, place, before.placed());
    ObjectNode answer = CalibrationReport.document(result);
    KeptRun kept =
        session.isEmpty()
            ? null
            : KeptRun.keep(
                sessions,
                session.get(),
                CalibrationKind.TABLE,
                new Finding(
                    before.document(),
                    answer.get("camera"),
                    answer,
                    result.verdict(),
                    result.detail()),
                ErrorUnit.PIXELS,
                set.folder(),
                CalibrationReport.pictures(result.views()));
    PrintWriter printer = spec.commandLine().getOut();
    CalibrationReport report = new CalibrationReport(printer, spec.commandLine().getErr());
    String document = null;
    if (result.camera() != null) {
      document =
          new JsonMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(CameraFile.document(result.camera()));
      if (out != null) {
        Files.writeString(out, document + "\n");
      }
    }
    if (options.json()) {
      report.print(answer, kept);
    } else {
      report.views(result.views());
      if (document != null && out == null) {
        printer.println(document);
      }
    }
    return report.end(result.verdict(), result.detail(), kept, options.json());
  }

  private BoardPlace place() {
    if (boardPose != null && boardPose.length != 3) {
      throw new ParameterException(
          spec.commandLine(),
          "--board-pose needs X,Y,YAW, for example 0.1,-0.2,90; got "
              + boardPose.length
              + " numbers");
    }
    double[] pose = boardPose == null ? new double[3] : boardPose;
    try {
      return new BoardPlace(pose[0], pose[1], Math.toRadians(pose[2]), boardThickness);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}

package dev.cobot.node.cli.calibrate;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.sim2real.calibration.CalibratedView;
import dev.cobot.sim2real.calibration.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints the result of a calibration. */
final class CalibrationReport {
  private final PrintWriter out;
  private final PrintWriter err;

  CalibrationReport(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** Prints the result as one document. */
  void document(Object result) {
    out.println(JsonDocument.of(result));
  }

  /** Prints a line for each picture. */
  void views(List<CalibratedView> views) {
    for (CalibratedView view : views) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-32s %-10s %4d points %s%s",
              view.image(),
              view.status().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              view.points(),
              view.residualPixels() == null
                  ? ""
                  : String.format(Locale.ROOT, " %.2f pixels", view.residualPixels()),
              view.detail().isEmpty() ? "" : "  " + view.detail()));
    }
  }

  /** Ends with the verdict: a refusal goes to standard error and is a failure. */
  int end(Verdict verdict, String detail, boolean json) {
    String sentence = verdict.name().toLowerCase(Locale.ROOT) + ": " + detail;
    if (verdict == Verdict.REFUSED) {
      err.println("cobot: " + sentence);
      return ExitCode.FAILED;
    }
    if (!json) {
      out.println(sentence);
    }
    return ExitCode.DONE;
  }
}

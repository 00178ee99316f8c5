package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /** Returns the result as a document. */
  static ObjectNode document(Object result) {
    return new JsonMapper().valueToTree(result);
  }

  /** Prints the document of a result, and what became of its run, if it was kept. */
  void print(ObjectNode document, KeptRun kept) {
    if (kept != null) {
      document.set("session", kept.document());
    }
    out.println(JsonDocument.of(document));
  }

  /** Returns the pictures of a run; their errors are in pixels. */
  static List<KeptRun.Picture> pictures(List<CalibratedView> views) {
    return views.stream()
        .map(
            view ->
                new KeptRun.Picture(
                    view.image(),
                    view.status(),
                    view.residualBeforePixels(),
                    view.residualPixels()))
        .toList();
  }

  /** Prints a line for each picture. */
  void views(List<CalibratedView> views) {
    for (CalibratedView view : views) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-32s %-10s %4d points %s%s%s",
              view.image(),
              view.status().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              view.points(),
              view.residualPixels() == null
                  ? ""
                  : String.format(Locale.ROOT, " %.2f pixels", view.residualPixels()),
              view.residualBeforePixels() == null
                  ? ""
                  : String.format(Locale.ROOT, ", before %.2f", view.residualBeforePixels()),
              view.detail().isEmpty() ? "" : "  " + view.detail()));
    }
  }

  /**
   * Ends with the verdict, and what became of the run, if it was kept (else null): a refusal goes
   * to standard error and is a failure.
   */
  int end(Verdict verdict, String detail, KeptRun kept, boolean json) {
    String sentence = verdict.id() + ": " + detail;
    if (verdict == Verdict.REFUSED) {
      err.println("cobot: " + sentence);
      if (kept != null) {
        err.println("cobot: " + kept.sentence());
      }
      return ExitCode.FAILED;
    }
    if (!json) {
      out.println(sentence);
      if (kept != null) {
        out.println(kept.sentence());
      }
    }
    return ExitCode.DONE;
  }
}

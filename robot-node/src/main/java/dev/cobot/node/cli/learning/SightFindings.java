package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.sight.SightComparison;
import dev.cobot.brain.sight.SightQuality;
import dev.cobot.node.cli.console.JsonDocument;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code cobot eval sight} found, as it is printed.
 *
 * @param own what the models' own score gives
 * @param against what other models find on the same pictures
 */
record SightFindings(SightQuality quality, SightQuality.AtScore own, Optional<Against> against) {
  /**
   * Other models beside those that are measured.
   *
   * @param own what their own score gives
   * @param differences measured ones minus these
   */
  record Against(
      Path models, SightQuality quality, SightQuality.AtScore own, SightComparison differences) {}

  /** Returns one JSON document. */
  String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode document = mapper.valueToTree(quality);
    document.set("atOwnScore", mapper.valueToTree(own));
    against.ifPresent(
        other -> {
          ObjectNode node = document.putObject("against");
          node.put("models", other.models().toString());
          node.put("averagePrecision", other.quality().averagePrecision());
          node.put("f1AtOwnScore", other.own().f1());
          node.put("positionMedianMeters", other.own().positionMedianMeters());
          node.set("differences", mapper.valueToTree(other.differences()));
        });
    return JsonDocument.of(document);
  }

  /** Prints it to be read. */
  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT, "%d pictures, %d objects to find%n", quality.pictures(), quality.objects());
    out.printf(
        Locale.ROOT, "average precision over all scores: %.3f%n", quality.averagePrecision());
    out.printf(
        Locale.ROOT,
        "from the models' own score %.2f on: recall %.3f, precision %.3f, F1 %.3f, position x, y"
            + " %.1f mm (median)%n",
        own.score(),
        own.recall(),
        own.precision(),
        own.f1(),
        1000 * own.positionMedianMeters());
    printAtPrecision(out);
    against.ifPresent(other -> print(other, out));
  }

  private void printAtPrecision(PrintWriter out) {
    if (Double.isNaN(quality.score())) {
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
        quality.recall(),
        quality.score(),
        quality.falseAPicture());
    out.println("of those found, median / 90th percentile:");
    out.printf(
        Locale.ROOT,
        "  position x, y %.1f / %.1f mm (%.0f %% within one sigma)%n",
        1000 * quality.positionMedianMeters(),
        1000 * quality.position90Meters(),
        100 * quality.coverage());
    out.printf(
        Locale.ROOT,
        "  yaw           %.1f / %.1f degrees%n",
        Math.toDegrees(quality.yawMedianRad()),
        Math.toDegrees(quality.yaw90Rad()));
    out.printf(
        Locale.ROOT,
        "  colour        %.3f / %.3f a channel%n",
        quality.colorMedian(),
        quality.color90());
  }

  private static void print(Against other, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "against %s: average precision %.3f; from its own score %.2f on F1 %.3f, position x, y"
            + " %.1f mm (median)%n",
        other.models(),
        other.quality().averagePrecision(),
        other.own().score(),
        other.own().f1(),
        1000 * other.own().positionMedianMeters());
    out.printf(
        Locale.ROOT,
        "minus those, on the same pictures (95 %% interval, pictures drawn again %d times):%n",
        SightComparison.RESAMPLES);
    SightComparison all = other.differences();
    print("average precision", "%+.3f (%+.3f..%+.3f)", 1, all.averagePrecision(), out);
    print("F1 at own score", "%+.3f (%+.3f..%+.3f)", 1, all.f1AtOwnScore(), out);
    print("position x, y", "%+.1f mm (%+.1f..%+.1f)", 1000, all.positionMedianMeters(), out);
  }

  private static void print(
      String name,
      String format,
      double scale,
      SightComparison.Difference difference,
      PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  %-18s %s%n",
        name,
        Double.isNaN(difference.difference())
            ? "one of the two has none"
            : String.format(
                Locale.ROOT,
                format,
                scale * difference.difference(),
                scale * difference.low(),
                scale * difference.high()));
  }
}

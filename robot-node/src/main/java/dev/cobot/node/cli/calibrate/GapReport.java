package dev.cobot.node.cli.calibrate;

import dev.cobot.node.cli.console.ReportStyle;
import dev.cobot.node.picture.GapCharts;
import dev.cobot.node.picture.GapPicture;
import dev.cobot.sim2real.calibration.attributes.AttributeCalibrationResult;
import dev.cobot.sim2real.calibration.attributes.AttributeError;
import dev.cobot.sim2real.calibration.attributes.HeldOutComparison.Estimate;
import dev.cobot.sim2real.calibration.attributes.JudgedPicture;
import dev.cobot.sim2real.calibration.attributes.PartResult;
import dev.cobot.sim2real.calibration.attributes.SeenAttribute;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.picture.FrameFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * The gap between what is seen in a cell and what is there, before and after a correction: one HTML
 * file that needs no other, and its pictures as PNG files beside it.
 */
final class GapReport {
  private static final int WORST_PICTURES = 6;

  /** An object that is missed or not there weighs as much as one that is so far off. */
  private static final double MISS_METERS = 0.05;

  private static final String STYLE =
      """
      td.word { white-space: nowrap; }
      .worst { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
      .verdict { display: inline-block; padding: 0 8px; border-radius: 4px; color: #fff; }
      .ok { background: #15803d; } .weak { background: #b45309; } .refused { background: #6b7280; }
      """;

  private final Path folder;
  private final StringBuilder html = new StringBuilder();

  private GapReport(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a report.
   *
   * @param left why pictures are left out, by their names
   * @param folder is made if it is missing
   */
  static void write(
      AttributeCalibrationResult result, SceneFolder scenes, Map<String, String> left, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    GapReport report = new GapReport(folder);
    report.document(result, scenes, left);
    Files.writeString(folder.resolve("report.html"), report.html);
  }

  private void document(
      AttributeCalibrationResult result, SceneFolder scenes, Map<String, String> left)
      throws IOException {
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<title>Gap report</title>\n<style>\n")
        .append(ReportStyle.CSS)
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<main>\n<h1>Gap report</h1>\n");
    long heldOut = result.pictures().stream().filter(JudgedPicture::heldOut).count();
    int seen = result.pictures().stream().mapToInt(p -> p.objects().size()).sum();
    int missed = result.pictures().stream().mapToInt(p -> p.missed().size()).sum();
    int wrong = result.pictures().stream().mapToInt(p -> p.falseReports().size()).sum();
    paragraph(
        "note",
        String.format(
            Locale.ROOT,
            "%s: %d pictures, of which %d judge; %d labelled objects are seen, %d are missed, %d"
                + " reports are of nothing that is labelled.",
            scenes.directory(),
            result.pictures().size(),
            heldOut,
            seen,
            missed,
            wrong));
    html.append("<p>")
        .append(verdict(result.verdict().id()))
        .append(' ')
        .append(
            escaped(
                switch (result.verdict()) {
                  case OK -> "Held-out pictures get better where a part is marked ok.";
                  case WEAK -> "Held-out pictures get better, but there are few of them.";
                  case REFUSED -> "Nothing is corrected.";
                }))
        .append("</p>\n");
    parts(result);
    errors(result);
    heading("Error of each attribute");
    figure("errors.png", GapCharts.errors(result), "Held-out pictures, before and after.");
    heading("Reliability of the sigmas");
    figure(
        "reliability.png",
        GapCharts.reliability(result),
        "Part of the errors that is within so many stated sigmas, against what a normal"
            + " distribution has there.");
    heading("Colours");
    figure("colors.png", GapCharts.colors(result), "The objects with the largest errors.");
    worst(result, scenes);
    if (!left.isEmpty()) {
      heading("Pictures that are left out");
      html.append("<table>\n");
      left.forEach(
          (name, why) ->
              html.append("<tr><td>")
                  .append(escaped(name))
                  .append("</td><td>")
                  .append(escaped(why))
                  .append("</td></tr>\n"));
      html.append("</table>\n");
    }
    html.append("</main>\n</body>\n</html>\n");
  }

  private void parts(AttributeCalibrationResult result) {
    heading("What is corrected");
    html.append("<table>\n");
    for (PartResult part : result.parts()) {
      html.append("<tr><td class=\"word\">")
          .append(escaped(part.part().id()))
          .append("</td><td>")
          .append(verdict(part.verdict().id()))
          .append("</td><td>")
          .append(escaped(part.detail()))
          .append("</td></tr>\n");
    }
    html.append("</table>\n");
  }

  private void errors(AttributeCalibrationResult result) {
    heading("Errors on held-out pictures");
    html.append("<table>\n<tr><th></th>");
    for (String head :
        List.of("median before", "after", "90th before", "after", "in 1 sigma", "after")) {
      html.append("<th class=\"number\">").append(escaped(head)).append("</th>");
    }
    html.append("</tr>\n");
    for (AttributeError error : result.errors()) {
      SeenAttribute attribute = error.attribute();
      double factor = GapCharts.readable(attribute);
      html.append("<tr><td class=\"word\">")
          .append(escaped(GapCharts.word(attribute)))
          .append("<br><span class=\"note\">")
          .append(escaped(GapCharts.unit(attribute)))
          .append("</span></td>");
      interval(error.median().before(), factor);
      interval(error.median().after(), factor);
      number(shown(factor * error.percentile90Before()));
      number(shown(factor * error.percentile90After()));
      number(percent(error.coverageBefore()));
      number(percent(error.coverageAfter()));
      html.append("</tr>\n");
    }
    html.append("</table>\n");
    paragraph("note", "Below each median: its 95 % interval. One sigma should cover 68 %.");
  }

  private void worst(AttributeCalibrationResult result, SceneFolder scenes) throws IOException {
    heading("The worst pictures");
    paragraph(
        "note",
        "Green ring: label. Orange cross: seen. Blue dot: corrected. Red ring: missed. Violet ring:"
            + " seen, but not labelled.");
    List<JudgedPicture> sorted =
        result.pictures().stream()
            .filter(JudgedPicture::heldOut)
            .sorted(Comparator.comparingDouble(GapReport::badness).reversed())
            .limit(WORST_PICTURES)
            .toList();
    html.append("<div class=\"worst\">\n");
    for (int i = 0; i < sorted.size(); i++) {
      JudgedPicture picture = sorted.get(i);
      Double before = picture.positionErrorMeters(false);
      Double after = picture.positionErrorMeters(true);
      figure(
          "worst-" + (i + 1) + ".png",
          GapPicture.of(
              FrameFiles.readImage(scenes.directory().resolve(picture.name())),
              picture,
              scenes.camera()),
          before == null
              ? picture.name() + ": no labelled object is seen"
              : String.format(
                  Locale.ROOT,
                  "%s: %.1f mm before, %.1f mm after; %d missed, %d false",
                  picture.name(),
                  1000 * before,
                  1000 * after,
                  picture.missed().size(),
                  picture.falseReports().size()));
    }
    html.append("</div>\n");
  }

  private static double badness(JudgedPicture picture) {
    Double error = picture.positionErrorMeters(true);
    return (error == null ? 0 : error)
        + MISS_METERS
            * (picture.missed().size() + picture.falseReports().size())
            / (1.0 + picture.objects().size());
  }

  private void figure(String name, BufferedImage image, String caption) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    Files.write(folder.resolve(name), png.toByteArray());
    html.append("<figure><img alt=\"")
        .append(escaped(caption))
        .append("\" src=\"data:image/png;base64,")
        .append(Base64.getEncoder().encodeToString(png.toByteArray()))
        .append("\"><figcaption>")
        .append(escaped(caption))
        .append("</figcaption></figure>\n");
  }

  private void heading(String text) {
    html.append("<h2>").append(escaped(text)).append("</h2>\n");
  }

  private void paragraph(String type, String text) {
    html.append("<p class=\"").append(type).append("\">").append(escaped(text)).append("</p>\n");
  }

  private void number(String text) {
    html.append("<td class=\"number\">").append(escaped(text)).append("</td>");
  }

  private static String verdict(String id) {
    return "<span class=\"verdict %1$s\">%1$s</span>".formatted(escaped(id));
  }

  private void interval(Estimate estimate, double factor) {
    html.append("<td class=\"number\">")
        .append(escaped(shown(factor * estimate.value())))
        .append("<br><span class=\"note\">")
        .append(escaped(shown(factor * estimate.low()) + " to " + shown(factor * estimate.high())))
        .append("</span></td>");
  }

  private static String shown(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3g", value);
  }

  private static String percent(double part) {
    return Double.isNaN(part) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * part);
  }

  /** Returns text that no HTML reader takes for anything else. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}

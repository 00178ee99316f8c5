package dev.cobot.node.picture;

import dev.cobot.brain.language.Role;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Draws one camera frame with the objects that the runtime believes in, a ring around what each
 * phrase of the command attends to, and bars for the attention over objects and modalities.
 */
public final class AttentionPicture {
  private static final int SCALE = 3;
  private static final int PANEL_WIDTH = 380;
  private static final int MARGIN = 18;
  private static final int BAR_WIDTH = 150;
  private static final int ROW = 24;
  private static final Color TARGET = new Color(0xE6, 0x4A, 0x19);
  private static final Color DESTINATION = new Color(0x15, 0x65, 0xC0);
  private static final Color OTHER = new Color(0xF5, 0xF5, 0xF5);
  private static final Color INK = new Color(0x21, 0x21, 0x21);
  private static final Color FAINT = new Color(0xDD, 0xDD, 0xDD);
  private static final double STRONG = 0.3;

  private AttentionPicture() {}

  /** Writes the picture as a PNG. */
  public static void write(CameraFrame frame, CommandReport report, Path file) throws IOException {
    ImageIO.write(draw(frame, report), "png", file.toFile());
  }

  static BufferedImage draw(CameraFrame frame, CommandReport report) {
    int width = frame.widthPixels() * SCALE;
    int height = frame.heightPixels() * SCALE;
    BufferedImage picture =
        new BufferedImage(width + PANEL_WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      g.drawImage(image(frame), 0, 0, width, height, null);
      for (ObjectAttributes object : report.objects()) {
        mark(g, frame.camera(), object, report);
      }
      panel(g, width, height, report);
    } finally {
      g.dispose();
    }
    return picture;
  }

  static BufferedImage image(CameraFrame frame) {
    int width = frame.widthPixels();
    BufferedImage image =
        new BufferedImage(width, frame.heightPixels(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = frame.rgb();
    for (int i = 0; i < rgb.length / 3; i++) {
      int pixel =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
      image.setRGB(i % width, i / width, pixel);
    }
    return image;
  }

  private static void mark(
      Graphics2D g, CameraModel camera, ObjectAttributes object, CommandReport report) {
    CameraModel.Pixel center = camera.project(object.positionMeters());
    if (!(center.depthMeters() > 0)) {
      return;
    }
    double width = Math.max(object.sizeMeters().x(), object.sizeMeters().y());
    double reach = 0.6 * Math.max(width, 0.75 * object.sizeMeters().z()) + 0.005;
    int radius = (int) Math.round(SCALE * camera.intrinsics().fx() * reach / center.depthMeters());
    int x = (int) Math.round((center.x() + 0.5) * SCALE);
    int y = (int) Math.round((center.y() + 0.5) * SCALE);
    double target =
        report.attention().getOrDefault(Role.TARGET, Map.of()).getOrDefault(object.id(), 0.0);
    double destination =
        report.attention().getOrDefault(Role.DESTINATION, Map.of()).getOrDefault(object.id(), 0.0);
    boolean strong = Math.max(target, destination) > STRONG;
    Color color = !strong ? OTHER : target >= destination ? TARGET : DESTINATION;
    g.setColor(color);
    g.setStroke(new BasicStroke(strong ? 4f : 1.5f));
    g.drawOval(x - radius, y - radius, 2 * radius, 2 * radius);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    String label = describe(object);
    int labelWidth = g.getFontMetrics().stringWidth(label);
    g.setColor(new Color(0, 0, 0, 150));
    g.fillRoundRect(x - labelWidth / 2 - 5, y - radius - 24, labelWidth + 10, 19, 6, 6);
    g.setColor(strong ? Color.WHITE : OTHER);
    g.drawString(label, x - labelWidth / 2, y - radius - 10);
  }

  private static void panel(Graphics2D g, int left, int height, CommandReport report) {
    g.setColor(Color.WHITE);
    g.fillRect(left, 0, PANEL_WIDTH, height);
    int x = left + MARGIN;
    int y = MARGIN + 14;
    y = heading(g, x, y, "heard");
    y = paragraph(g, x, y, "\"" + report.text() + "\"");
    if (report.understood() != null) {
      y = paragraph(g, x, y, report.understood());
    }
    y = heading(g, x, y + 8, "attention of the target's phrase");
    y =
        bars(
            g, x, y, names(report), report.attention().getOrDefault(Role.TARGET, Map.of()), TARGET);
    y = heading(g, x, y + 8, "attention of the destination's phrase");
    y =
        bars(
            g,
            x,
            y,
            names(report),
            report.attention().getOrDefault(Role.DESTINATION, Map.of()),
            DESTINATION);
    if (!report.modalityAttention().isEmpty()) {
      y = heading(g, x, y + 8, "what entered the workspace");
      y =
          bars(
              g,
              x,
              y,
              report.modalityAttention().keySet().stream()
                  .sorted()
                  .map(n -> List.of(n, n))
                  .toList(),
              report.modalityAttention(),
              new Color(0x55, 0x8B, 0x2F));
    }
    y = heading(g, x, y + 8, "outcome");
    paragraph(
        g,
        x,
        y,
        report.outcome().kind().word()
            + report.reason().map(r -> " (" + r + ")").orElse("")
            + ": "
            + report.outcome().detail());
  }

  /** Returns each object's id with its label. */
  private static List<List<String>> names(CommandReport report) {
    return report.objects().stream().map(o -> List.of(o.id(), describe(o))).toList();
  }

  private static int heading(Graphics2D g, int x, int y, String text) {
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    g.setColor(INK);
    g.drawString(text, x, y);
    return y + ROW;
  }

  private static int paragraph(Graphics2D g, int x, int y, String text) {
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    g.setColor(INK);
    StringBuilder line = new StringBuilder();
    int row = y;
    for (String word : text.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (g.getFontMetrics().stringWidth(longer) > PANEL_WIDTH - 2 * MARGIN && !line.isEmpty()) {
        g.drawString(line.toString(), x, row);
        row += ROW - 5;
        line.setLength(0);
        line.append(word);
      } else {
        line.setLength(0);
        line.append(longer);
      }
    }
    g.drawString(line.toString(), x, row);
    return row + ROW;
  }

  private static int bars(
      Graphics2D g,
      int x,
      int y,
      List<List<String>> names,
      Map<String, Double> weights,
      Color color) {
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    int row = y;
    for (List<String> name : names) {
      double weight = weights.getOrDefault(name.get(0), 0.0);
      g.setColor(INK);
      g.drawString(name.get(1), x, row);
      int barX = x + 125;
      g.setColor(FAINT);
      g.fillRect(barX, row - 12, BAR_WIDTH, 14);
      g.setColor(color);
      g.fillRect(barX, row - 12, (int) Math.round(BAR_WIDTH * Math.min(1, weight)), 14);
      g.setColor(INK);
      g.drawString(String.format(Locale.ROOT, "%.0f %%", 100 * weight), barX + BAR_WIDTH + 8, row);
      row += ROW;
    }
    return row;
  }

  private static String describe(ObjectAttributes object) {
    return ColorName.nearest(object.color()).word() + " " + object.kind().word();
  }
}

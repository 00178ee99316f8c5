package dev.cobot.node.picture;

import dev.cobot.sim2real.calibration.attributes.JudgedPicture;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * A picture with where labelled objects are (green rings), where they are seen (orange crosses) and
 * where they are seen with a correction (blue dots); what is missed is ringed in red, a false
 * report in violet.
 */
public final class GapPicture {
  private static final int WIDTH = 720;
  private static final Color LABEL = new Color(0x16, 0xa3, 0x4a);
  private static final Color MISSED = new Color(0xdc, 0x26, 0x26);
  private static final Color FALSE_REPORT = new Color(0xa8, 0x3a, 0xe8);

  private final Graphics2D g;
  private final CameraModel camera;
  private final double zoom;

  private GapPicture(Graphics2D g, CameraModel camera, double zoom) {
    this.g = g;
    this.camera = camera;
    this.zoom = zoom;
  }

  /** Draws an overlay. */
  public static BufferedImage of(RgbImage image, JudgedPicture judged, CameraModel camera) {
    double zoom = WIDTH / (double) image.widthPixels();
    BufferedImage canvas =
        new BufferedImage(
            WIDTH,
            Math.max(1, (int) Math.round(zoom * image.heightPixels())),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = canvas.createGraphics();
    try {
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      g.drawImage(
          RgbImage.toBuffered(image.widthPixels(), image.heightPixels(), image.rgb()),
          0,
          0,
          canvas.getWidth(),
          canvas.getHeight(),
          null);
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
      GapPicture picture = new GapPicture(g, camera, zoom);
      judged.objects().forEach(picture::object);
      judged.missed().forEach(picture::missed);
      judged.falseReports().forEach(picture::falseReport);
    } finally {
      g.dispose();
    }
    return canvas;
  }

  private void object(JudgedPicture.JudgedObject object) {
    double[] label = pixel(object.label().positionMeters());
    double[] before = pixel(object.before().positionMeters());
    double[] after = pixel(object.after().positionMeters());
    if (label != null) {
      outlined(ring(label, 11), LABEL);
    }
    if (label != null && before != null) {
      outlined(new Line2D.Double(label[0], label[1], before[0], before[1]), Color.WHITE);
    }
    if (before != null) {
      outlined(
          new Line2D.Double(before[0] - 7, before[1] - 7, before[0] + 7, before[1] + 7),
          GapCharts.BEFORE);
      outlined(
          new Line2D.Double(before[0] - 7, before[1] + 7, before[0] + 7, before[1] - 7),
          GapCharts.BEFORE);
    }
    if (after != null) {
      outlined(ring(after, 4), GapCharts.AFTER);
    }
  }

  private void missed(SceneObject object) {
    double[] at = pixel(object.positionMeters());
    if (at != null) {
      outlined(ring(at, 16), MISSED);
      text(object.kind().word() + " missed", at);
    }
  }

  private void falseReport(ObjectAttributes report) {
    double[] at = pixel(report.positionMeters());
    if (at != null) {
      outlined(ring(at, 16), FALSE_REPORT);
      text(String.format(Locale.ROOT, "no %s (%.2f)", report.kind().word(), report.score()), at);
    }
  }

  /** Returns where a point is on the canvas, or null where it is not before the camera. */
  private double[] pixel(Vector3 tablePointMeters) {
    CameraModel.Pixel pixel = camera.project(tablePointMeters);
    return pixel.depthMeters() > 0
        ? new double[] {zoom * (pixel.x() + 0.5), zoom * (pixel.y() + 0.5)}
        : null;
  }

  private static Shape ring(double[] at, double radius) {
    return new Ellipse2D.Double(at[0] - radius, at[1] - radius, 2 * radius, 2 * radius);
  }

  private void text(String text, double[] at) {
    int width = g.getFontMetrics().stringWidth(text) + 8;
    int x = (int) Math.max(0, Math.min(WIDTH - width, at[0] - width / 2.0));
    int y = (int) at[1] + 20;
    g.setColor(new Color(0, 0, 0, 180));
    g.fillRect(x, y, width, 21);
    g.setColor(Color.WHITE);
    g.drawString(text, x + 4, y + 16);
  }

  // An edge of black is seen on any picture.
  private void outlined(Shape shape, Color color) {
    g.setStroke(new BasicStroke(5, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(Color.BLACK);
    g.draw(shape);
    g.setStroke(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(color);
    g.draw(shape);
  }
}

package dev.cobot.node.picture;

import dev.cobot.brain.sight.SeenObject;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * A picture with what is seen in it: box, kind and score, colour swatch; with a camera also the
 * two-sigma ellipse of the place on the table and the yaw.
 */
public final class SightPicture {
  private static final int MIN_WIDTH = 640;
  private static final int POINTS = 48;
  private static final double SIGMAS = 2;
  private static final double MAX_YAW_SIGMA_RAD = 0.6;

  private SightPicture() {}

  /** Writes a PNG. */
  public static void write(
      RgbImage image, List<SeenObject> objects, Optional<CameraModel> camera, Path file)
      throws IOException {
    int zoom = Math.max(1, (MIN_WIDTH + image.widthPixels() - 1) / image.widthPixels());
    BufferedImage canvas =
        new BufferedImage(
            zoom * image.widthPixels(), zoom * image.heightPixels(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = canvas.createGraphics();
    try {
      g.drawImage(
          RgbImage.toBuffered(image.widthPixels(), image.heightPixels(), image.rgb()),
          0,
          0,
          canvas.getWidth(),
          canvas.getHeight(),
          null);
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
      for (SeenObject object : objects) {
        draw(g, object, camera, zoom);
      }
    } finally {
      g.dispose();
    }
    ImageIO.write(canvas, "png", file.toFile());
  }

  private static void draw(
      Graphics2D g, SeenObject object, Optional<CameraModel> camera, int zoom) {
    double x = at(object.x0(), zoom);
    double y = at(object.y0(), zoom);
    Rectangle2D box =
        new Rectangle2D.Double(x, y, at(object.x1(), zoom) - x, at(object.y1(), zoom) - y);
    outlined(g, box);
    object.place().ifPresent(place -> camera.ifPresent(c -> place(g, place, c, zoom)));
    String text = String.format(Locale.ROOT, "%s %.2f", object.kind().word(), object.score());
    int width = g.getFontMetrics().stringWidth(text) + 22;
    int left = (int) x;
    int top = (int) Math.max(0, y - 16);
    g.setColor(new Color(0, 0, 0, 190));
    g.fillRect(left, top, width, 16);
    g.setColor(
        new Color(
            (float) object.color().red(),
            (float) object.color().green(),
            (float) object.color().blue()));
    g.fillRect(left + 2, top + 2, 12, 12);
    g.setColor(Color.WHITE);
    g.drawRect(left + 2, top + 2, 12, 12);
    g.drawString(text, left + 18, top + 13);
  }

  private static void place(Graphics2D g, SeenObject.Place place, CameraModel camera, int zoom) {
    Vector3 p = place.positionMeters();
    Path2D ellipse = new Path2D.Double();
    for (int i = 0; i <= POINTS; i++) {
      double a = 2 * Math.PI * i / POINTS;
      CameraModel.Pixel pixel =
          camera.project(
              p.plus(
                  new Vector3(
                      SIGMAS * place.positionSigmaMeters().x() * Math.cos(a),
                      SIGMAS * place.positionSigmaMeters().y() * Math.sin(a),
                      0)));
      if (!(pixel.depthMeters() > 0)) {
        return;
      }
      if (i == 0) {
        ellipse.moveTo(at(pixel.x(), zoom), at(pixel.y(), zoom));
      } else {
        ellipse.lineTo(at(pixel.x(), zoom), at(pixel.y(), zoom));
      }
    }
    outlined(g, ellipse);
    if (place.yawSigmaRad() < MAX_YAW_SIGMA_RAD) {
      Vector3 tip =
          p.plus(new Vector3(0.04 * Math.cos(place.yawRad()), 0.04 * Math.sin(place.yawRad()), 0));
      CameraModel.Pixel from = camera.project(p);
      CameraModel.Pixel to = camera.project(tip);
      if (to.depthMeters() > 0) {
        Path2D arrow = new Path2D.Double();
        arrow.moveTo(at(from.x(), zoom), at(from.y(), zoom));
        arrow.lineTo(at(to.x(), zoom), at(to.y(), zoom));
        outlined(g, arrow);
      }
    }
  }

  // White on black is seen on any picture.
  private static void outlined(Graphics2D g, java.awt.Shape shape) {
    g.setStroke(new BasicStroke(3.5f));
    g.setColor(Color.BLACK);
    g.draw(shape);
    g.setStroke(new BasicStroke(1.5f));
    g.setColor(Color.WHITE);
    g.draw(shape);
  }

  private static double at(double pixel, int zoom) {
    return (pixel + 0.5) * zoom;
  }
}

package dev.cobot.sim2real.calibration;

import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws what was found in pictures: points, residuals, the part of the picture that is covered. */
final class CalibrationDrawings {
  /** Residuals are far below a pixel: arrows show them this much longer. */
  private static final double ARROW_SCALE = 40;

  private static final int WANTED_WIDTH = 1000;

  private final Path folder;

  /**
   * Draws into a folder, which is made if it is not there.
   *
   * @throws IOException if it cannot be made
   */
  CalibrationDrawings(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
  }

  /**
   * Draws one picture with its points.
   *
   * @param named the points under the naming that was used, or null for the first one
   * @param residuals projected minus found, u and v of each point in turn, or null
   * @param status a sentence to write, or empty
   */
  void view(BoardPictures.Picture picture, BoardPoints named, double[] residuals, String status)
      throws IOException {
    if (picture.error() != null) {
      return;
    }
    RgbImage image = FrameFiles.readImage(picture.file());
    double scale = Math.max(0.25, Math.min(3, (double) WANTED_WIDTH / image.widthPixels()));
    BufferedImage canvas = canvas(image, scale);
    Graphics2D pen = pen(canvas);
    if (picture.sighting().found()) {
      BoardPoints points = named != null ? named : picture.sighting().points();
      for (int i = 0; i < points.size(); i++) {
        double u = (points.uPixels()[i] + 0.5) * scale;
        double v = (points.vPixels()[i] + 0.5) * scale;
        pen.setColor(i == 0 ? Color.YELLOW : Color.GREEN);
        pen.draw(new Ellipse2D.Double(u - 5, v - 5, 10, 10));
        if (residuals != null) {
          double du = residuals[2 * i];
          double dv = residuals[2 * i + 1];
          pen.setColor(Color.RED);
          pen.draw(new Line2D.Double(u, v, u + du * ARROW_SCALE, v + dv * ARROW_SCALE));
          pen.setColor(Color.CYAN);
          double pu = u + du * scale;
          double pv = v + dv * scale;
          pen.draw(new Line2D.Double(pu - 3, pv, pu + 3, pv));
          pen.draw(new Line2D.Double(pu, pv - 3, pu, pv + 3));
        }
      }
      if (points.size() > 1) {
        pen.setColor(Color.YELLOW);
        pen.draw(
            new Line2D.Double(
                (points.uPixels()[0] + 0.5) * scale,
                (points.vPixels()[0] + 0.5) * scale,
                (points.uPixels()[1] + 0.5) * scale,
                (points.vPixels()[1] + 0.5) * scale));
      }
    }
    String legend =
        status.isEmpty()
            ? picture.image()
                + (residuals == null
                    ? ""
                    : ": green found, cyan projected, red error x"
                        + (int) ARROW_SCALE
                        + ", yellow origin and x")
            : picture.image() + ": " + status;
    write(pen, canvas, legend);
    save(canvas, picture.image() + ".view.png");
  }

  /** Draws where in the picture the points of all views are. */
  void coverage(int widthPixels, int heightPixels, List<BoardPoints> views, int cells)
      throws IOException {
    double scale = (double) WANTED_WIDTH / widthPixels;
    BufferedImage canvas =
        new BufferedImage(
            WANTED_WIDTH,
            Math.max(1, (int) Math.round(heightPixels * scale)),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = pen(canvas);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    int[] counts = new int[cells * cells];
    for (BoardPoints view : views) {
      for (int i = 0; i < view.size(); i++) {
        int column = (int) (cells * (view.uPixels()[i] + 0.5) / widthPixels);
        int row = (int) (cells * (view.vPixels()[i] + 0.5) / heightPixels);
        if (column >= 0 && column < cells && row >= 0 && row < cells) {
          counts[row * cells + column]++;
        }
      }
    }
    for (int i = 0; i < counts.length; i++) {
      int x = i % cells * canvas.getWidth() / cells;
      int y = i / cells * canvas.getHeight() / cells;
      int right = (i % cells + 1) * canvas.getWidth() / cells;
      int low = (i / cells + 1) * canvas.getHeight() / cells;
      pen.setColor(counts[i] == 0 ? new Color(255, 214, 214) : new Color(222, 240, 222));
      pen.fillRect(x, y, right - x, low - y);
      pen.setColor(Color.LIGHT_GRAY);
      pen.drawRect(x, y, right - x, low - y);
    }
    for (int k = 0; k < views.size(); k++) {
      pen.setColor(Color.getHSBColor((float) (k * 0.618 % 1), 1f, 0.7f));
      BoardPoints view = views.get(k);
      for (int i = 0; i < view.size(); i++) {
        pen.fill(
            new Ellipse2D.Double(
                (view.uPixels()[i] + 0.5) * scale - 2.5,
                (view.vPixels()[i] + 0.5) * scale - 2.5,
                5,
                5));
      }
    }
    write(pen, canvas, views.size() + " views, one colour each; red cells hold no point");
    save(canvas, "coverage.png");
  }

  private static BufferedImage canvas(RgbImage image, double scale) {
    BufferedImage picture =
        RgbImage.toBuffered(image.widthPixels(), image.heightPixels(), image.rgb());
    BufferedImage canvas =
        new BufferedImage(
            Math.max(1, (int) Math.round(image.widthPixels() * scale)),
            Math.max(1, (int) Math.round(image.heightPixels() * scale)),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = pen(canvas);
    pen.drawImage(picture, 0, 0, canvas.getWidth(), canvas.getHeight(), null);
    pen.dispose();
    return canvas;
  }

  private static Graphics2D pen(BufferedImage canvas) {
    Graphics2D pen = canvas.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    pen.setStroke(new BasicStroke(1.5f));
    return pen;
  }

  private static void write(Graphics2D pen, BufferedImage canvas, String text) {
    pen.setColor(new Color(0, 0, 0, 170));
    pen.fillRect(0, canvas.getHeight() - 24, canvas.getWidth(), 24);
    pen.setColor(Color.WHITE);
    pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    pen.drawString(text.replaceAll("\\p{Cntrl}", "?"), 8, canvas.getHeight() - 7);
  }

  private void save(BufferedImage canvas, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!ImageIO.write(canvas, "png", file.toFile())) {
      throw new IOException(file + ": cannot be written as PNG");
    }
  }
}

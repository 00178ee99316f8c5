package dev.cobot.node.picture;

import dev.cobot.sim2real.calibration.attributes.AttributeCalibrationResult;
import dev.cobot.sim2real.calibration.attributes.AttributeError;
import dev.cobot.sim2real.calibration.attributes.HeldOutComparison.Estimate;
import dev.cobot.sim2real.calibration.attributes.JudgedPicture;
import dev.cobot.sim2real.calibration.attributes.SeenAttribute;
import dev.cobot.sim2real.scene.ColorRgb;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The charts of a gap report: what is seen against what is labelled, before a correction and after
 * it, on held-out pictures. Drawn twice as fine as they are shown.
 */
public final class GapCharts {
  /** What is before, in charts and overlays. */
  static final Color BEFORE = new Color(0xd9, 0x77, 0x06);

  /** What is after, in charts and overlays. */
  static final Color AFTER = new Color(0x1d, 0x6f, 0xd1);

  private static final Color TEXT = new Color(0x22, 0x26, 0x2b);
  private static final Color FAINT = new Color(0xc4, 0xca, 0xd1);
  private static final int FINE = 2;
  private static final int WIDTH = 760;
  private static final int ROW = 82;
  private static final int LEFT = 130;
  private static final int RIGHT = 40;
  private static final int PANEL = 176;
  private static final int AXIS = 52;
  private static final int MAX_SWATCHES = 24;
  private static final double[] NOMINAL = {
    0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6827, 0.75, 0.8, 0.85, 0.9, 0.9545
  };

  /** How many sigmas cover each nominal part of a normal distribution. */
  private static final double[] SIGMAS = {
    0.1257, 0.2533, 0.3853, 0.5244, 0.6745, 0.8416, 1, 1.1503, 1.2816, 1.4395, 1.6449, 2
  };

  private GapCharts() {}

  private record Canvas(BufferedImage image, Graphics2D g) {
    static Canvas of(int width, int height) {
      BufferedImage image =
          new BufferedImage(FINE * width, FINE * height, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = image.createGraphics();
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.scale(FINE, FINE);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
      return new Canvas(image, g);
    }

    BufferedImage done() {
      g.dispose();
      return image;
    }
  }

  /** Draws the median error of each attribute with its interval, and the 90th percentile. */
  public static BufferedImage errors(AttributeCalibrationResult result) {
    Canvas canvas = Canvas.of(WIDTH, ROW * Math.max(1, result.errors().size()) + 30);
    Graphics2D g = canvas.g();
    legend(g, LEFT, 18, "dot: median, line: its 95 % interval, diamond: 90th percentile");
    for (int i = 0; i < result.errors().size(); i++) {
      errors(g, result.errors().get(i), 30 + ROW * i);
    }
    return canvas.done();
  }

  private static void errors(Graphics2D g, AttributeError error, int top) {
    SeenAttribute attribute = error.attribute();
    double factor = readable(attribute);
    Estimate before = error.median().before();
    Estimate after = error.median().after();
    double most =
        1.08
            * Math.max(
                1e-9,
                Math.max(
                    Math.max(before.high(), after.high()),
                    Math.max(error.percentile90Before(), error.percentile90After())));
    int axis = top + ROW - 24;
    g.setColor(TEXT);
    g.setFont(g.getFont().deriveFont(Font.BOLD));
    g.drawString(word(attribute), 10, top + 26);
    g.setFont(g.getFont().deriveFont(Font.PLAIN));
    g.drawString(unit(attribute), 10, top + 42);
    g.setStroke(new BasicStroke(1));
    double step = round(factor * most / 5);
    for (int tick = 0; tick * step <= factor * most; tick++) {
      double x = x(tick * step / factor, most);
      g.setColor(FAINT);
      g.draw(new Line2D.Double(x, top + 10, x, axis));
      g.setColor(TEXT);
      centered(
          g,
          new BigDecimal(tick * step)
              .round(new MathContext(3))
              .stripTrailingZeros()
              .toPlainString(),
          x,
          axis + 14);
    }
    whisker(g, before, error.percentile90Before(), most, top + 22, BEFORE);
    whisker(g, after, error.percentile90After(), most, top + 44, AFTER);
  }

  private static void whisker(
      Graphics2D g, Estimate median, double tail, double most, double y, Color color) {
    g.setColor(color);
    g.setStroke(new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(new Line2D.Double(x(median.low(), most), y, x(median.high(), most), y));
    g.fill(new Ellipse2D.Double(x(median.value(), most) - 5, y - 5, 10, 10));
    double at = x(tail, most);
    Path2D diamond = new Path2D.Double();
    diamond.moveTo(at - 5, y);
    diamond.lineTo(at, y - 5);
    diamond.lineTo(at + 5, y);
    diamond.lineTo(at, y + 5);
    diamond.closePath();
    g.setStroke(new BasicStroke(1.5f));
    g.draw(diamond);
  }

  /** Returns 1, 2 or 5 times a power of ten that is at least the value. */
  private static double round(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double digits = value / power;
    return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
  }

  private static double x(double value, double most) {
    return LEFT + (WIDTH - LEFT - RIGHT) * value / most;
  }

  /** Draws which part of the errors is within so many stated sigmas, against what it should be. */
  public static BufferedImage reliability(AttributeCalibrationResult result) {
    SeenAttribute[] attributes = SeenAttribute.values();
    Canvas canvas = Canvas.of(WIDTH, PANEL + 54);
    Graphics2D g = canvas.g();
    legend(g, AXIS, 18, "on the diagonal a sigma says what it covers; below it is too small");
    for (int i = 0; i < attributes.length; i++) {
      panel(g, result.pictures(), attributes[i], AXIS + i * PANEL, 44);
    }
    return canvas.done();
  }

  private static void panel(
      Graphics2D g, List<JudgedPicture> pictures, SeenAttribute attribute, int left, int top) {
    int side = PANEL - 30;
    g.setColor(TEXT);
    g.setFont(g.getFont().deriveFont(Font.BOLD));
    centered(g, word(attribute), left + side / 2.0, top - 6);
    g.setFont(g.getFont().deriveFont(Font.PLAIN));
    g.setColor(FAINT);
    g.setStroke(new BasicStroke(1));
    g.drawRect(left, top, side, side);
    g.draw(new Line2D.Double(left, top + side, left + side, top));
    for (int tick = 0; tick <= 2; tick++) {
      g.setColor(TEXT);
      String percent = 50 * tick + " %";
      centered(g, Integer.toString(50 * tick), left + side * tick / 2.0, top + side + 15);
      if (left == AXIS) {
        g.drawString(
            percent,
            left - 4 - g.getFontMetrics().stringWidth(percent),
            (float) (top + side - side * tick / 2.0 + 4));
      }
    }
    centered(g, "nominal, %", left + side / 2.0, top + side + 29);
    boolean drawn = curve(g, pictures, attribute, false, left, top, side, BEFORE);
    drawn &= curve(g, pictures, attribute, true, left, top, side, AFTER);
    if (!drawn) {
      g.setColor(TEXT);
      centered(g, "no sigma stated", left + side / 2.0, top + side / 2.0);
    }
  }

  private static boolean curve(
      Graphics2D g,
      List<JudgedPicture> pictures,
      SeenAttribute attribute,
      boolean after,
      int left,
      int top,
      int side,
      Color color) {
    double[] ratios =
        pictures.stream()
            .filter(JudgedPicture::heldOut)
            .flatMapToDouble(p -> Arrays.stream(p.inSigmas(attribute, after)))
            .toArray();
    if (ratios.length == 0) {
      return false;
    }
    g.setColor(color);
    // What is before is drawn first and wider: it shows where both are the same.
    g.setStroke(new BasicStroke(after ? 2 : 5));
    Path2D path = new Path2D.Double();
    path.moveTo(left, top + side);
    for (int i = 0; i < NOMINAL.length; i++) {
      double sigmas = SIGMAS[i];
      double covered = Arrays.stream(ratios).filter(r -> r <= sigmas).count();
      double x = left + side * NOMINAL[i];
      double y = top + side - side * covered / ratios.length;
      path.lineTo(x, y);
      g.fill(new Ellipse2D.Double(x - 2.5, y - 2.5, 5, 5));
    }
    g.draw(path);
    return true;
  }

  /** Draws labelled colours beside what is seen, the worst first. */
  public static BufferedImage colors(AttributeCalibrationResult result) {
    List<JudgedPicture.JudgedObject> objects = new ArrayList<>();
    result.pictures().stream()
        .filter(JudgedPicture::heldOut)
        .forEach(p -> objects.addAll(p.objects()));
    objects.sort(
        Comparator.comparingDouble((JudgedPicture.JudgedObject o) -> far(o, false)).reversed());
    int n = Math.min(MAX_SWATCHES, objects.size());
    int columns = 4;
    int cell = (WIDTH - 20) / columns;
    int rows = Math.max(1, (n + columns - 1) / columns);
    Canvas canvas = Canvas.of(WIDTH, 34 + rows * 78);
    Graphics2D g = canvas.g();
    g.setColor(TEXT);
    g.drawString(
        "labelled, seen, corrected; the largest error of a channel before and after", 10, 18);
    for (int i = 0; i < n; i++) {
      JudgedPicture.JudgedObject object = objects.get(i);
      int x = 10 + i % columns * cell;
      int y = 30 + Math.floorDiv(i, columns) * 78;
      ColorRgb[] swatches = {
        object.label().color(), object.before().color(), object.after().color()
      };
      int width = (cell - 14) / 3;
      for (int k = 0; k < 3; k++) {
        g.setColor(
            new Color(
                (float) swatches[k].red(),
                (float) swatches[k].green(),
                (float) swatches[k].blue()));
        g.fillRect(x + k * width, y, width, 44);
      }
      g.setColor(FAINT);
      g.setStroke(new BasicStroke(1));
      g.drawRect(x, y, 3 * width, 44);
      g.setColor(TEXT);
      g.drawString(
          String.format(
              Locale.ROOT,
              "%s  %.2f \u2192 %.2f",
              object.label().kind().word(),
              far(object, false),
              far(object, true)),
          x,
          y + 60);
    }
    if (n == 0) {
      g.drawString("no labelled object is seen", 10, 50);
    }
    return canvas.done();
  }

  private static double far(JudgedPicture.JudgedObject object, boolean after) {
    return Arrays.stream(
            SeenAttribute.COLOR.errors(after ? object.after() : object.before(), object.label()))
        .max()
        .orElse(0);
  }

  private static void legend(Graphics2D g, int x, int y, String rest) {
    int at = x;
    g.setColor(BEFORE);
    g.fill(new Ellipse2D.Double(at, y - 9, 9, 9));
    g.setColor(TEXT);
    g.drawString("before", at + 13, y);
    at += 70;
    g.setColor(AFTER);
    g.fill(new Ellipse2D.Double(at, y - 9, 9, 9));
    g.setColor(TEXT);
    g.drawString("after", at + 13, y);
    g.drawString(rest, at + 66, y);
  }

  private static void centered(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
  }

  /** Returns an attribute's name for people. */
  public static String word(SeenAttribute attribute) {
    return switch (attribute) {
      case POSITION -> "position x, y";
      case HEIGHT -> "height";
      case YAW -> "yaw";
      case COLOR -> "colour";
    };
  }

  /** Returns the unit in which people read an attribute's errors. */
  public static String unit(SeenAttribute attribute) {
    return switch (attribute) {
      case POSITION, HEIGHT -> "mm";
      case YAW -> "degrees";
      case COLOR -> "sRGB, a channel";
    };
  }

  /** Returns by what an error is multiplied to be in that unit. */
  public static double readable(SeenAttribute attribute) {
    return switch (attribute) {
      case POSITION, HEIGHT -> 1000;
      case YAW -> 180 / Math.PI;
      case COLOR -> 1;
    };
  }
}

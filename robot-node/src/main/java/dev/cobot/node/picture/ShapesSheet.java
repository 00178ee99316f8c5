package dev.cobot.node.picture;

import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapesPart;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** The first scenes of a Simple Shapes data set with their captions, as one picture. */
public final class ShapesSheet {
  private static final int COLUMNS = 6;
  private static final int ROWS = 5;
  private static final int PICTURE = 160;
  private static final int TEXT_HEIGHT = 134;
  private static final int LINE_HEIGHT = 14;
  private static final int MARGIN = 12;
  private static final Color INK = new Color(0x21, 0x21, 0x21);

  private ShapesSheet() {}

  /**
   * Writes {@value ContactSheet#FILE} into the set.
   *
   * @throws IOException when the training scenes cannot be read or the sheet not be written
   */
  public static void write(Path set) throws IOException {
    ShapesPart part = SimpleShapes.open(set).part(ShapeSplit.TRAIN);
    int shown = Math.min(part.size(), COLUMNS * ROWS);
    int rows = (shown + COLUMNS - 1) / COLUMNS;
    List<String> captions = part.captions(0, shown);
    BufferedImage sheet =
        new BufferedImage(
            COLUMNS * (PICTURE + MARGIN) + MARGIN,
            rows * (PICTURE + TEXT_HEIGHT + MARGIN) + MARGIN,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    try {
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
      g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
      g.setColor(INK);
      for (int i = 0; i < shown; i++) {
        int x = MARGIN + i % COLUMNS * (PICTURE + MARGIN);
        int y = MARGIN + i / COLUMNS * (PICTURE + TEXT_HEIGHT + MARGIN);
        g.drawImage(picture(part.rgb(i)), x, y, PICTURE, PICTURE, null);
        text(g, captions.get(i), x, y + PICTURE + LINE_HEIGHT);
      }
    } finally {
      g.dispose();
    }
    ImageIO.write(sheet, "png", set.resolve(ContactSheet.FILE).toFile());
  }

  private static BufferedImage picture(byte[] rgb) {
    int side = ShapeAttributes.IMAGE_PIXELS;
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      picture.setRGB(
          i % side,
          i / side,
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff));
    }
    return picture;
  }

  private static void text(Graphics2D g, String caption, int x, int top) {
    FontMetrics font = g.getFontMetrics();
    StringBuilder line = new StringBuilder();
    int y = top;
    for (String word : caption.split(" ", -1)) {
      if (line.length() > 0 && font.stringWidth(line + " " + word) > PICTURE) {
        g.drawString(line.toString(), x, y);
        y += LINE_HEIGHT;
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    g.drawString(line.toString(), x, y);
  }
}

package dev.cobot.node.picture;

import dev.cobot.action.rehearse.RehearsalReport;
import dev.cobot.sim2real.scene.CameraFrame;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Draws what the camera saw beside what it would see of the twin, so that a person sees whether the
 * twin is right.
 */
public final class RehearsalPicture {
  private static final int SCALE = 2;
  private static final int TITLE = 34;
  private static final int GAP = 8;
  private static final Color INK = new Color(0x21, 0x21, 0x21);

  private RehearsalPicture() {}

  /** Writes the picture as a PNG. */
  public static void write(CameraFrame seen, CameraFrame twin, RehearsalReport report, Path file)
      throws IOException {
    ImageIO.write(draw(seen, twin, report), "png", file.toFile());
  }

  static BufferedImage draw(CameraFrame seen, CameraFrame twin, RehearsalReport report) {
    int width = seen.widthPixels() * SCALE;
    int height = seen.heightPixels() * SCALE;
    BufferedImage picture =
        new BufferedImage(2 * width + GAP, height + TITLE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    try {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, picture.getWidth(), picture.getHeight());
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.drawImage(AttentionPicture.image(seen), 0, TITLE, width, height, null);
      g.drawImage(AttentionPicture.image(twin), width + GAP, TITLE, width, height, null);
      g.setColor(INK);
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
      g.drawString("what the camera saw", 10, 22);
      g.drawString(
          String.format(
              Locale.ROOT,
              "what the twin of the beliefs shows: %d of %d rehearsals succeed",
              report.successes(),
              report.twins()),
          width + GAP + 10,
          22);
    } finally {
      g.dispose();
    }
    return picture;
  }
}

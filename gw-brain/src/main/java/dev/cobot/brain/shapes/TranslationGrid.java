package dev.cobot.brain.shapes;

import dev.cobot.brain.workspace.LatentTable;
import dev.cobot.sim2real.shapes.ShapeRenderer;
import dev.cobot.sim2real.shapes.ShapeVector;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** One column a scene, one row a way through the workspace. */
final class TranslationGrid {
  private static final int SIDE = 32;
  private static final int SCALE = 2;
  private static final int TILE = SIDE * SCALE + 4;
  private static final int LABEL_PIXELS = 280;

  private TranslationGrid() {}

  /**
   * Writes a picture of the first scenes of a split.
   *
   * @param latents of that split
   */
  static void write(Path file, Translations on, LatentTable latents, ShapeRows pictures, int scenes)
      throws IOException {
    float[] v = head(latents, ShapesModule.VISION, scenes);
    float[] a = head(latents, ShapesModule.ATTRIBUTES, scenes);
    float[] fromV = on.fromVision(scenes, v);
    float[] fromA = on.fromAttributes(scenes, a);
    Map<String, float[]> rows = new LinkedHashMap<>();
    rows.put("picture", pictures.range(0, scenes));
    rows.put("picture > VAE > picture", on.reconstructed(scenes, v));
    rows.put("picture > workspace > picture", on.pictures(scenes, fromV));
    rows.put("attributes > picture", on.pictures(scenes, fromA));
    rows.put("picture > attributes, drawn", drawn(on.vectors(scenes, fromV)));
    rows.put(
        "picture > attributes > picture", on.pictures(scenes, on.viaAttributes(scenes, fromV)));
    rows.put(
        "attributes > picture > attributes, drawn",
        drawn(on.vectors(scenes, on.viaVision(scenes, fromA))));
    BufferedImage image =
        new BufferedImage(
            LABEL_PIXELS + scenes * TILE, rows.size() * TILE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    int top = 0;
    for (Map.Entry<String, float[]> row : rows.entrySet()) {
      graphics.setColor(Color.BLACK);
      graphics.drawString(row.getKey(), 6, top + TILE / 2 + 4);
      for (int i = 0; i < scenes; i++) {
        BufferedImage tile = tile(row.getValue(), i);
        graphics.drawImage(
            tile, LABEL_PIXELS + i * TILE, top + 2, SIDE * SCALE, SIDE * SCALE, null);
      }
      top += TILE;
    }
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private static float[] head(LatentTable latents, String domain, int scenes) {
    return Arrays.copyOf(latents.of(domain), scenes * latents.width(domain));
  }

  private static BufferedImage tile(float[] planes, int scene) {
    BufferedImage tile = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    int plane = SIDE * SIDE;
    for (int i = 0; i < plane; i++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        float value = planes[(3 * scene + channel) * plane + i];
        rgb = rgb << 8 | Math.round(255 * Math.max(0, Math.min(1, value)));
      }
      tile.setRGB(i % SIDE, i / SIDE, rgb);
    }
    return tile;
  }

  /** Returns what attribute vectors look like, planes first. */
  private static float[] drawn(float[] vectors) {
    ShapeRenderer renderer = new ShapeRenderer();
    int plane = SIDE * SIDE;
    float[] planes = new float[vectors.length / ShapeVector.LENGTH * 3 * plane];
    for (int s = 0; s < vectors.length / ShapeVector.LENGTH; s++) {
      float[] vector =
          Arrays.copyOfRange(vectors, s * ShapeVector.LENGTH, (s + 1) * ShapeVector.LENGTH);
      byte[] rgb = renderer.render(ShapeVector.SHIMMER.decode(vector));
      for (int i = 0; i < rgb.length; i++) {
        planes[(3 * s + i % 3) * plane + i / 3] = (rgb[i] & 0xff) / 255f;
      }
    }
    return planes;
  }
}

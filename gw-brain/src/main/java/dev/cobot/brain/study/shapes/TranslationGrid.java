package dev.cobot.brain.study.shapes;

import dev.cobot.brain.objective.LatentTable;
import dev.cobot.sim2real.shapes.ShapeRenderer;
import dev.cobot.sim2real.shapes.ShapeVector;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** One column a scene, one row a way through the workspace. */
final class TranslationGrid {
  private static final int SIDE = 32;
  private static final int SCALE = 2;
  private static final int SCALE_WITH_CAPTIONS = 4; // room for words
  private static final int MARGIN = 2;
  private static final int LABEL_PIXELS = 280;
  private static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font WORDS = new Font(Font.SANS_SERIF, Font.PLAIN, 10);
  private static final int LINE_PIXELS = 12;

  private final int side; // of a tile without its margin, in pixels
  private final Map<String, Painter> rows = new LinkedHashMap<>();

  /** Draws the tile of a scene. */
  @FunctionalInterface
  private interface Painter {
    void paint(Graphics2D graphics, int scene, int left, int top);
  }

  private TranslationGrid(int side) {
    this.side = side;
  }

  /**
   * Writes a picture of the first scenes of a split.
   *
   * @param latents of that split
   */
  static void write(Path file, Translations on, LatentTable latents, ShapesTruth truth, int scenes)
      throws IOException {
    boolean words = on.has(ShapesDomain.TEXT);
    TranslationGrid grid = new TranslationGrid(SIDE * (words ? SCALE_WITH_CAPTIONS : SCALE));
    Map<ShapesDomain, float[]> states = new EnumMap<>(ShapesDomain.class);
    for (ShapesDomain domain : on.domains()) {
      states.put(domain, on.from(domain, scenes, head(latents, domain, scenes)));
    }
    if (on.has(ShapesDomain.VISION)) {
      grid.pictures("picture", truth.pictures().range(0, scenes));
      float[] own = head(latents, ShapesDomain.VISION, scenes);
      grid.pictures("picture > VAE > picture", on.reconstructed(scenes, own));
      grid.pictures(
          "picture > workspace > picture",
          on.to(ShapesDomain.VISION, scenes, states.get(ShapesDomain.VISION)));
      for (ShapesDomain from : on.others(ShapesDomain.VISION)) {
        grid.pictures(
            from.dataName() + " > picture", on.to(ShapesDomain.VISION, scenes, states.get(from)));
      }
    } else {
      grid.pictures("attributes, drawn", drawn(truth.vectors().range(0, scenes)));
    }
    if (on.has(ShapesDomain.ATTRIBUTES)) {
      for (ShapesDomain from : on.others(ShapesDomain.ATTRIBUTES)) {
        grid.pictures(
            from.dataName() + " > attributes, drawn",
            drawn(on.to(ShapesDomain.ATTRIBUTES, scenes, states.get(from))));
      }
    }
    cycles(grid, on, states, scenes);
    if (words) {
      grid.captions("caption", truth.captions(scenes));
      grid.captions(
          "caption > text alone > caption",
          on.saidAgain(scenes, head(latents, ShapesDomain.TEXT, scenes)));
      for (ShapesDomain from : on.others(ShapesDomain.TEXT)) {
        grid.captions(from.dataName() + " > caption", on.captions(scenes, states.get(from)));
      }
      for (ShapesDomain by : on.others(ShapesDomain.TEXT)) {
        grid.captions(
            "caption > " + by.dataName() + " > caption",
            on.captions(scenes, on.via(by, scenes, states.get(ShapesDomain.TEXT))));
      }
    }
    ImageIO.write(grid.image(scenes), "png", file.toFile());
  }

  private static void cycles(
      TranslationGrid grid, Translations on, Map<ShapesDomain, float[]> states, int scenes) {
    for (ShapesDomain domain : List.of(ShapesDomain.VISION, ShapesDomain.ATTRIBUTES)) {
      for (ShapesDomain by : on.has(domain) ? on.others(domain) : List.<ShapesDomain>of()) {
        String name = domain.dataName() + " > " + by.dataName() + " > " + domain.dataName();
        float[] decoded = on.to(domain, scenes, on.via(by, scenes, states.get(domain)));
        if (domain == ShapesDomain.VISION) {
          grid.pictures(name, decoded);
        } else {
          grid.pictures(name + ", drawn", drawn(decoded));
        }
      }
    }
  }

  /**
   * Adds a row of pictures.
   *
   * @param planes (scenes, 3, 32, 32)
   */
  private void pictures(String label, float[] planes) {
    rows.put(
        label,
        (graphics, scene, left, top) ->
            graphics.drawImage(tile(planes, scene), left, top, side, side, null));
  }

  private void captions(String label, List<String> captions) {
    rows.put(
        label,
        (graphics, scene, left, top) -> {
          graphics.setFont(WORDS);
          int line = top;
          for (String text : lines(captions.get(scene), graphics.getFontMetrics())) {
            line += LINE_PIXELS;
            if (line <= top + side) {
              graphics.drawString(text, left, line);
            }
          }
        });
  }

  private List<String> lines(String caption, FontMetrics metrics) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : caption.split(" ", -1)) {
      if (line.length() > 0 && metrics.stringWidth(line + " " + word) > side) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private BufferedImage image(int scenes) {
    int tile = side + 2 * MARGIN;
    BufferedImage image =
        new BufferedImage(
            LABEL_PIXELS + scenes * tile, rows.size() * tile, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.BLACK);
    int top = 0;
    for (Map.Entry<String, Painter> row : rows.entrySet()) {
      graphics.setFont(LABEL);
      graphics.drawString(row.getKey(), 6, top + tile / 2 + 4);
      for (int i = 0; i < scenes; i++) {
        row.getValue().paint(graphics, i, LABEL_PIXELS + i * tile, top + MARGIN);
      }
      top += tile;
    }
    graphics.dispose();
    return image;
  }

  private static float[] head(LatentTable latents, ShapesDomain domain, int scenes) {
    String name = domain.moduleName();
    return Arrays.copyOf(latents.of(name), scenes * latents.width(name));
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

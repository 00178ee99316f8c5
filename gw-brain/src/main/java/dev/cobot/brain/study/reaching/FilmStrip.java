package dev.cobot.brain.study.reaching;

import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapeRenderer;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Episodes as rows of pictures, from the first state on the left to the last on the right. */
final class FilmStrip {
  private static final int EPISODES = 6;
  private static final int FRAMES = 12;
  private static final int SIDE = ShapeAttributes.IMAGE_PIXELS;
  private static final int SCALE = 2;
  private static final int GAP = 4;
  private static final int TILE = SIDE * SCALE + GAP;
  private static final int LABEL_PIXELS = 230;

  private FilmStrip() {}

  /** Plays the first test episodes and draws them. */
  static void write(Path file, Chooser chooser) throws IOException {
    BufferedImage image =
        new BufferedImage(
            LABEL_PIXELS + FRAMES * TILE, EPISODES * TILE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    ShapeRenderer renderer = new ShapeRenderer();
    for (int episode = 0; episode < EPISODES; episode++) {
      List<ShapeAttributes> states = play(chooser, episode);
      int top = episode * TILE + GAP / 2;
      graphics.setColor(Color.BLACK);
      graphics.drawString(label(states), 6, top + TILE / 2);
      for (int frame = 0; frame < FRAMES; frame++) {
        int shown = Math.round(frame * (states.size() - 1) / (FRAMES - 1f));
        graphics.drawImage(
            tile(renderer.render(states.get(shown))),
            LABEL_PIXELS + frame * TILE,
            top,
            SIDE * SCALE,
            SIDE * SCALE,
            null);
      }
    }
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private static List<ShapeAttributes> play(Chooser chooser, int episode) {
    List<ShapeAttributes> states = new ArrayList<>();
    ShapeAttributes state = TestEpisodes.start(episode);
    states.add(state);
    while (states.size() <= ReachingTask.MAX_STEPS
        && (states.size() == 1 || !ReachingTask.arrived(state))) {
      int move = chooser.choose(new ShapeAttributes[] {state})[0];
      state = ReachingTask.after(state, Move.of(move));
      states.add(state);
    }
    return states;
  }

  private static String label(List<ShapeAttributes> states) {
    double sum = states.stream().skip(1).mapToDouble(ReachingTask::reward).sum();
    boolean arrived = ReachingTask.arrived(states.get(states.size() - 1));
    return String.format(
        Locale.ROOT,
        "%s, %d moves, return %.0f",
        arrived ? "arrived" : "cut off",
        states.size() - 1,
        sum);
  }

  private static BufferedImage tile(byte[] rgb) {
    BufferedImage tile = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int color =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
      tile.setRGB(i % SIDE, i / SIDE, color);
    }
    return tile;
  }
}

package dev.cobot.node.picture;

import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.sim.PlantSimulator;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * Films an episode with the cell's camera: five pictures a second as an animated GIF that plays in
 * real time, and eight of them side by side as a PNG.
 */
public final class EpisodeFilm implements EpisodeWatch {
  private static final int TICKS_A_PICTURE = 5;
  private static final int CENTISECONDS_A_PICTURE = 20;
  private static final int MAX_PICTURES = 1500;
  private static final int STRIP_PICTURES = 8;
  private static final int STRIP_WIDTH = 240;
  private static final int LINE_HEIGHT = 18;
  private static final String GIF_FORMAT = "javax_imageio_gif_image_1.0";

  private final Renderer renderer = new Renderer();
  private final List<BufferedImage> pictures = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();

  @Override
  public void tick(PlantSimulator cell, int tick) {
    if (tick % TICKS_A_PICTURE == 0 && pictures.size() < MAX_PICTURES) {
      CameraFrame frame =
          renderer.render(
              cell.visuals(), cell.world().camera(), cell.world().look(), cell.timeNanos());
      pictures.add(image(frame));
      seconds.add(cell.timeSeconds());
    }
  }

  /** Whether the episode had no tick to film. */
  public boolean isEmpty() {
    return pictures.isEmpty();
  }

  private static BufferedImage image(CameraFrame frame) {
    BufferedImage image =
        new BufferedImage(frame.widthPixels(), frame.heightPixels(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = frame.rgb();
    int[] row = new int[frame.widthPixels()];
    for (int y = 0; y < frame.heightPixels(); y++) {
      for (int x = 0; x < row.length; x++) {
        int i = 3 * (y * row.length + x);
        row[x] = ((rgb[i] & 0xFF) << 16) | ((rgb[i + 1] & 0xFF) << 8) | (rgb[i + 2] & 0xFF);
      }
      image.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return image;
  }

  /**
   * Writes {@code NAME.gif} and {@code NAME.png}.
   *
   * @param title is written under the pictures
   */
  public void write(Path folder, String name, String title) throws IOException {
    if (pictures.isEmpty()) {
      throw new IllegalStateException("the episode " + name + " had no tick to film");
    }
    Files.createDirectories(folder);
    writeGif(folder.resolve(name + ".gif"), title);
    ImageIO.write(strip(title), "png", folder.resolve(name + ".png").toFile());
  }

  private void writeGif(Path file, String title) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < pictures.size(); i++) {
        BufferedImage picture = captioned(pictures.get(i), text(i, title));
        writer.writeToSequence(new IIOImage(picture, null, metadata(writer, picture, i)), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }

  private static IIOMetadata metadata(ImageWriter writer, BufferedImage picture, int index)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(picture), null);
    IIOMetadataNode root = new IIOMetadataNode(GIF_FORMAT);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("delayTime", Integer.toString(CENTISECONDS_A_PICTURE));
    control.setAttribute("transparentColorIndex", "0");
    root.appendChild(control);
    if (index == 0) { // play it again and again
      IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
      loop.setAttribute("applicationID", "NETSCAPE");
      loop.setAttribute("authenticationCode", "2.0");
      loop.setUserObject(new byte[] {1, 0, 0});
      IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
      extensions.appendChild(loop);
      root.appendChild(extensions);
    }
    metadata.mergeTree(GIF_FORMAT, root);
    return metadata;
  }

  private BufferedImage strip(String title) {
    int shown = Math.min(STRIP_PICTURES, pictures.size());
    BufferedImage first = pictures.get(0);
    int height = STRIP_WIDTH * first.getHeight() / first.getWidth();
    BufferedImage strip =
        new BufferedImage(
            shown * STRIP_WIDTH, height + 2 * LINE_HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = graphics(strip);
    for (int i = 0; i < shown; i++) {
      int index = shown == 1 ? 0 : i * (pictures.size() - 1) / (shown - 1);
      g.drawImage(pictures.get(index), i * STRIP_WIDTH, 0, STRIP_WIDTH, height, null);
      g.drawString(text(index, ""), i * STRIP_WIDTH + 4, height + LINE_HEIGHT - 5);
    }
    g.drawString(title, 4, height + 2 * LINE_HEIGHT - 5);
    g.dispose();
    return strip;
  }

  private String text(int index, String title) {
    return String.format(Locale.ROOT, "%.1f s  %s", seconds.get(index), title).strip();
  }

  private static BufferedImage captioned(BufferedImage picture, String text) {
    BufferedImage whole =
        new BufferedImage(
            picture.getWidth(), picture.getHeight() + LINE_HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = graphics(whole);
    g.drawImage(picture, 0, 0, null);
    g.drawString(text, 4, picture.getHeight() + LINE_HEIGHT - 5);
    g.dispose();
    return whole;
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    return g;
  }
}

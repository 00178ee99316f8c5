package dev.cobot.node.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One picture of many: some of a data set's, evenly chosen, with their names and captions. */
public final class ContactSheet {
  private static final Logger LOG = LoggerFactory.getLogger(ContactSheet.class);
  public static final String FILE = "contact_sheet.png";
  private static final int COLUMNS = 6;
  private static final int ROWS = 6;
  private static final int CELL_WIDTH = 240;
  private static final int CELL_HEIGHT = 180;
  private static final int TEXT_HEIGHT = 62;
  private static final int MARGIN = 8;
  private static final int LINE_HEIGHT = 14;
  private static final int MAX_LINES = 3;
  private static final Color INK = new Color(0x21, 0x21, 0x21);

  private ContactSheet() {}

  /** A picture of the set. */
  private record Entry(Path file, String name, String caption) {}

  /**
   * Writes {@value #FILE} into a folder of scene folders; on a machine without fonts it cannot, and
   * says so.
   *
   * @throws IOException when a picture cannot be read or the sheet not be written
   */
  public static void write(Path set) throws IOException {
    try {
      paint(set);
    } catch (LinkageError | InternalError e) {
      LOG.warn(
          "{} of {} is not drawn: {} (are fontconfig and a font installed?)",
          FILE,
          set,
          e.toString());
    }
  }

  private static void paint(Path set) throws IOException {
    List<Entry> entries = entries(set);
    if (entries.isEmpty()) {
      return;
    }
    int shown = Math.min(entries.size(), COLUMNS * ROWS);
    int rows = (shown + COLUMNS - 1) / COLUMNS;
    BufferedImage sheet =
        new BufferedImage(
            COLUMNS * (CELL_WIDTH + MARGIN) + MARGIN,
            rows * (CELL_HEIGHT + TEXT_HEIGHT + MARGIN) + MARGIN,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    try {
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
      for (int i = 0; i < shown; i++) {
        Entry entry = entries.get((int) ((long) i * entries.size() / shown));
        draw(
            g,
            entry,
            MARGIN + i % COLUMNS * (CELL_WIDTH + MARGIN),
            MARGIN + i / COLUMNS * (CELL_HEIGHT + TEXT_HEIGHT + MARGIN));
      }
    } finally {
      g.dispose();
    }
    ImageIO.write(sheet, "png", set.resolve(FILE).toFile());
  }

  /**
   * Writes {@value #FILE} into a folder: the film strips of another one, one below the other.
   *
   * @param films folder of {@code *.png}; without any there is no sheet
   */
  public static void ofStrips(Path films, Path set) throws IOException {
    if (!Files.isDirectory(films)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(films)) {
      files = all.filter(f -> f.toString().endsWith(".png")).sorted().toList();
    }
    List<BufferedImage> strips = new ArrayList<>();
    for (Path file : files) {
      strips.add(read(file));
    }
    if (strips.isEmpty()) {
      return;
    }
    BufferedImage sheet =
        new BufferedImage(
            strips.stream().mapToInt(BufferedImage::getWidth).max().getAsInt(),
            strips.stream().mapToInt(s -> s.getHeight() + MARGIN).sum(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    int y = 0;
    for (BufferedImage strip : strips) {
      g.drawImage(strip, 0, y, null);
      y += strip.getHeight() + MARGIN;
    }
    g.dispose();
    ImageIO.write(sheet, "png", set.resolve(FILE).toFile());
  }

  private static BufferedImage read(Path file) throws IOException {
    BufferedImage picture = ImageIO.read(file.toFile());
    if (picture == null) {
      throw new IOException(file + " is no picture");
    }
    return picture;
  }

  private static List<Entry> entries(Path set) throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(set)) {
      folders = all.filter(f -> Files.isRegularFile(f.resolve("labels.json"))).sorted().toList();
    }
    List<Entry> entries = new ArrayList<>();
    for (Path folder : folders) {
      Path captionFile = folder.resolve("captions.txt");
      List<String> captions =
          Files.exists(captionFile) ? Files.readAllLines(captionFile) : List.of();
      List<Path> pictures;
      try (Stream<Path> all = Files.list(folder)) {
        pictures = all.filter(f -> f.toString().endsWith(".png")).sorted().toList();
      }
      for (int i = 0; i < pictures.size(); i++) {
        Path picture = pictures.get(i);
        entries.add(
            new Entry(
                picture,
                folder.getFileName() + "/" + picture.getFileName(),
                i < captions.size() ? captions.get(i) : ""));
      }
    }
    return entries;
  }

  private static void draw(Graphics2D g, Entry entry, int x, int y) throws IOException {
    BufferedImage picture = read(entry.file());
    double scale =
        Math.min(
            CELL_WIDTH / (double) picture.getWidth(), CELL_HEIGHT / (double) picture.getHeight());
    int width = (int) Math.round(picture.getWidth() * scale);
    int height = (int) Math.round(picture.getHeight() * scale);
    g.drawImage(picture, x + (CELL_WIDTH - width) / 2, y, width, height, null);
    g.setColor(INK);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 11));
    g.drawString(entry.name(), x, y + CELL_HEIGHT + 13);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    List<String> lines = lines(g.getFontMetrics(), entry.caption());
    for (int i = 0; i < lines.size(); i++) {
      g.drawString(lines.get(i), x, y + CELL_HEIGHT + 27 + i * LINE_HEIGHT);
    }
  }

  /** Breaks a caption between words; what does not fit into the cell is left out. */
  private static List<String> lines(FontMetrics metrics, String caption) {
    List<String> lines = new ArrayList<>(List.of(""));
    for (String word : caption.split(" ", -1)) {
      String line = lines.get(lines.size() - 1);
      String longer = line.isEmpty() ? word : line + " " + word;
      if (line.isEmpty() || metrics.stringWidth(longer) <= CELL_WIDTH) {
        lines.set(lines.size() - 1, longer);
      } else if (lines.size() < MAX_LINES) {
        lines.add(word);
      } else {
        lines.set(lines.size() - 1, line + "…");
        break;
      }
    }
    return lines;
  }
}

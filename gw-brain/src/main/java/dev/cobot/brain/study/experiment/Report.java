package dev.cobot.brain.study.experiment;

import dev.cobot.brain.network.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A Markdown file that grows, in a folder with what it shows. */
public final class Report {
  private final Path folder;
  private final StringBuilder text = new StringBuilder();

  public Report(Path folder, String title) {
    this.folder = folder;
    text.append("# ").append(title).append("\n");
  }

  public Path folder() {
    return folder;
  }

  public void paragraph(String format, Object... values) {
    text.append('\n').append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  public void picture(String title, String file) {
    text.append("\n![%s](%s)\n".formatted(title, file));
  }

  public void table(List<String> head, List<List<String>> rows) {
    text.append('\n');
    line(head);
    text.append("|---".repeat(head.size())).append("|\n");
    rows.forEach(this::line);
  }

  private void line(List<String> cells) {
    cells.forEach(cell -> text.append("| ").append(cell).append(' '));
    text.append("|\n");
  }

  /** Writes a table as CSV beside the report; a cell may have commas, but no quotes. */
  public void csv(String file, List<String> head, List<List<String>> rows) throws IOException {
    StringBuilder csv = new StringBuilder(String.join(",", head)).append('\n');
    for (List<String> row : rows) {
      csv.append(row.stream().map(Report::quoted).collect(Collectors.joining(",", "", "\n")));
    }
    Files.write(folder.resolve(file), csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String cell) {
    return cell.contains(",") ? '"' + cell + '"' : cell;
  }

  /** Shows what the training of a workspace over Simple Shapes wrote about it. */
  void workspace(Path training) throws IOException {
    for (String file : List.of("pictures.png", "decoded.csv", "curves.png")) {
      Files.copy(training.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    paragraph("%s", bodyOf(training.resolve("decoded.md")));
    picture("ways through the workspace", "pictures.png");
  }

  /** Returns another report without its title. */
  static String bodyOf(Path markdown) throws IOException {
    String text = Files.readString(markdown);
    int end = text.indexOf('\n');
    if (end < 0) {
      throw new ModelException(markdown + " is empty; delete its folder and run again");
    }
    return text.substring(end).strip();
  }

  public void write() throws IOException {
    Files.write(folder.resolve("report.md"), text.toString().getBytes(StandardCharsets.UTF_8));
  }
}

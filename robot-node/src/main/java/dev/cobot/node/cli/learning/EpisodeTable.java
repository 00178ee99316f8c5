package dev.cobot.node.cli.learning;

import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.PairedDifference.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The episodes of an evaluation as {@code episodes.csv}, one a line. */
final class EpisodeTable {
  static final String FILE = "episodes.csv";
  private static final long MAX_BYTES = 64L << 20;
  private static final String BEGINNING = "task,seed,success,";
  private static final Pattern ROW =
      Pattern.compile("(?<task>[^,\"]{1,64}),(?<seed>\\d{1,18}),(?<success>true|false),.*");

  private EpisodeTable() {}

  /** Returns the table with its header. */
  static String of(List<EpisodeResult> results) {
    StringBuilder csv =
        new StringBuilder(
            BEGINNING
                + "failure,outcome,picked,pickedNamed,gateStops,gateClips,seconds,slips,noticed,noticeSeconds,secondTries,moved,meant,meantOffMeters,prompt,detail\n");
    for (EpisodeResult r : results) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%b,%s,%s,%s,%b,%d,%d,%.2f,%d,%d,%.2f,%d,%b,%s,%.4f,\"%s\",\"%s\"%n",
              r.taskId(),
              r.seed(),
              r.success(),
              r.failure(),
              r.outcome().word(),
              r.pickedId(),
              r.pickedNamed(),
              r.gateStops(),
              r.gateClips(),
              r.seconds(),
              r.lost().slips(),
              r.lost().noticed(),
              r.lost().noticeSeconds(),
              r.lost().secondTries(),
              r.moved(),
              r.meant().id(),
              r.meant().offMeters(),
              quoted(r.prompt()),
              quoted(r.detail())));
    }
    return csv.toString();
  }

  /** What is said may be anything; a line stays a line. */
  private static String quoted(String text) {
    return text.replace("\"", "\"\"").replace('\n', ' ').replace('\r', ' ');
  }

  /**
   * Reads of each episode whether it succeeded.
   *
   * @throws IOException if the file is missing, too large or no such table; the message names file
   *     and line
   */
  static List<Ended> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "no episodes at " + file + "; --against takes a folder that cobot eval --out DIR wrote");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.get(0).startsWith(BEGINNING)) {
      throw new IOException(file + ":1 begins otherwise than with " + BEGINNING);
    }
    List<Ended> episodes = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      Matcher row = ROW.matcher(lines.get(i));
      if (!row.matches()) {
        throw new IOException(
            file + ":" + (i + 1) + " is no episode (task, seed, true or false, ...)");
      }
      episodes.add(
          new Ended(
              row.group("task"),
              Long.parseLong(row.group("seed")),
              Boolean.parseBoolean(row.group("success"))));
    }
    return episodes;
  }
}

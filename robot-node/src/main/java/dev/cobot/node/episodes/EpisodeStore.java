package dev.cobot.node.episodes;

import dev.cobot.sim2real.store.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that is written to, by this process and others. One thread. */
final class EpisodeStore implements AutoCloseable {
  private static final int BUSY_MILLIS = 2000;
  private static final String INTERRUPTED = "interrupted";
  private static final int MAX_SENTENCE = 4000;
  private static final List<String> BESIDE = List.of("", "-wal", "-shm");

  private final SqliteFile file;
  private final long run;

  private EpisodeStore(SqliteFile file, long run) {
    this.file = file;
    this.run = run;
  }

  /**
   * Opens the store in a folder, begins a run in it, and marks what earlier runs left open.
   *
   * @param about what this run is, JSON
   */
  static EpisodeStore open(Path folder, String about, RunningProcess process, long nowMillis)
      throws IOException {
    SqliteFile file = EpisodeSchema.openForWriting(folder, BUSY_MILLIS);
    try {
      long run =
          file.write(
              c -> {
                for (long dead : deadRuns(c)) {
                  interrupt(
                      c,
                      dead,
                      nowMillis,
                      "the runtime ended before this did, and did not say how; look at the cell");
                }
                SqliteFile.execute(
                    c,
                    "INSERT INTO run(began_millis, pid, process_began_millis, about)"
                        + " VALUES (?, ?, ?, ?)",
                    nowMillis,
                    process.pid(),
                    process.beganMillis(),
                    about);
                return SqliteFile.number(c, "SELECT last_insert_rowid()");
              });
      return new EpisodeStore(file, run);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Moves a damaged store out of the way, for whoever can read something of it. */
  static Path moveAside(Path folder, Instant now) throws IOException {
    Path file = EpisodeSchema.file(folder);
    String stamp = now.toString().replaceAll("[^0-9TZ]", "");
    Path to = file.resolveSibling(file.getFileName() + ".damaged-" + stamp);
    for (String end : BESIDE) {
      Path from = Path.of(file + end);
      if (Files.exists(from)) {
        Files.move(from, Path.of(to + end));
      }
    }
    return to;
  }

  /** Returns the runs that have not said that they ended, and whose process is no more. */
  static List<Long> deadRuns(Connection c) throws SQLException {
    List<Long> dead = new ArrayList<>();
    try (PreparedStatement statement =
            c.prepareStatement(
                "SELECT number, pid, process_began_millis FROM run WHERE ended_millis IS NULL");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        if (!new RunningProcess(rows.getLong(2), rows.getLong(3)).isAlive()) {
          dead.add(rows.getLong(1));
        }
      }
    }
    return dead;
  }

  private static void interrupt(Connection c, long run, long nowMillis, String detail)
      throws SQLException {
    SqliteFile.execute(
        c,
        "UPDATE episode SET outcome = ?, detail = ?, ended_millis = (SELECT ended_millis FROM run"
            + " WHERE number = ?) WHERE run = ? AND outcome IS NULL",
        INTERRUPTED,
        detail,
        run,
        run);
    SqliteFile.execute(
        c,
        "UPDATE run SET ended_millis = ? WHERE number = ? AND ended_millis IS NULL",
        nowMillis,
        run);
  }

  /**
   * Brings everything new of these episodes to the disk, all or nothing. What is on the disk is
   * taken out of them.
   */
  void write(Collection<OpenEpisode> episodes) throws IOException {
    Map<OpenEpisode, Long> numbers = new HashMap<>();
    file.write(
        c -> {
          for (OpenEpisode episode : episodes) {
            numbers.put(episode, write(c, episode));
          }
          return null;
        });
    // Only what was committed counts as written.
    numbers.forEach(OpenEpisode::written);
  }

  private long write(Connection c, OpenEpisode episode) throws SQLException {
    long number = episode.number;
    if (number == 0) {
      SqliteFile.execute(
          c,
          "INSERT INTO episode(run, command_id, text, source, began_millis, began_stamp_nanos,"
              + " detail, document) VALUES (?, ?, ?, ?, ?, ?, '', '{}')",
          run,
          episode.commandId,
          episode.text,
          episode.source,
          episode.beganMillis,
          episode.beganStampNanos);
      number = SqliteFile.number(c, "SELECT last_insert_rowid()");
    }
    boolean ended = episode.report != null;
    String detail = ended ? cut(episode.report.outcome().detail()) : "";
    String question = ended ? cut(episode.report.outcome().question().orElse(null)) : null;
    SqliteFile.execute(
        c,
        "UPDATE episode SET ended_millis = ?, outcome = ?, reason = ?, detail = ?, question = ?,"
            + " understood = ?, document = ? WHERE number = ?",
        episode.isEnded() ? episode.endedMillis : null,
        ended ? episode.report.outcome().kind().word() : null,
        ended ? episode.report.reason().map(Enum::name).orElse(null) : null,
        detail,
        question,
        cut(episode.understood),
        episode.document.text(),
        number);
    if (episode.number == 0 || ended) {
      SqliteFile.execute(c, "DELETE FROM words WHERE rowid = ?", number);
      SqliteFile.execute(
          c,
          "INSERT INTO words(rowid, text, understood, detail, question) VALUES (?, ?, ?, ?, ?)",
          number,
          episode.text,
          cut(episode.understood),
          detail,
          question);
    }
    if (!episode.newTicks.isEmpty()) {
      SqliteFile.execute(
          c,
          "INSERT INTO motion(episode, place, ticks) VALUES (?, ?, ?)",
          number,
          episode.motionPlaces,
          MotionTick.pack(episode.newTicks));
    }
    int place = episode.shotPlaces;
    for (OpenEpisode.NewShot shot : episode.newShots) {
      SqliteFile.execute(
          c,
          "INSERT INTO picture(sha256, width_pixels, height_pixels, png) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT DO NOTHING",
          shot.shot().sha256(),
          shot.shot().widthPixels(),
          shot.shot().heightPixels(),
          shot.png());
      SqliteFile.execute(
          c,
          "INSERT INTO shot(episode, place, camera, stamp_nanos, moment, sha256)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          number,
          place++,
          shot.shot().camera(),
          shot.shot().stampNanos(),
          shot.shot().moment(),
          shot.shot().sha256());
    }
    return number;
  }

  private static String cut(String sentence) {
    return sentence == null || sentence.length() <= MAX_SENTENCE
        ? sentence
        : sentence.substring(0, MAX_SENTENCE) + " ...";
  }

  /**
   * Deletes the oldest episodes that have ended, as long as the store is too large or they are too
   * old.
   *
   * @return how many went
   */
  int prune(long maxBytes, long oldestMillis) throws IOException {
    int gone = 0;
    while (true) {
      int more =
          file.write(
              c -> {
                Optional<Long> oldest = oldestEnded(c);
                boolean tooMuch =
                    oldest.isPresent()
                        && (usedBytes(c) > maxBytes || beganMillis(c, oldest.get()) < oldestMillis);
                if (tooMuch) {
                  delete(c, oldest.get());
                }
                return tooMuch ? 1 : 0;
              });
      gone += more;
      if (more == 0) {
        break;
      }
    }
    if (gone > 0) {
      file.read(EpisodeStore::giveBack);
    }
    return gone;
  }

  private static Optional<Long> oldestEnded(Connection c) throws SQLException {
    long number =
        SqliteFile.number(
            c,
            "SELECT number FROM episode WHERE outcome IS NOT NULL ORDER BY began_millis, number"
                + " LIMIT 1");
    return number == 0 ? Optional.empty() : Optional.of(number);
  }

  private static long beganMillis(Connection c, long number) throws SQLException {
    return SqliteFile.number(c, "SELECT began_millis FROM episode WHERE number = " + number);
  }

  private static void delete(Connection c, long number) throws SQLException {
    SqliteFile.execute(c, "DELETE FROM words WHERE rowid = ?", number);
    SqliteFile.execute(
        c, "CREATE TEMP TABLE IF NOT EXISTS unshown (sha256 TEXT PRIMARY KEY) WITHOUT ROWID");
    SqliteFile.execute(c, "DELETE FROM unshown");
    SqliteFile.execute(
        c, "INSERT INTO unshown SELECT DISTINCT sha256 FROM shot WHERE episode = ?", number);
    SqliteFile.execute(c, "DELETE FROM shot WHERE episode = ?", number);
    SqliteFile.execute(c, "DELETE FROM motion WHERE episode = ?", number);
    SqliteFile.execute(c, "DELETE FROM episode WHERE number = ?", number);
    SqliteFile.execute(
        c,
        "DELETE FROM picture WHERE sha256 IN (SELECT sha256 FROM unshown) AND NOT EXISTS"
            + " (SELECT 1 FROM shot WHERE shot.sha256 = picture.sha256)");
  }

  private static long usedBytes(Connection c) throws SQLException {
    return SqliteFile.number(c, "PRAGMA page_size")
        * (SqliteFile.number(c, "PRAGMA page_count")
            - SqliteFile.number(c, "PRAGMA freelist_count"));
  }

  /** Gives free pages back to the disk; the statement frees one for each row that is asked for. */
  private static Void giveBack(Connection c) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement("PRAGMA incremental_vacuum")) {
      if (statement.execute()) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            // Asking is what frees it.
          }
        }
      }
    }
    SqliteFile.execute(c, "PRAGMA wal_checkpoint(TRUNCATE)");
    return null;
  }

  /** Says that this run ended; what is still open was interrupted. */
  void end(long nowMillis) throws IOException {
    file.write(
        c -> {
          SqliteFile.execute(c, "UPDATE run SET ended_millis = ? WHERE number = ?", nowMillis, run);
          interrupt(c, run, nowMillis, "the runtime was ended before this did");
          return null;
        });
  }

  @Override
  public void close() {
    file.close();
  }
}

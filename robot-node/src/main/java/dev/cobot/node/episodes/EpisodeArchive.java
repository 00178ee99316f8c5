package dev.cobot.node.episodes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.sim2real.store.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;

/**
 * The episodes of a store, for reading; other processes may write meanwhile. Nothing is changed.
 * One thread. Every method tells of a file that is damaged, foreign or of a later version with an
 * {@code IOException} that says what to do.
 */
public final class EpisodeArchive implements AutoCloseable {
  private static final int BUSY_MILLIS = 5000;
  private static final JsonMapper JSON = new JsonMapper();

  private final SqliteFile file;
  private final String columns;

  private EpisodeArchive(SqliteFile file, String columns) {
    this.file = file;
    this.columns = columns;
  }

  /**
   * Opens the store in a folder.
   *
   * @throws IOException when there is none, or it cannot be read
   */
  public static EpisodeArchive open(Path folder) throws IOException {
    Path path = EpisodeSchema.file(folder);
    if (!Files.exists(path)) {
      throw new IOException(
          "there are no recordings in "
              + folder
              + "; cobot run makes them, or choose another --recordings");
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setReadOnly(true);
    SqliteFile file = SqliteFile.open(path, config, EpisodeSchema.WORDS);
    try {
      return new EpisodeArchive(file, file.read(c -> columns(c, file)));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static String columns(Connection c, SqliteFile file) throws SQLException, IOException {
    file.requireOwn(c, EpisodeSchema.APPLICATION_ID);
    file.requireKnown(SqliteFile.number(c, "PRAGMA user_version"), EpisodeSchema.VERSIONS.size());
    // Of a process that was killed nobody has said yet that it is gone.
    String dead =
        EpisodeStore.deadRuns(c).stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "number, command_id, text, source, began_millis, began_stamp_nanos,"
        + " coalesce(ended_millis, 0), coalesce(outcome, CASE WHEN run IN ("
        + dead
        + ") THEN 'interrupted' ELSE 'running' END) AS shown, reason, detail, question, understood,"
        + " (SELECT count(*) FROM shot WHERE shot.episode = number)";
  }

  /** Returns the newest of the episodes that are asked for, the newest first. */
  public List<EpisodeSummary> list(EpisodeQuery query) throws IOException {
    List<Object> values = new ArrayList<>();
    StringBuilder where = new StringBuilder(" WHERE 1");
    if (query.words() != null) {
      add(
          where,
          values,
          "number IN (SELECT rowid FROM words WHERE words MATCH ?)",
          EpisodeQuery.match(query.words()));
    }
    add(where, values, "shown = ?", query.outcome());
    add(where, values, "reason = ?", query.reason());
    add(where, values, "began_millis >= ?", query.sinceMillis());
    add(where, values, "began_millis <= ?", query.untilMillis());
    values.add(query.limit());
    String sql =
        "SELECT "
            + columns
            + " FROM episode"
            + where
            + " ORDER BY began_millis DESC, number DESC LIMIT ?";
    return file.read(c -> summaries(c, sql, values));
  }

  private static void add(
      StringBuilder where, List<Object> values, String condition, Object value) {
    if (value != null) {
      where.append(" AND ").append(condition);
      values.add(value);
    }
  }

  private static List<EpisodeSummary> summaries(Connection c, String sql, List<?> values)
      throws SQLException {
    List<EpisodeSummary> found = new ArrayList<>();
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new EpisodeSummary(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getLong(5),
                  rows.getLong(6),
                  rows.getLong(7),
                  rows.getString(8),
                  rows.getString(9),
                  rows.getString(10),
                  rows.getString(11),
                  rows.getString(12),
                  rows.getInt(13)));
        }
      }
    }
    return found;
  }

  /**
   * Returns an episode.
   *
   * @param id its number, or the id of its command or how that begins; the newest counts
   */
  public Optional<Episode> find(String id) throws IOException {
    String newest = " FROM episode WHERE %s ORDER BY began_millis DESC, number DESC LIMIT 1";
    return file.read(
        c -> {
          List<EpisodeSummary> found = new ArrayList<>();
          if (id.matches("[0-9]{1,18}")) {
            found.addAll(
                summaries(
                    c,
                    "SELECT " + columns + newest.formatted("number = ?"),
                    List.of(Long.parseLong(id))));
          }
          if (found.isEmpty()) {
            found.addAll(
                summaries(
                    c,
                    "SELECT " + columns + newest.formatted("substr(command_id, 1, length(?)) = ?"),
                    List.of(id, id)));
          }
          return found.isEmpty() ? Optional.empty() : Optional.of(whole(c, found.get(0)));
        });
  }

  private Episode whole(Connection c, EpisodeSummary summary) throws SQLException, IOException {
    try (PreparedStatement statement =
        c.prepareStatement(
            "SELECT document, about FROM episode JOIN run ON run.number = episode.run WHERE"
                + " episode.number = ?")) {
      statement.setLong(1, summary.number());
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IOException(
              file.path() + ": episode " + summary.number() + " is gone; list them again");
        }
        return new Episode(
            summary,
            json(summary.number(), rows.getString(1)),
            json(summary.number(), rows.getString(2)),
            shots(c, summary.number()));
      }
    }
  }

  private JsonNode json(long number, String text) throws IOException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file.path()
              + ": the record of episode "
              + number
              + " is damaged ("
              + e.getOriginalMessage()
              + "); the other episodes can be read",
          e);
    }
  }

  private static List<Shot> shots(Connection c, long number) throws SQLException {
    List<Shot> shots = new ArrayList<>();
    try (PreparedStatement statement =
        c.prepareStatement(
            "SELECT camera, stamp_nanos, moment, sha256, width_pixels, height_pixels FROM shot"
                + " JOIN picture USING (sha256) WHERE episode = ? ORDER BY place")) {
      statement.setLong(1, number);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          shots.add(
              new Shot(
                  rows.getString(1),
                  rows.getLong(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getInt(5),
                  rows.getInt(6)));
        }
      }
    }
    return shots;
  }

  /**
   * Returns a picture as a PNG file.
   *
   * @throws IOException also when it is not the one that was kept
   */
  public byte[] picture(Shot shot) throws IOException {
    byte[] png =
        file.read(
            c -> {
              try (PreparedStatement statement =
                  c.prepareStatement("SELECT png FROM picture WHERE sha256 = ?")) {
                statement.setString(1, shot.sha256());
                try (ResultSet rows = statement.executeQuery()) {
                  return rows.next() ? rows.getBytes(1) : new byte[0];
                }
              }
            });
    if (!Recordings.sha256(png).equals(shot.sha256())) {
      throw new IOException(
          file.path()
              + ": picture "
              + shot.sha256()
              + " is damaged or gone; the other pictures can be read");
    }
    return png;
  }

  /** Returns the motion of an episode, tick by tick; none where it did not run. */
  public List<MotionTick> motion(long number) throws IOException {
    return file.read(
        c -> {
          List<MotionTick> ticks = new ArrayList<>();
          try (PreparedStatement statement =
              c.prepareStatement("SELECT ticks FROM motion WHERE episode = ? ORDER BY place")) {
            statement.setLong(1, number);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                ticks.addAll(MotionTick.unpack(rows.getBytes(1)));
              }
            }
          } catch (IllegalArgumentException e) {
            throw new IOException(
                file.path()
                    + ": the motion of episode "
                    + number
                    + " is damaged ("
                    + e.getMessage()
                    + "); the other episodes can be read",
                e);
          }
          return ticks;
        });
  }

  @Override
  public void close() {
    file.close();
  }
}

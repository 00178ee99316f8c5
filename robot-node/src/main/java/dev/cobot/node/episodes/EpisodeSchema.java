package dev.cobot.node.episodes;

import dev.cobot.sim2real.store.SqliteFile;
import dev.cobot.sim2real.store.SqliteWords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** The tables of a store of episodes. To change them, append a version. */
final class EpisodeSchema {
  /** The store's name in its folder. */
  static final String FILE = "episodes.sqlite";

  /** Marks the file, in SQLite's header: "CoEp". */
  static final int APPLICATION_ID = 0x436f4570;

  static final List<List<String>> VERSIONS = List.of(runsEpisodesAndPictures());

  static final SqliteWords WORDS =
      new SqliteWords(
          "store of episodes",
          "process",
          "--recordings",
          "it is left as it is; restore it from a copy or choose another --recordings");

  private EpisodeSchema() {}

  static Path file(Path folder) {
    return folder.resolve(FILE);
  }

  /** Opens a store for writing, and makes it if it is missing. */
  static SqliteFile openForWriting(Path folder, int busyMillis) throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(busyMillis);
    // A killed process loses nothing that was committed; a power cut may lose the last second.
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    SqliteFile file = SqliteFile.open(file(folder), config, WORDS);
    try {
      file.read(
          c -> {
            if (SqliteFile.isEmpty(c)) {
              // Must come before the first table: what is deleted is then given back to the disk.
              SqliteFile.execute(c, "PRAGMA auto_vacuum = INCREMENTAL");
            }
            return null;
          });
      file.migrate(APPLICATION_ID, VERSIONS);
      file.read(
          c -> {
            SqliteFile.execute(c, "PRAGMA journal_mode = WAL");
            SqliteFile.execute(c, "PRAGMA foreign_keys = ON");
            return null;
          });
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static List<String> runsEpisodesAndPictures() {
    return List.of(
        """
        CREATE TABLE run (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          began_millis INTEGER NOT NULL,
          pid INTEGER NOT NULL,
          process_began_millis INTEGER NOT NULL,
          ended_millis INTEGER,
          about TEXT NOT NULL CHECK (length(about) <= 1048576)
        ) STRICT\
        """,
        """
        CREATE TABLE episode (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          run INTEGER NOT NULL REFERENCES run (number),
          command_id TEXT NOT NULL CHECK (length(command_id) <= 128),
          text TEXT NOT NULL CHECK (length(text) <= 512),
          source TEXT NOT NULL CHECK (length(source) <= 32),
          began_millis INTEGER NOT NULL,
          began_stamp_nanos INTEGER NOT NULL,
          ended_millis INTEGER,
          outcome TEXT CHECK (outcome IN ('done', 'failed', 'refused', 'interrupted')),
          reason TEXT,
          detail TEXT NOT NULL CHECK (length(detail) <= 8192),
          question TEXT CHECK (length(question) <= 8192),
          understood TEXT CHECK (length(understood) <= 8192),
          document TEXT NOT NULL CHECK (length(document) <= 16777216)
        ) STRICT\
        """,
        "CREATE INDEX episode_by_command ON episode (command_id)",
        "CREATE INDEX episode_by_time ON episode (began_millis)",
        """
        CREATE TABLE picture (
          sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
          width_pixels INTEGER NOT NULL,
          height_pixels INTEGER NOT NULL,
          png BLOB NOT NULL
        ) STRICT\
        """,
        """
        CREATE TABLE shot (
          episode INTEGER NOT NULL REFERENCES episode (number) ON DELETE CASCADE,
          place INTEGER NOT NULL,
          camera TEXT NOT NULL CHECK (length(camera) <= 100),
          stamp_nanos INTEGER NOT NULL,
          moment TEXT NOT NULL CHECK (length(moment) <= 32),
          sha256 TEXT NOT NULL REFERENCES picture (sha256),
          PRIMARY KEY (episode, place)
        ) STRICT, WITHOUT ROWID\
        """,
        "CREATE INDEX shot_by_picture ON shot (sha256)",
        """
        CREATE TABLE motion (
          episode INTEGER NOT NULL REFERENCES episode (number) ON DELETE CASCADE,
          place INTEGER NOT NULL,
          ticks BLOB NOT NULL CHECK (length(ticks) <= 1048576),
          PRIMARY KEY (episode, place)
        ) STRICT, WITHOUT ROWID\
        """,
        "CREATE VIRTUAL TABLE words USING fts5(text, understood, detail, question,"
            + " tokenize = 'unicode61 remove_diacritics 2')");
  }
}

package dev.cobot.sim2real.calibration.session;

import dev.cobot.sim2real.store.SqliteFile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables of the store, and how those of an older version become those of this one.
 *
 * <p>A version is a list of statements that are run once; to change the tables, append a version
 * and never touch those before it.
 */
final class Schema {
  /** Marks the file as a store of sessions, in SQLite's header: "cobc". */
  static final int APPLICATION_ID = 0x636f6263;

  static final List<List<String>> VERSIONS = List.of(runsImagesAndJournal());

  private Schema() {}

  private static List<String> runsImagesAndJournal() {
    return List.of(
        """
        CREATE TABLE run (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          session TEXT NOT NULL CHECK (length(session) BETWEEN 1 AND 64),
          kind TEXT NOT NULL CHECK (kind IN ('intrinsics', 'table', 'handeye', 'attributes')),
          camera TEXT NOT NULL CHECK (length(camera) BETWEEN 1 AND 100),
          created_at_millis INTEGER NOT NULL,
          software TEXT NOT NULL CHECK (length(software) <= 65536),
          models TEXT NOT NULL CHECK (length(models) <= 65536),
          camera_before TEXT CHECK (length(camera_before) <= 65536),
          camera_after TEXT CHECK (length(camera_after) <= 65536),
          result TEXT NOT NULL CHECK (length(result) <= 4194304),
          verdict TEXT NOT NULL CHECK (verdict IN ('ok', 'weak', 'refused')),
          detail TEXT NOT NULL CHECK (length(detail) <= 4000),
          error_unit TEXT NOT NULL CHECK (error_unit IN ('pixels', 'meters')),
          labels TEXT CHECK (length(labels) <= 4194304),
          regression TEXT NOT NULL CHECK (length(regression) <= 65536)
        ) STRICT\
        """,
        "CREATE INDEX run_by_session ON run (session)",
        """
        CREATE TABLE image (
          run INTEGER NOT NULL REFERENCES run (number),
          place INTEGER NOT NULL,
          name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
          path TEXT NOT NULL CHECK (length(path) BETWEEN 1 AND 4096),
          sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
          bytes INTEGER NOT NULL,
          width_pixels INTEGER NOT NULL,
          height_pixels INTEGER NOT NULL,
          role TEXT NOT NULL CHECK (role IN ('fit', 'held-out')),
          error_before REAL,
          error_after REAL,
          PRIMARY KEY (run, place)
        ) STRICT, WITHOUT ROWID\
        """,
        """
        CREATE TABLE journal (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          at_millis INTEGER NOT NULL,
          kind TEXT NOT NULL CHECK (kind IN ('intrinsics', 'table', 'handeye', 'attributes')),
          camera TEXT NOT NULL CHECK (length(camera) BETWEEN 1 AND 100),
          action TEXT NOT NULL CHECK (action IN ('accept', 'rollback')),
          from_run INTEGER REFERENCES run (number),
          to_run INTEGER REFERENCES run (number),
          why TEXT NOT NULL CHECK (length(why) <= 4000)
        ) STRICT\
        """,
        "CREATE INDEX journal_by_camera ON journal (kind, camera)",
        appendOnly("run", "UPDATE"),
        appendOnly("run", "DELETE"),
        appendOnly("image", "UPDATE"),
        appendOnly("image", "DELETE"),
        appendOnly("journal", "UPDATE"),
        appendOnly("journal", "DELETE"));
  }

  private static String appendOnly(String table, String action) {
    return "CREATE TRIGGER %1$s_no_%2$s BEFORE %2$s ON %1$s BEGIN SELECT RAISE(ABORT, '%1$s keeps what it has'); END"
        .formatted(table, action);
  }

  /**
   * Brings the tables to the last of the versions, creating them in an empty file.
   *
   * @param writable an open transaction that holds the file's write lock
   */
  static void migrate(
      Connection writable, SqliteFile file, List<List<String>> versions, long nowMillis)
      throws SQLException, IOException {
    int version = version(writable, file, versions.size());
    if (version == 0) {
      SqliteFile.execute(writable, "PRAGMA application_id = " + APPLICATION_ID);
      SqliteFile.execute(
          writable,
          """
          CREATE TABLE schema_version (
            version INTEGER PRIMARY KEY,
            applied_at_millis INTEGER NOT NULL
          ) STRICT\
          """);
    }
    for (int next = version; next < versions.size(); next++) {
      for (String statement : versions.get(next)) {
        SqliteFile.execute(writable, statement);
      }
      SqliteFile.execute(
          writable,
          "INSERT INTO schema_version (version, applied_at_millis) VALUES (?, ?)",
          next + 1,
          nowMillis);
    }
  }

  /**
   * Returns the version of the tables, 0 for a file that never had any.
   *
   * @throws IOException if the file is not a store of sessions, or is one of a later version
   */
  static int version(Connection connection, SqliteFile file, int known)
      throws SQLException, IOException {
    if (SqliteFile.isEmpty(connection)) {
      return 0;
    }
    file.requireOwn(connection, APPLICATION_ID);
    long version = SqliteFile.number(connection, "SELECT max(version) FROM schema_version");
    file.requireKnown(version, known);
    return (int) version;
  }
}

package dev.cobot.sim2real.calibration.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * An open SQLite file: transactions, and SQLite's errors as sentences.
 *
 * <p>The journal is SQLite's rollback journal and not a write-ahead log: the store is written a few
 * times a day, is one file at rest that can be copied, and may lie on a network folder, where the
 * log's shared memory does not work. Every commit is on the disk when it returns.
 */
final class StoreFile implements AutoCloseable {
  /** SQLite's smallest page. It takes a shorter file for an empty one, and would overwrite it. */
  private static final int MIN_BYTES = 512;

  private final Path file;
  private final Connection connection;

  private StoreFile(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** What is done inside a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Connection connection) throws SQLException, IOException;
  }

  /**
   * Opens the file, checks that it is whole and brings its tables to the last version.
   *
   * @param create whether a file that is missing is made
   * @param busyMillis how long to wait for another process that writes
   */
  static StoreFile open(
      Path file,
      boolean create,
      int busyMillis,
      List<List<String>> versions,
      LongSupplier epochMillis)
      throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    if (absolute.toString().indexOf('?') >= 0) {
      throw new IOException(
          absolute + ": SQLite takes what follows '?' for options; choose a --store without it");
    }
    if (Files.isDirectory(absolute)) {
      throw new IOException(absolute + " is a folder; --store must name a file");
    }
    if (Files.exists(absolute) && Files.size(absolute) > 0 && Files.size(absolute) < MIN_BYTES) {
      throw damaged(absolute, "it is too short", null);
    }
    if (create) {
      Files.createDirectories(absolute.getParent());
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(busyMillis);
    config.enforceForeignKeys(true);
    if (!create) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    Connection connection = null;
    try {
      connection = config.createConnection("jdbc:sqlite:" + absolute);
      StoreFile opened = new StoreFile(absolute, connection);
      opened.prepare(versions, epochMillis);
      return opened;
    } catch (SQLException e) {
      close(connection);
      throw explained(absolute, e);
    } catch (IOException | RuntimeException e) {
      close(connection);
      throw e;
    } catch (LinkageError e) {
      throw new IOException(
          "SQLite's native library does not load ("
              + e.getMessage()
              + "); it is unpacked into "
              + System.getProperty("java.io.tmpdir")
              + ", which must allow programs; name another folder with -Dorg.sqlite.tmpdir=DIR",
          e);
    }
  }

  private void prepare(List<List<String>> versions, LongSupplier epochMillis)
      throws SQLException, IOException {
    // Nothing of a file is touched before it has said that it is a store.
    if (version(versions.size()) < versions.size()) {
      write(
          c -> {
            Schema.migrate(c, file, versions, epochMillis.getAsLong());
            return null;
          });
    }
    try (PreparedStatement check = connection.prepareStatement("PRAGMA quick_check(1)");
        ResultSet rows = check.executeQuery()) {
      String answer = rows.next() ? rows.getString(1) : "no answer";
      if (!answer.equals("ok")) {
        throw damaged(file, answer, null);
      }
    }
  }

  /** Reads the version as of one moment: another process may be making the tables. */
  private int version(int known) throws SQLException, IOException {
    execute("BEGIN");
    try {
      return Schema.version(connection, file, known);
    } finally {
      execute("ROLLBACK");
    }
  }

  /** Reads. */
  <T> T read(Work<T> work) throws IOException {
    try {
      return work.in(connection);
    } catch (SQLException e) {
      throw explained(file, e);
    }
  }

  /** Writes all or nothing, alone among all processes. */
  <T> T write(Work<T> work) throws IOException {
    try {
      // By hand, since the driver takes itself to be in a transaction also where BEGIN failed; at
      // once for writing, since two that read first and then want to write would block each other.
      execute("BEGIN IMMEDIATE");
      try {
        T result = work.in(connection);
        execute("COMMIT");
        return result;
      } catch (SQLException | IOException | RuntimeException e) {
        rollBack(e);
        throw e;
      }
    } catch (SQLException e) {
      throw explained(file, e);
    }
  }

  private void rollBack(Exception why) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite rolls back by itself where the disk fails; the first error is the one to tell.
      why.addSuppressed(e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw explained(file, e);
    }
  }

  private static void close(Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // The error that led here is the one to tell.
      return;
    }
  }

  private static IOException damaged(Path file, String why, Exception cause) {
    return new IOException(
        file
            + " is damaged or no store of sessions ("
            + why
            + "); it is left as it is; restore it from a copy or choose another --store",
        cause);
  }

  /** Returns SQLite's error as what, where and what to do. */
  private static IOException explained(Path file, SQLException e) {
    int code = e.getErrorCode() & 0xff;
    if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return new IOException(
          file + " is in use by another process; try again when that has ended", e);
    } else if (code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code
        || code == SQLiteErrorCode.SQLITE_ERROR.code) {
      return damaged(file, e.getMessage(), e);
    } else if (code == SQLiteErrorCode.SQLITE_READONLY.code) {
      return new IOException(file + " may not be written; change its rights or --store", e);
    } else if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
      return new IOException(
          file + " cannot be opened; the file or its folder is missing or may not be read", e);
    } else if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return new IOException(file + ": the disk is full; nothing of this run was kept", e);
    }
    return new IOException(file + ": SQLite says: " + e.getMessage(), e);
  }
}

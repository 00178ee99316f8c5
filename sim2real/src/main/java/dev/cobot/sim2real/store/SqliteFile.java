package dev.cobot.sim2real.store;

import dev.cobot.sim2real.cache.NativeCache;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;
import org.sqlite.util.LibraryLoaderUtil;

/** An open SQLite file: transactions, the versions of its tables, and errors as sentences. */
public final class SqliteFile implements AutoCloseable {
  /** SQLite's smallest page. It takes a shorter file for an empty one, and would overwrite it. */
  private static final int MIN_BYTES = 512;

  private static final String LIBRARY_FOLDER = "org.sqlite.lib.path";
  private static final String TEMPORARY = "org.sqlite.tmpdir";

  private final Path file;
  private final SqliteWords words;
  private final Connection connection;

  private SqliteFile(Path file, SqliteWords words, Connection connection) {
    this.file = file;
    this.words = words;
    this.connection = connection;
  }

  /** What is done inside a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Connection connection) throws SQLException, IOException;
  }

  /**
   * Opens a file. Nothing of it is changed but the journal that {@code config} asks for.
   *
   * @param config whether it is made where it is missing, its journal, how long to wait for others
   * @throws SqliteDamage when it is no SQLite file
   * @throws IOException when it cannot be opened, with a sentence that says what to do
   */
  public static SqliteFile open(Path file, SQLiteConfig config, SqliteWords words)
      throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    if (absolute.toString().indexOf('?') >= 0) {
      throw new IOException(
          absolute
              + ": SQLite takes what follows '?' for options; choose a "
              + words.option()
              + " without it");
    }
    if (Files.isDirectory(absolute)) {
      throw new IOException(absolute + " is a folder; " + words.option() + " must name a file");
    }
    if (Files.exists(absolute) && Files.size(absolute) > 0 && Files.size(absolute) < MIN_BYTES) {
      throw damaged(absolute, words, "it is too short", null);
    }
    if ((config.getOpenModeFlags() & SQLiteOpenMode.CREATE.flag) != 0) {
      makeFolder(absolute.getParent(), words);
    }
    nameLibrary();
    try {
      return new SqliteFile(absolute, words, config.createConnection("jdbc:sqlite:" + absolute));
    } catch (SQLException e) {
      throw explained(absolute, words, e);
    } catch (LinkageError e) {
      throw new IOException(
          "SQLite's native library does not load ("
              + e.getMessage()
              + "); it is kept in "
              + NativeCache.shared().root()
              + ", which must allow programs; name another folder with COBOT_CACHE",
          e);
    }
  }

  /** SQLite's driver, left to itself, would unpack its library at every start. */
  private static synchronized void nameLibrary() {
    if (System.getProperty(LIBRARY_FOLDER) == null && System.getProperty(TEMPORARY) == null) {
      URL resource =
          SQLiteConfig.class.getResource(
              LibraryLoaderUtil.getNativeLibResourcePath()
                  + "/"
                  + LibraryLoaderUtil.getNativeLibName());
      if (resource != null) {
        NativeCache.shared()
            .keyed(resource, "sqlite")
            .ifPresent(file -> System.setProperty(LIBRARY_FOLDER, file.getParent().toString()));
      }
    }
  }

  private static void makeFolder(Path folder, SqliteWords words) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(
          "the folder "
              + folder
              + " cannot be made ("
              + e.getClass().getSimpleName()
              + "); choose another "
              + words.option(),
          e);
    }
  }

  public Path path() {
    return file;
  }

  /**
   * Makes the tables of an empty file, and brings those of an older version to the last one. A
   * version is a list of statements that are run once: append one, and never touch those before.
   * SQLite's header has its number as {@code user_version}.
   *
   * @throws IOException if the file is another program's, or of a later version
   */
  public void migrate(int applicationId, List<List<String>> versions) throws IOException {
    if (read(c -> version(c, applicationId, versions.size())) == versions.size()) {
      return;
    }
    write(
        c -> {
          int version = version(c, applicationId, versions.size());
          for (List<String> statements : versions.subList(version, versions.size())) {
            for (String statement : statements) {
              execute(c, statement);
            }
          }
          execute(c, "PRAGMA application_id = " + applicationId);
          execute(c, "PRAGMA user_version = " + versions.size());
          return null;
        });
  }

  private int version(Connection c, int applicationId, int known) throws SQLException, IOException {
    if (isEmpty(c)) {
      return 0;
    }
    requireOwn(c, applicationId);
    long version = number(c, "PRAGMA user_version");
    requireKnown(version, known);
    return (int) version;
  }

  /** Whether nothing was ever written to the file. */
  public static boolean isEmpty(Connection c) throws SQLException {
    return number(c, "PRAGMA application_id") == 0
        && number(c, "PRAGMA schema_version") == 0
        && number(c, "PRAGMA user_version") == 0;
  }

  /**
   * @throws IOException if the file does not bear the mark
   */
  public void requireOwn(Connection c, int applicationId) throws SQLException, IOException {
    if (number(c, "PRAGMA application_id") != applicationId) {
      throw new IOException(
          file
              + " is an SQLite file of another program; it is left as it is; choose another "
              + words.option());
    }
  }

  /**
   * @throws IOException if a file's tables are of a later version than this program knows
   */
  public void requireKnown(long version, int known) throws IOException {
    if (version > known) {
      throw new IOException(
          file
              + " was written by a later Cobot (its tables are of version "
              + version
              + ", this Cobot knows up to "
              + known
              + "); update Cobot or choose another "
              + words.option());
    }
  }

  /**
   * @throws SqliteDamage if something of the file cannot be read; reads all of it
   */
  public void requireWhole() throws IOException {
    String answer =
        read(
            c -> {
              try (PreparedStatement check = c.prepareStatement("PRAGMA quick_check(1)");
                  ResultSet rows = check.executeQuery()) {
                return rows.next() ? rows.getString(1) : "no answer";
              }
            });
    if (!answer.equals("ok")) {
      throw damaged(file, words, answer, null);
    }
  }

  /** Reads; several queries see the same only inside a transaction of the caller's. */
  public <T> T read(Work<T> work) throws IOException {
    try {
      return work.in(connection);
    } catch (SQLException e) {
      throw explained(file, words, e);
    }
  }

  /** Reads as of one moment, whatever others write meanwhile. */
  public <T> T readAtOnce(Work<T> work) throws IOException {
    return transaction("BEGIN", work);
  }

  /** Writes all or nothing, alone among all processes. */
  public <T> T write(Work<T> work) throws IOException {
    // At once for writing, since two that read first and then want to write would block each other.
    return transaction("BEGIN IMMEDIATE", work);
  }

  private <T> T transaction(String begin, Work<T> work) throws IOException {
    try {
      // By hand, since the driver takes itself to be in a transaction also where BEGIN failed.
      execute(connection, begin);
      try {
        T result = work.in(connection);
        execute(connection, "COMMIT");
        return result;
      } catch (SQLException | IOException | RuntimeException e) {
        rollBack(e);
        throw e;
      }
    } catch (SQLException e) {
      throw explained(file, words, e);
    }
  }

  private void rollBack(Exception why) {
    try {
      execute(connection, "ROLLBACK");
    } catch (SQLException e) {
      // SQLite rolls back by itself where the disk fails; the first error is the one to tell.
      why.addSuppressed(e);
    }
  }

  /** Runs a statement with values for its question marks. */
  public static void execute(Connection c, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  /** Returns the number that a query gives, 0 where it gives none. */
  public static long number(Connection c, String sql) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** Closes the file. What was committed is there; nothing else can be lost. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The system closes it with the process.
      return;
    }
  }

  private static SqliteDamage damaged(Path file, SqliteWords words, String why, Exception cause) {
    return new SqliteDamage(
        file + " is damaged or no " + words.noun() + " (" + why + "); " + words.damage(), cause);
  }

  /** Returns SQLite's error as what, where and what to do. */
  private static IOException explained(Path file, SqliteWords words, SQLException e) {
    int code = e.getErrorCode() & 0xff;
    if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return new IOException(
          file
              + " is in use by another "
              + words.user()
              + "; try again when that has ended, or choose another "
              + words.option(),
          e);
    } else if (code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code
        || code == SQLiteErrorCode.SQLITE_ERROR.code) {
      return damaged(file, words, e.getMessage(), e);
    } else if (code == SQLiteErrorCode.SQLITE_READONLY.code) {
      return new IOException(
          file + " may not be written; change its rights or " + words.option(), e);
    } else if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
      return new IOException(
          file + " cannot be opened; the file or its folder is missing or may not be read", e);
    } else if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return new IOException(file + ": the disk is full; nothing of this was kept", e);
    }
    return new IOException(file + ": SQLite says: " + e.getMessage(), e);
  }
}

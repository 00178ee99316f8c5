package dev.cobot.sim2real.calibration.session;

import dev.cobot.sim2real.store.SqliteFile;
import dev.cobot.sim2real.store.SqliteWords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The file under the store.
 *
 * <p>The journal is SQLite's rollback journal and not a write-ahead log: the store is written a few
 * times a day, is one file at rest that can be copied, and may lie on a network folder, where the
 * log's shared memory does not work. Every commit is on the disk when it returns.
 */
final class StoreFile {
  private static final SqliteWords WORDS =
      new SqliteWords(
          "store of sessions",
          "process",
          "--store",
          "it is left as it is; restore it from a copy or choose another --store");

  private StoreFile() {}

  /**
   * Opens the file, checks that it is whole and brings its tables to the last version.
   *
   * @param create whether a file that is missing is made
   * @param busyMillis how long to wait for another process that writes
   */
  static SqliteFile open(
      Path file,
      boolean create,
      int busyMillis,
      List<List<String>> versions,
      LongSupplier epochMillis)
      throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(busyMillis);
    config.enforceForeignKeys(true);
    if (!create) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    SqliteFile opened = SqliteFile.open(file, config, WORDS);
    try {
      // Nothing of a file is touched before it has said that it is a store, as of one moment:
      // another process may be making the tables.
      if (opened.readAtOnce(c -> Schema.version(c, opened, versions.size())) < versions.size()) {
        opened.write(
            c -> {
              Schema.migrate(c, opened, versions, epochMillis.getAsLong());
              return null;
            });
      }
      opened.requireWhole();
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }
}

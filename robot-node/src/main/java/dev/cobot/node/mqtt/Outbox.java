package dev.cobot.node.mqtt;

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
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * What must outlive the runtime, in one SQLite file: the commands that were taken, with their
 * answers, and the messages that no broker has confirmed yet. Any thread; each call is a
 * transaction that is on the disk when it returns. One process at a time.
 */
final class Outbox implements AutoCloseable {
  private static final int VERSION = 1;
  private static final int APPLICATION_ID = 0x436f4d71;

  /** How many commands are remembered; older ones are forgotten first. */
  static final int REMEMBERED = 10_000;

  /** How many messages may wait; then the oldest are dropped. */
  static final int MAX_WAITING = 10_000;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE command(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
              + " text TEXT NOT NULL, issuer TEXT NOT NULL, response_topic TEXT, correlation BLOB,"
              + " answer BLOB)",
          "CREATE TABLE message(seq INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL,"
              + " correlation BLOB, payload BLOB NOT NULL)",
          "PRAGMA application_id = " + APPLICATION_ID,
          "PRAGMA user_version = " + VERSION);

  private final Path file;
  private final Connection connection;
  private final int remembered;
  private final int maxWaiting;
  private long waiting;
  private long dropped;

  /**
   * A command that was taken.
   *
   * @param responseTopic where its issuer wants the answer too, or null
   * @param correlation what the answer there must carry, or null
   */
  record Taken(String id, String text, String issuer, String responseTopic, byte[] correlation) {}

  /** An earlier command of the same id; without an answer it is still being carried out. */
  record Earlier(Taken command, Optional<byte[]> answer) {}

  /** A message that waits; the sequence number tells its place. */
  record Message(long seq, String topic, byte[] correlation, byte[] payload) {
    Message(String topic, byte[] correlation, byte[] payload) {
      this(-1, topic, correlation, payload);
    }
  }

  private Outbox(Path file, Connection connection, int remembered, int maxWaiting) {
    this.file = file;
    this.connection = connection;
    this.remembered = remembered;
    this.maxWaiting = maxWaiting;
  }

  /**
   * Opens the file, and makes it if it is missing.
   *
   * @throws IOException when it cannot be used, with a sentence that says what to do
   */
  static Outbox open(Path file) throws IOException {
    return open(file, REMEMBERED, MAX_WAITING);
  }

  static Outbox open(Path file, int remembered, int maxWaiting) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Connection connection = null;
    try {
      Files.createDirectories(absolute.getParent());
      SQLiteConfig config = new SQLiteConfig();
      config.setBusyTimeout(500);
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
      connection = config.createConnection("jdbc:sqlite:" + absolute);
      Outbox outbox = new Outbox(absolute, connection, remembered, maxWaiting);
      outbox.prepare();
      return outbox;
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

  private void prepare() throws IOException {
    write(
        () -> {
          long version = number("PRAGMA user_version");
          if (version == 0 && number("SELECT count(*) FROM sqlite_master") == 0) {
            for (String sql : TABLES) {
              execute(sql);
            }
          } else if (version != VERSION || number("PRAGMA application_id") != APPLICATION_ID) {
            throw new IOException(
                file
                    + " is no outbox of this version (got version "
                    + version
                    + ", allowed: "
                    + VERSION
                    + "); choose another mqtt.store, or move the file away");
          }
          waiting = number("SELECT count(*) FROM message");
          return null;
        });
  }

  /** Takes a command, unless its id is known: then the earlier one is returned. */
  synchronized Optional<Earlier> take(Taken command) throws IOException {
    return write(
        () -> {
          Optional<Earlier> earlier = find(command.id());
          if (earlier.isEmpty()) {
            execute(
                "INSERT INTO command(id, text, issuer, response_topic, correlation) VALUES"
                    + " (?, ?, ?, ?, ?)",
                command.id(),
                command.text(),
                command.issuer(),
                command.responseTopic(),
                command.correlation());
            execute(
                "DELETE FROM command WHERE answer IS NOT NULL AND seq <="
                    + " (SELECT max(seq) FROM command) - "
                    + remembered);
          }
          return earlier;
        });
  }

  /** Returns a command that was taken. */
  synchronized Optional<Earlier> taken(String id) throws IOException {
    return write(() -> find(id));
  }

  /**
   * Answers a command, all at once: the answer is kept for the id, and the messages wait.
   *
   * @param keep whether the id stays taken; otherwise it may be sent again for another answer
   */
  synchronized void answer(String id, byte[] answer, boolean keep, List<Message> messages)
      throws IOException {
    write(
        () -> {
          if (keep) {
            execute("UPDATE command SET answer = ? WHERE id = ?", answer, id);
          } else {
            execute("DELETE FROM command WHERE id = ?", id);
          }
          add(messages);
          return null;
        });
  }

  /** Lets messages wait that answer no command. */
  synchronized void put(List<Message> messages) throws IOException {
    write(
        () -> {
          add(messages);
          return null;
        });
  }

  private void add(List<Message> messages) throws SQLException {
    for (Message message : messages) {
      execute(
          "INSERT INTO message(topic, correlation, payload) VALUES (?, ?, ?)",
          message.topic(),
          message.correlation(),
          message.payload());
    }
    waiting = number("SELECT count(*) FROM message");
    long tooMany = waiting - maxWaiting;
    if (tooMany > 0) {
      execute(
          "DELETE FROM message WHERE seq IN (SELECT seq FROM message ORDER BY seq LIMIT "
              + tooMany
              + ")");
      waiting -= tooMany;
      dropped += tooMany;
    }
  }

  /** Returns the ids of the commands without an answer, the oldest first. */
  synchronized List<String> unanswered() throws IOException {
    return write(
        () -> {
          List<String> ids = new ArrayList<>();
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      "SELECT id FROM command WHERE answer IS NULL ORDER BY seq");
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              ids.add(rows.getString(1));
            }
          }
          return ids;
        });
  }

  /** Returns the messages that wait longest, in their order. */
  synchronized List<Message> oldest(int atMost) throws IOException {
    if (waiting == 0) {
      return List.of();
    }
    return write(
        () -> {
          List<Message> messages = new ArrayList<>();
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      "SELECT seq, topic, correlation, payload FROM message ORDER BY seq LIMIT "
                          + atMost);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              messages.add(
                  new Message(
                      rows.getLong(1), rows.getString(2), rows.getBytes(3), rows.getBytes(4)));
            }
          }
          return messages;
        });
  }

  /** Forgets messages that need not be sent any more. */
  synchronized void delete(List<Message> messages) throws IOException {
    write(
        () -> {
          for (Message message : messages) {
            execute("DELETE FROM message WHERE seq = ?", message.seq());
          }
          waiting = number("SELECT count(*) FROM message");
          return null;
        });
  }

  /** Returns how many messages wait. */
  synchronized long waiting() {
    return waiting;
  }

  /** Returns how many messages were dropped since the start, because too many waited. */
  synchronized long dropped() {
    return dropped;
  }

  private Optional<Earlier> find(String id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT text, issuer, response_topic, correlation, answer FROM command WHERE id = ?")) {
      statement.setString(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Earlier(
                    new Taken(
                        id,
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getBytes(4)),
                    Optional.ofNullable(rows.getBytes(5))))
            : Optional.empty();
      }
    }
  }

  private long number(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private void execute(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T done() throws SQLException, IOException;
  }

  private synchronized <T> T write(Work<T> work) throws IOException {
    try {
      execute("BEGIN IMMEDIATE");
      try {
        T result = work.done();
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

  @Override
  public synchronized void close() {
    close(connection);
  }

  private static void close(Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // What was committed is on the disk; there is nothing else to lose.
      return;
    }
  }

  private static IOException explained(Path file, SQLException e) {
    int code = e.getErrorCode() & 0xff;
    if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return new IOException(
          file + " is in use by another runtime; end that, or give this one another mqtt.store", e);
    } else if (code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return new IOException(
          file
              + " is damaged or no outbox ("
              + e.getMessage()
              + "); move it away (what waits in it is lost), or choose another mqtt.store",
          e);
    }
    return new IOException(file + ": SQLite says: " + e.getMessage(), e);
  }
}

package dev.cobot.node.mqtt;

import dev.cobot.sim2real.store.SqliteFile;
import dev.cobot.sim2real.store.SqliteWords;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * What must outlive the runtime, in one SQLite file: the commands that were taken, with their
 * answers, and the messages that no broker has confirmed yet. Any thread; each call is a
 * transaction that is on the disk when it returns. One process at a time.
 */
final class Outbox implements AutoCloseable {
  private static final int APPLICATION_ID = 0x436f4d71;

  /** How many commands are remembered; older ones are forgotten first. */
  static final int REMEMBERED = 10_000;

  /** How many messages may wait; then the oldest are dropped. */
  static final int MAX_WAITING = 10_000;

  private static final SqliteWords WORDS =
      new SqliteWords(
          "outbox",
          "runtime",
          "mqtt.store",
          "move it away (what waits in it is lost), or choose another mqtt.store");

  private static final List<List<String>> VERSIONS =
      List.of(
          List.of(
              "CREATE TABLE command(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
                  + " text TEXT NOT NULL, issuer TEXT NOT NULL, response_topic TEXT, correlation"
                  + " BLOB, answer BLOB)",
              "CREATE TABLE message(seq INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL,"
                  + " correlation BLOB, payload BLOB NOT NULL)"));

  private final SqliteFile file;
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

  private Outbox(SqliteFile file, int remembered, int maxWaiting) {
    this.file = file;
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
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(500);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    SqliteFile opened = SqliteFile.open(file, config, WORDS);
    try {
      opened.migrate(APPLICATION_ID, VERSIONS);
      Outbox outbox = new Outbox(opened, remembered, maxWaiting);
      // Writing takes the file for this process alone.
      outbox.waiting = opened.write(Outbox::countMessages);
      return outbox;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static long countMessages(Connection c) throws SQLException {
    return SqliteFile.number(c, "SELECT count(*) FROM message");
  }

  /** Takes a command, unless its id is known: then the earlier one is returned. */
  synchronized Optional<Earlier> take(Taken command) throws IOException {
    return file.write(
        c -> {
          Optional<Earlier> earlier = find(c, command.id());
          if (earlier.isEmpty()) {
            SqliteFile.execute(
                c,
                "INSERT INTO command(id, text, issuer, response_topic, correlation) VALUES"
                    + " (?, ?, ?, ?, ?)",
                command.id(),
                command.text(),
                command.issuer(),
                command.responseTopic(),
                command.correlation());
            SqliteFile.execute(
                c,
                "DELETE FROM command WHERE answer IS NOT NULL AND seq <="
                    + " (SELECT max(seq) FROM command) - "
                    + remembered);
          }
          return earlier;
        });
  }

  /** Returns a command that was taken. */
  synchronized Optional<Earlier> taken(String id) throws IOException {
    return file.write(c -> find(c, id));
  }

  /**
   * Answers a command, all at once: the answer is kept for the id, and the messages wait.
   *
   * @param keep whether the id stays taken; otherwise it may be sent again for another answer
   */
  synchronized void answer(String id, byte[] answer, boolean keep, List<Message> messages)
      throws IOException {
    file.write(
        c -> {
          if (keep) {
            SqliteFile.execute(c, "UPDATE command SET answer = ? WHERE id = ?", answer, id);
          } else {
            SqliteFile.execute(c, "DELETE FROM command WHERE id = ?", id);
          }
          add(c, messages);
          return null;
        });
  }

  /** Lets messages wait that answer no command. */
  synchronized void put(List<Message> messages) throws IOException {
    file.write(
        c -> {
          add(c, messages);
          return null;
        });
  }

  private void add(Connection c, List<Message> messages) throws SQLException {
    for (Message message : messages) {
      SqliteFile.execute(
          c,
          "INSERT INTO message(topic, correlation, payload) VALUES (?, ?, ?)",
          message.topic(),
          message.correlation(),
          message.payload());
    }
    waiting = countMessages(c);
    long tooMany = waiting - maxWaiting;
    if (tooMany > 0) {
      SqliteFile.execute(
          c,
          "DELETE FROM message WHERE seq IN (SELECT seq FROM message ORDER BY seq LIMIT "
              + tooMany
              + ")");
      waiting -= tooMany;
      dropped += tooMany;
    }
  }

  /** Returns the ids of the commands without an answer, the oldest first. */
  synchronized List<String> unanswered() throws IOException {
    return file.write(
        c -> {
          List<String> ids = new ArrayList<>();
          try (PreparedStatement statement =
                  c.prepareStatement("SELECT id FROM command WHERE answer IS NULL ORDER BY seq");
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
    return file.write(
        c -> {
          List<Message> messages = new ArrayList<>();
          try (PreparedStatement statement =
                  c.prepareStatement(
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
    file.write(
        c -> {
          for (Message message : messages) {
            SqliteFile.execute(c, "DELETE FROM message WHERE seq = ?", message.seq());
          }
          waiting = countMessages(c);
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

  private Optional<Earlier> find(Connection c, String id) throws SQLException {
    try (PreparedStatement statement =
        c.prepareStatement(
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

  @Override
  public synchronized void close() {
    file.close();
  }
}

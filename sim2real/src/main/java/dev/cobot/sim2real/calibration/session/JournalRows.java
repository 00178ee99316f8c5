package dev.cobot.sim2real.calibration.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The journal of acceptances as rows; its newest row of a kind and camera says what is accepted.
 */
final class JournalRows {
  private final Connection connection;

  JournalRows(Connection connection) {
    this.connection = connection;
  }

  /** Returns the run that is accepted, or null. */
  Long accepted(CalibrationKind kind, String cameraId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT to_run FROM journal WHERE kind = ? AND camera = ?"
                + " ORDER BY number DESC LIMIT 1")) {
      select.setString(1, kind.id());
      select.setString(2, cameraId);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? run(row, "to_run") : null;
      }
    }
  }

  boolean isAccepted(CalibrationKind kind, String cameraId, long run) throws SQLException {
    return Objects.equals(accepted(kind, cameraId), run);
  }

  /** Returns all entries, oldest first. */
  List<JournalEntry> all() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM journal ORDER BY number")) {
      return entries(select);
    }
  }

  /** Returns the entries of a kind and camera, oldest first. */
  List<JournalEntry> of(CalibrationKind kind, String cameraId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM journal WHERE kind = ? AND camera = ? ORDER BY number")) {
      select.setString(1, kind.id());
      select.setString(2, cameraId);
      return entries(select);
    }
  }

  private static List<JournalEntry> entries(PreparedStatement select) throws SQLException {
    List<JournalEntry> entries = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        entries.add(
            new JournalEntry(
                row.getLong("number"),
                row.getLong("at_millis"),
                CalibrationKind.of(row.getString("kind")),
                row.getString("camera"),
                JournalAction.of(row.getString("action")),
                run(row, "from_run"),
                run(row, "to_run"),
                row.getString("why")));
      }
    }
    return entries;
  }

  private static Long run(ResultSet row, String column) throws SQLException {
    long run = row.getLong(column);
    return row.wasNull() ? null : Long.valueOf(run);
  }

  /** Makes another run the accepted one. */
  JournalEntry append(
      long atMillis,
      CalibrationKind kind,
      String cameraId,
      JournalAction action,
      Long toRun,
      String why)
      throws SQLException {
    Long fromRun = accepted(kind, cameraId);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO journal (at_millis, kind, camera, action, from_run, to_run, why)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number")) {
      insert.setLong(1, atMillis);
      insert.setString(2, kind.id());
      insert.setString(3, cameraId);
      insert.setString(4, action.id());
      setRun(insert, 5, fromRun);
      setRun(insert, 6, toRun);
      insert.setString(7, StoredText.paragraph("why", why, JournalEntry.MAX_WHY_CHARS));
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return new JournalEntry(
            row.getLong(1), atMillis, kind, cameraId, action, fromRun, toRun, why);
      }
    }
  }

  private static void setRun(PreparedStatement insert, int index, Long run) throws SQLException {
    if (run == null) {
      insert.setNull(index, Types.INTEGER);
    } else {
      insert.setLong(index, run);
    }
  }
}

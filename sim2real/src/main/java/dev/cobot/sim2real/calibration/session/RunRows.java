package dev.cobot.sim2real.calibration.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.sim2real.calibration.Verdict;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs and their images as rows. */
final class RunRows {
  private static final String INSERT_RUN =
      """
      INSERT INTO run (session, kind, camera, created_at_millis, software, models, camera_before,
        camera_after, result, verdict, detail, error_unit, labels, regression)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      RETURNING number\
      """;
  private static final String INSERT_IMAGE =
      """
      INSERT INTO image (run, place, name, path, sha256, bytes, width_pixels, height_pixels, role,
        error_before, error_after)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  private final Connection connection;

  RunRows(Connection connection) {
    this.connection = connection;
  }

  /** Returns the number of the new run. */
  long insert(CalibrationRun run, RegressionCheck regression) throws SQLException {
    long number = insertRun(run, regression);
    try (PreparedStatement insert = connection.prepareStatement(INSERT_IMAGE)) {
      for (int place = 0; place < run.images().size(); place++) {
        RunImage image = run.images().get(place);
        insert.setLong(1, number);
        insert.setInt(2, place);
        insert.setString(3, image.name());
        insert.setString(4, image.path());
        insert.setString(5, image.sha256());
        insert.setLong(6, image.bytes());
        insert.setInt(7, image.widthPixels());
        insert.setInt(8, image.heightPixels());
        insert.setString(9, image.role().id());
        setError(insert, 10, image.errorBefore());
        setError(insert, 11, image.errorAfter());
        insert.executeUpdate();
      }
    }
    return number;
  }

  private long insertRun(CalibrationRun run, RegressionCheck regression) throws SQLException {
    Provenance provenance = run.provenance();
    Finding finding = run.finding();
    try (PreparedStatement insert = connection.prepareStatement(INSERT_RUN)) {
      insert.setString(1, run.sessionId());
      insert.setString(2, run.kind().id());
      insert.setString(3, run.cameraId());
      insert.setLong(4, provenance.createdAtMillis());
      insert.setString(5, StoredJson.text("software versions", provenance.softwareVersions()));
      insert.setString(6, StoredJson.text("model hashes", provenance.modelHashes()));
      insert.setString(7, StoredJson.text("camera before", finding.cameraBefore()));
      insert.setString(8, StoredJson.text("camera after", finding.cameraAfter()));
      insert.setString(9, StoredJson.text("result", finding.result()));
      insert.setString(10, finding.verdict().id());
      insert.setString(11, finding.detail());
      insert.setString(12, run.errorUnit().id());
      insert.setString(13, StoredJson.text("labels", run.labels()));
      insert.setString(14, StoredJson.text("regression", regression));
      try (ResultSet rows = insert.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static void setError(PreparedStatement insert, int index, Double error)
      throws SQLException {
    if (error == null) {
      insert.setNull(index, Types.REAL);
    } else {
      insert.setDouble(index, error);
    }
  }

  /** Returns the run of a number, or null. */
  StoredRun byNumber(long number) throws SQLException, IOException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM run WHERE number = ?")) {
      select.setLong(1, number);
      List<StoredRun> found = runs(select);
      return found.isEmpty() ? null : found.get(0);
    }
  }

  /** Returns the runs of a session, oldest first. */
  List<StoredRun> bySession(String sessionId) throws SQLException, IOException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM run WHERE session = ? ORDER BY number")) {
      select.setString(1, sessionId);
      return runs(select);
    }
  }

  private List<StoredRun> runs(PreparedStatement select) throws SQLException, IOException {
    JournalRows journal = new JournalRows(connection);
    List<StoredRun> runs = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        long number = row.getLong("number");
        CalibrationRun run = run(number, row);
        runs.add(
            new StoredRun(
                number,
                run,
                document(number, row, "regression", RegressionCheck.class),
                journal.isAccepted(run.kind(), run.cameraId(), number)));
      }
    }
    return runs;
  }

  private CalibrationRun run(long number, ResultSet row) throws SQLException, IOException {
    try {
      return new CalibrationRun(
          row.getString("session"),
          CalibrationKind.of(row.getString("kind")),
          row.getString("camera"),
          new Provenance(
              row.getLong("created_at_millis"),
              entries(document(number, row, "software", JsonNode.class)),
              entries(document(number, row, "models", JsonNode.class))),
          new Finding(
              document(number, row, "camera_before", JsonNode.class),
              document(number, row, "camera_after", JsonNode.class),
              document(number, row, "result", JsonNode.class),
              Verdict.of(row.getString("verdict")),
              row.getString("detail")),
          ErrorUnit.of(row.getString("error_unit")),
          images(number),
          document(number, row, "labels", JsonNode.class));
    } catch (IllegalArgumentException e) {
      throw new IOException("run " + number + " of the store is damaged: " + e.getMessage(), e);
    }
  }

  private static <T> T document(long number, ResultSet row, String column, Class<T> type)
      throws SQLException, IOException {
    return StoredJson.read("run " + number + ", " + column, row.getString(column), type);
  }

  private static Map<String, String> entries(JsonNode document) {
    Map<String, String> entries = new LinkedHashMap<>();
    document.properties().forEach(e -> entries.put(e.getKey(), e.getValue().asText()));
    return entries;
  }

  private List<RunImage> images(long number) throws SQLException {
    List<RunImage> images = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM image WHERE run = ? ORDER BY place")) {
      select.setLong(1, number);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          images.add(
              new RunImage(
                  row.getString("name"),
                  row.getString("path"),
                  row.getString("sha256"),
                  row.getLong("bytes"),
                  row.getInt("width_pixels"),
                  row.getInt("height_pixels"),
                  ImageRole.of(row.getString("role")),
                  error(row, "error_before"),
                  error(row, "error_after")));
        }
      }
    }
    return images;
  }

  private static Double error(ResultSet row, String column) throws SQLException {
    double error = row.getDouble(column);
    return row.wasNull() ? null : Double.valueOf(error);
  }

  /** Returns one line a run, oldest first. */
  List<RunSummary> summaries() throws SQLException, IOException {
    JournalRows journal = new JournalRows(connection);
    List<RunSummary> summaries = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                SELECT number, session, kind, camera, created_at_millis, verdict, regression,
                  (SELECT count(*) FROM image WHERE image.run = run.number) AS images
                FROM run ORDER BY number\
                """);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        long number = row.getLong("number");
        CalibrationKind kind = CalibrationKind.of(row.getString("kind"));
        String camera = row.getString("camera");
        summaries.add(
            new RunSummary(
                number,
                row.getString("session"),
                kind,
                camera,
                row.getLong("created_at_millis"),
                row.getInt("images"),
                Verdict.of(row.getString("verdict")),
                document(number, row, "regression", RegressionCheck.class).outcome(),
                journal.isAccepted(kind, camera, number)));
      }
    }
    return summaries;
  }
}

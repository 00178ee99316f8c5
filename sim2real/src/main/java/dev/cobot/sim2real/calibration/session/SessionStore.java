package dev.cobot.sim2real.calibration.session;

import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.store.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Calibration runs in one SQLite file, and which of them is accepted for each kind and camera. Runs
 * and acceptances are appended, never changed or deleted. Several processes may use one file; a
 * store belongs to one thread. Every method tells of a file that is damaged, locked or foreign with
 * an {@code IOException} that says what to do.
 */
public final class SessionStore implements AutoCloseable {
  private static final int BUSY_MILLIS = 5000;
  private static final long REGRESSION_SEED = 1;

  private final SqliteFile file;
  private final LongSupplier epochMillis;

  private SessionStore(SqliteFile file, LongSupplier epochMillis) {
    this.file = file;
    this.epochMillis = epochMillis;
  }

  /** Opens a store, and makes it and its folder if they are missing. */
  public static SessionStore open(Path file) throws IOException {
    return open(file, true, BUSY_MILLIS, System::currentTimeMillis);
  }

  /** Opens a store that must exist. */
  public static SessionStore openExisting(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          "there is no store of calibration sessions at "
              + file
              + "; calibrate with --session ID to make one, or choose another --store");
    }
    return open(file, false, BUSY_MILLIS, System::currentTimeMillis);
  }

  static SessionStore open(Path file, boolean create, int busyMillis, LongSupplier epochMillis)
      throws IOException {
    return new SessionStore(
        StoreFile.open(file, create, busyMillis, Schema.VERSIONS, epochMillis), epochMillis);
  }

  /** Returns the archive of pictures beside a store's file. */
  public static ImageArchive imagesBeside(Path file) {
    return new ImageArchive(file.resolveSibling("images"));
  }

  /**
   * Keeps a run. It becomes the accepted one of its kind and camera unless its verdict is refused,
   * its held-out images get worse, or it is weak where an ok run is accepted.
   *
   * @return the run with its number; {@code accepted} says what became of it
   */
  public StoredRun record(CalibrationRun run) throws IOException {
    RegressionCheck regression =
        RegressionCheck.of(run.images(ImageRole.HELD_OUT), run.errorUnit(), REGRESSION_SEED);
    return file.write(
        connection -> {
          RunRows runs = new RunRows(connection);
          JournalRows journal = new JournalRows(connection);
          long number = runs.insert(run, regression);
          StoredRun stored = new StoredRun(number, run, regression, false);
          Long before = journal.accepted(run.kind(), run.cameraId());
          boolean displacesBetter =
              run.finding().verdict() == Verdict.WEAK
                  && before != null
                  && runs.byNumber(before).run().finding().verdict() == Verdict.OK;
          if (!stored.acceptable() || displacesBetter) {
            return stored;
          }
          journal.append(
              epochMillis.getAsLong(),
              run.kind(),
              run.cameraId(),
              JournalAction.ACCEPT,
              number,
              "Recorded with verdict " + run.finding().verdict().id() + ". " + regression.detail());
          return new StoredRun(number, run, regression, true);
        });
  }

  /** Returns the run that is accepted for a camera. */
  public Optional<StoredRun> accepted(CalibrationKind kind, String cameraId) throws IOException {
    StoredText.cameraId(cameraId);
    return file.read(
        connection -> {
          Long number = new JournalRows(connection).accepted(kind, cameraId);
          return number == null
              ? Optional.empty()
              : Optional.of(new RunRows(connection).byNumber(number));
        });
  }

  /** Returns the run of a number, as the list of runs has it. */
  public Optional<StoredRun> run(long number) throws IOException {
    return file.read(connection -> Optional.ofNullable(new RunRows(connection).byNumber(number)));
  }

  /** Returns the runs of a session, oldest first; empty if there is no such session. */
  public List<StoredRun> session(String id) throws IOException {
    SessionId.require(id);
    return file.read(connection -> new RunRows(connection).bySession(id));
  }

  /** Returns one line for every run, oldest first. */
  public List<RunSummary> runs() throws IOException {
    return file.read(connection -> new RunRows(connection).summaries());
  }

  /** Returns the whole journal, oldest entry first. */
  public List<JournalEntry> journal() throws IOException {
    return file.read(connection -> new JournalRows(connection).all());
  }

  /**
   * For every kind and camera whose accepted run is of this session, makes the run accepted again
   * that was accepted before the session; none if there was none.
   *
   * @return what changed, at least one entry
   * @throws IllegalArgumentException if no accepted run is of this session
   */
  public List<JournalEntry> rollBack(String sessionId, String why) throws IOException {
    SessionId.require(sessionId);
    return file.write(
        connection -> {
          List<StoredRun> session = new RunRows(connection).bySession(sessionId);
          if (session.isEmpty()) {
            throw new IllegalArgumentException(
                "there is no session '" + sessionId + "'; see cobot calibrate sessions");
          }
          Set<Long> numbers = new LinkedHashSet<>();
          session.forEach(run -> numbers.add(run.number()));
          JournalRows journal = new JournalRows(connection);
          List<JournalEntry> changes = new ArrayList<>();
          for (StoredRun run : session) {
            if (run.accepted()) {
              CalibrationRun top = run.run();
              Long below =
                  new AcceptedRuns(journal.of(top.kind(), top.cameraId()))
                      .without(numbers::contains)
                      .orElse(null);
              changes.add(
                  journal.append(
                      epochMillis.getAsLong(),
                      top.kind(),
                      top.cameraId(),
                      JournalAction.ROLL_BACK,
                      below,
                      why));
            }
          }
          if (changes.isEmpty()) {
            throw new IllegalArgumentException(
                "no run of session '"
                    + sessionId
                    + "' is accepted, so there is nothing to roll back;"
                    + " see cobot calibrate sessions");
          }
          return changes;
        });
  }

  /**
   * Makes a run the accepted one of its kind and camera.
   *
   * @return the change, or empty if it was accepted already
   * @throws IllegalArgumentException if there is no such run or it was refused
   */
  public Optional<JournalEntry> rollBackTo(long number, String why) throws IOException {
    return file.write(
        connection -> {
          StoredRun run = new RunRows(connection).byNumber(number);
          if (run == null) {
            throw new IllegalArgumentException(
                "there is no run " + number + "; see cobot calibrate sessions");
          }
          if (!run.acceptable()) {
            throw new IllegalArgumentException(
                "run "
                    + number
                    + " was refused and is never accepted: "
                    + (run.run().finding().verdict() == Verdict.REFUSED
                        ? run.run().finding().detail()
                        : run.regression().detail()));
          }
          JournalRows journal = new JournalRows(connection);
          CalibrationRun to = run.run();
          if (Objects.equals(journal.accepted(to.kind(), to.cameraId()), number)) {
            return Optional.empty();
          }
          return Optional.of(
              journal.append(
                  epochMillis.getAsLong(),
                  to.kind(),
                  to.cameraId(),
                  JournalAction.ROLL_BACK,
                  number,
                  why));
        });
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

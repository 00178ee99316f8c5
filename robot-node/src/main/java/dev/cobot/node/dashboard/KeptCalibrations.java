package dev.cobot.node.dashboard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.calibration.session.CalibrationRun;
import dev.cobot.sim2real.calibration.session.ErrorSummary;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.RegressionCheck;
import dev.cobot.sim2real.calibration.session.RunSummary;
import dev.cobot.sim2real.calibration.session.SessionStore;
import dev.cobot.sim2real.calibration.session.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the page is told of the calibrations that {@code cobot calibrate} keeps: the newest {@value
 * #MAX_RUNS}, with the median error before and after. Of one thread.
 */
final class KeptCalibrations {
  private static final int MAX_RUNS = 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final Path store;

  /** By a run's number; a run's pictures never change. */
  private final Map<Long, Errors> errors = new HashMap<>();

  /**
   * Medians over the pictures that judged a run, those held out where there were any; null where no
   * picture has an error.
   */
  private record Errors(ErrorUnit unit, Double before, Double after) {
    static Errors of(CalibrationRun run) {
      ImageRole role =
          run.images(ImageRole.HELD_OUT).isEmpty() ? ImageRole.FIT : ImageRole.HELD_OUT;
      return new Errors(
          run.errorUnit(),
          ErrorSummary.of(run, role, false).median(),
          ErrorSummary.of(run, role, true).median());
    }
  }

  /**
   * @param store file of the sessions; it may be missing
   */
  KeptCalibrations(Path store) {
    this.store = store;
  }

  /** Returns the document; a store that cannot be read is a sentence in it. */
  ObjectNode document() {
    ObjectNode node = JSON.createObjectNode().put("topic", "calibration");
    ArrayNode told = node.putArray("runs");
    node.putNull("problem");
    if (!Files.exists(store)) {
      return node;
    }
    try (SessionStore open = SessionStore.openExisting(store)) {
      List<RunSummary> runs = open.runs();
      for (int i = runs.size() - 1; i >= Math.max(0, runs.size() - MAX_RUNS); i--) {
        RunSummary run = runs.get(i);
        Errors of = errors.get(run.number());
        if (of == null) {
          Optional<StoredRun> whole = open.run(run.number());
          if (whole.isEmpty()) {
            continue;
          }
          of = Errors.of(whole.get().run());
          errors.put(run.number(), of);
        }
        told.addObject()
            .put("session", run.sessionId())
            .put("kind", run.kind().id())
            .put("camera", run.cameraId())
            .put("epochMillis", run.createdAtMillis())
            .put("verdict", run.verdict().id())
            .put("use", use(run))
            .put("unit", of.unit().id())
            .put("before", of.before())
            .put("after", of.after());
      }
    } catch (IOException | RuntimeException e) {
      told.removeAll();
      node.put("problem", "the calibrations cannot be read: " + e.getMessage());
    }
    return node;
  }

  private static String use(RunSummary run) {
    if (run.accepted()) {
      return "used";
    }
    return run.verdict() == Verdict.REFUSED || run.regression() == RegressionCheck.Outcome.WORSE
        ? "refused"
        : "kept";
  }
}

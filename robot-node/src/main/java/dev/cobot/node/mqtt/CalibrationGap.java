package dev.cobot.node.mqtt;

import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.ErrorSummary;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.RunSummary;
import dev.cobot.sim2real.calibration.session.SessionStore;
import dev.cobot.sim2real.calibration.session.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far what a cell sees was from what was there when it was last measured, by the newest
 * calibration of attributes ({@code cobot calibrate attributes --session}): the errors of the
 * pictures that judged it, before any correction, as the runtime sees. It is as old as that session
 * and knows nothing of what has changed since.
 *
 * @param epochMillis when it was measured
 * @param pictures labelled pictures with an error
 * @param medianMeters median over them of the objects' error of place
 * @param earlierMedianMeters the same of the calibration before, of the same camera; empty where
 *     there was none
 */
public record CalibrationGap(
    String session,
    String camera,
    long epochMillis,
    int pictures,
    double medianMeters,
    Optional<Double> earlierMedianMeters) {
  /**
   * Reads the newest of a store.
   *
   * @param cameras whose calibrations count
   * @return nothing where no such calibration is kept
   * @throws IOException when the store is there and cannot be read
   */
  public static Optional<CalibrationGap> newest(Path store, Set<String> cameras)
      throws IOException {
    if (!Files.exists(store)) {
      return Optional.empty();
    }
    List<StoredRun> measured = new ArrayList<>(); // the newest first, of one camera
    try (SessionStore open = SessionStore.openExisting(store)) {
      List<RunSummary> runs = open.runs();
      for (int i = runs.size() - 1; i >= 0 && measured.size() < 2; i--) {
        RunSummary run = runs.get(i);
        if (run.kind() == CalibrationKind.ATTRIBUTES
            && cameras.contains(run.cameraId())
            && (measured.isEmpty() || measured.get(0).run().cameraId().equals(run.cameraId()))) {
          open.run(run.number()).filter(r -> median(r) != null).ifPresent(measured::add);
        }
      }
    }
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    StoredRun newest = measured.get(0);
    return Optional.of(
        new CalibrationGap(
            newest.run().sessionId(),
            newest.run().cameraId(),
            newest.run().provenance().createdAtMillis(),
            before(newest).withError(),
            median(newest),
            measured.size() < 2 ? Optional.empty() : Optional.of(median(measured.get(1)))));
  }

  private static ErrorSummary before(StoredRun run) {
    return ErrorSummary.of(run.run(), ImageRole.HELD_OUT, false);
  }

  private static Double median(StoredRun run) {
    return run.run().errorUnit() == ErrorUnit.METERS ? before(run).median() : null;
  }
}

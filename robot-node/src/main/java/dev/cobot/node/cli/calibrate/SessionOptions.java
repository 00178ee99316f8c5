package dev.cobot.node.cli.calibrate;

import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.CalibrationRun;
import dev.cobot.sim2real.calibration.session.ImageArchive;
import dev.cobot.sim2real.calibration.session.RunImage;
import dev.cobot.sim2real.calibration.session.SessionId;
import dev.cobot.sim2real.calibration.session.SessionStore;
import dev.cobot.sim2real.calibration.session.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of a verb that calibrates: whether and where its run is kept. */
final class SessionOptions {
  @Option(
      names = "--session",
      paramLabel = "ID",
      description =
          "Keep the run in this session; several runs may share one. Lower-case letters, digits,"
              + " '_' and '-'.")
  private String session;

  @Option(
      names = "--keep-images",
      description = "Keep copies of the pictures, too, in images/ beside the store.")
  private boolean keepImages;

  @Option(
      names = "--camera-id",
      paramLabel = "NAME",
      defaultValue = "camera",
      description =
          "Which camera it is: one run of each kind is accepted for each camera (default"
              + " ${DEFAULT-VALUE}).")
  private String cameraId;

  @Mixin private StoreOption store;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  /**
   * Returns the session, if one is named. To be called before anything is computed: a wrong id
   * should not cost a calibration.
   */
  Optional<String> session() {
    cameraId();
    if (session == null && keepImages) {
      throw new ParameterException(verb.commandLine(), "--keep-images needs --session ID");
    }
    try {
      return Optional.ofNullable(session).map(SessionId::require);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(verb.commandLine(), "--" + e.getMessage(), e);
    }
  }

  /** Returns which camera it is; a wrong name is a wrong command line. */
  String cameraId() {
    try {
      return CalibrationRun.requireCameraId(cameraId);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(verb.commandLine(), "--camera-id: " + e.getMessage(), e);
    }
  }

  /** Returns the run of this kind that is accepted for the camera, also if there is no store. */
  Optional<StoredRun> accepted(CalibrationKind kind) throws IOException {
    if (!store.exists()) {
      return Optional.empty();
    }
    try (SessionStore open = store.openExisting()) {
      return open.accepted(kind, cameraId());
    }
  }

  /** Returns the store's file, to name it. */
  Path storeFile() {
    return store.file();
  }

  /** Keeps a run, its pictures first: no run of the store lacks pictures that it should have. */
  StoredRun keep(CalibrationRun run) throws IOException {
    if (keepImages) {
      ImageArchive archive = store.images();
      for (RunImage image : run.images()) {
        archive.keep(image);
      }
    }
    try (SessionStore open = store.open()) {
      return open.record(run);
    }
  }
}

package dev.cobot.node.cli.calibrate;

import dev.cobot.node.config.ProjectHome;
import dev.cobot.sim2real.calibration.session.ImageArchive;
import dev.cobot.sim2real.calibration.session.SessionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the sessions are. */
final class StoreOption {
  @Option(
      names = "--store",
      paramLabel = "FILE",
      description =
          "The store of sessions (default: calibration/sessions.db in Cobot's folder, of an"
              + " installed Cobot in COBOT_DATA).")
  private Path file;

  /** Returns the store's file, which may be missing. */
  Path file() {
    return file == null ? ProjectHome.kept("calibration/sessions.db") : file.toAbsolutePath();
  }

  boolean exists() {
    return Files.exists(file());
  }

  /** Opens the store, and makes it if it is missing. */
  SessionStore open() throws IOException {
    return SessionStore.open(file());
  }

  /** Opens the store, which must exist. */
  SessionStore openExisting() throws IOException {
    return SessionStore.openExisting(file());
  }

  /** Returns the folder of kept pictures beside the store. */
  ImageArchive images() {
    return SessionStore.imagesBeside(file());
  }
}

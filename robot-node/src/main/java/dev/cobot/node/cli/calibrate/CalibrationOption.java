package dev.cobot.node.cli.calibrate;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.sim2real.calibration.attributes.AttributeCorrection;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.SessionId;
import dev.cobot.sim2real.calibration.session.SessionStore;
import dev.cobot.sim2real.calibration.session.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of verbs that see: what a cell's calibration changes in it. */
public final class CalibrationOption {
  @Option(
      names = "--calibration",
      paramLabel = "ID",
      description =
          "correct what is seen as the accepted run of this session says (cobot calibrate"
              + " attributes --session ID)")
  private String session;

  @Mixin private StoreOption store;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  /** Whether a session is named. */
  public boolean isGiven() {
    return session != null;
  }

  /**
   * Returns the accepted calibration of the session; one that changes nothing if none is named.
   *
   * @param models the folder of the models that see
   * @throws CliException if the session has no accepted run, or its run is of other models
   */
  public CellCalibration find(Path models) throws IOException {
    if (session == null) {
      return CellCalibration.NONE;
    }
    try {
      SessionId.require(session);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(verb.commandLine(), "--calibration: " + e.getMessage(), e);
    }
    List<StoredRun> accepted;
    try (SessionStore open = store.openExisting()) {
      accepted =
          open.session(session).stream()
              .filter(run -> run.run().kind() == CalibrationKind.ATTRIBUTES && run.accepted())
              .toList();
    }
    if (accepted.size() != 1) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          accepted.isEmpty()
              ? "session '"
                  + session
                  + "' of "
                  + store.file()
                  + " has no accepted run of attributes: it was refused, rolled back, or another"
                  + " was accepted since; see cobot calibrate sessions"
              : "session '"
                  + session
                  + "' has accepted runs of several cameras; give each camera a session of its"
                  + " own");
    }
    StoredRun run = accepted.get(0);
    if (!run.run().provenance().modelHashes().equals(CellSight.modelHashes(models))) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          "run "
              + run.number()
              + " of session '"
              + session
              + "' corrects other models than those of "
              + models
              + "; calibrate the attributes again with these (cobot calibrate attributes)");
    }
    String name = "run " + run.number() + " of " + store.file();
    return new CellCalibration(
        AttributeCorrection.parse(run.run().finding().result().get("correction"), name),
        run.run().finding().cameraBefore(),
        name);
  }
}

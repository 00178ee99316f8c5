package dev.cobot.node.cli.calibrate;

import boofcv.BoofVersion;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.Launcher;
import dev.cobot.node.cli.console.Versions;
import dev.cobot.sim2real.calibration.CalibratedView.Status;
import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.CalibrationRun;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.Finding;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.Provenance;
import dev.cobot.sim2real.calibration.session.RegressionCheck;
import dev.cobot.sim2real.calibration.session.RunImage;
import dev.cobot.sim2real.calibration.session.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run that was kept in a session, and what became of it. */
record KeptRun(StoredRun stored) {
  /** One picture of a run, with its errors; null where there is none. */
  record Picture(String name, Status status, Double errorBefore, Double errorAfter) {}

  /**
   * Keeps a run of a session.
   *
   * @param folder of the pictures; those that cannot be read are left out
   * @throws IOException if the store or a picture cannot be read or written
   */
  static KeptRun keep(
      SessionOptions sessions,
      String session,
      CalibrationKind kind,
      Finding finding,
      ErrorUnit unit,
      Path folder,
      List<Picture> pictures)
      throws IOException {
    List<RunImage> images = new ArrayList<>();
    for (Picture picture : pictures) {
      if (picture.status() != Status.UNREADABLE) {
        ImageRole role = picture.status() == Status.HELD_OUT ? ImageRole.HELD_OUT : ImageRole.FIT;
        images.add(
            RunImage.read(folder.resolve(picture.name()), role)
                .withErrors(picture.errorBefore(), picture.errorAfter()));
      }
    }
    Provenance provenance = provenance(Map.of("boofcv", BoofVersion.VERSION), Map.of());
    return new KeptRun(
        sessions.keep(
            new CalibrationRun(
                session, kind, sessions.cameraId(), provenance, finding, unit, images, null)));
  }

  /**
   * Returns when and with what a run is made, now.
   *
   * @param libraries versions beside those of Cobot and Java
   * @param modelHashes of the models that took part
   */
  static Provenance provenance(Map<String, String> libraries, Map<String, String> modelHashes) {
    Map<String, String> versions = new TreeMap<>(libraries);
    versions.put("cobot", Versions.COBOT);
    versions.put("java", System.getProperty("java.version"));
    return new Provenance(System.currentTimeMillis(), versions, modelHashes);
  }

  /** Returns why the run was accepted or not. */
  private String why() {
    if (stored.run().finding().verdict() == Verdict.REFUSED) {
      return "A refused calibration is kept as a record alone; what was accepted stays.";
    }
    if (stored.accepted() || stored.regression().outcome() == RegressionCheck.Outcome.WORSE) {
      return stored.regression().detail();
    }
    return Launcher.inWords(
            "It is weak, and an ok run is accepted already; 'cobot calibrate rollback --to ")
        + stored.number()
        + "' accepts it nevertheless.";
  }

  ObjectNode document() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", stored.run().sessionId())
        .put("run", stored.number())
        .put("accepted", stored.accepted())
        .put("why", why());
  }

  String sentence() {
    return "session "
        + stored.run().sessionId()
        + ", run "
        + stored.number()
        + (stored.accepted() ? ": accepted. " : ": not accepted. ")
        + why();
  }
}

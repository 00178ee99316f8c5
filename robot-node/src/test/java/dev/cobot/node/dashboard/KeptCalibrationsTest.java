package dev.cobot.node.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.CalibrationRun;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.Finding;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.Provenance;
import dev.cobot.sim2real.calibration.session.RunImage;
import dev.cobot.sim2real.calibration.session.SessionStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptCalibrationsTest {
  @TempDir private Path folder;

  /**
   * Keeps a run.
   *
   * @param before errors of its pictures, metres; after it they are half
   */
  static void keep(
      Path store, String session, CalibrationKind kind, Verdict verdict, Double... before)
      throws Exception {
    List<RunImage> images = new ArrayList<>();
    for (Double error : before) {
      String name = images.size() + ".png";
      String hash = "%064x".formatted(images.size() + 1);
      Double after = error == null ? null : (Double) (error / 2);
      images.add(new RunImage(name, "/" + name, hash, 9, 4, 4, ImageRole.HELD_OUT, error, after));
    }
    try (SessionStore open = SessionStore.open(store)) {
      open.record(
          new CalibrationRun(
              session,
              kind,
              "camera",
              new Provenance(1_780_000_000_000L, Map.of(), Map.of()),
              new Finding(null, null, JsonNodeFactory.instance.objectNode(), verdict, "x"),
              ErrorUnit.METERS,
              images,
              null));
    }
  }

  @Test
  void theNewestComeFirstWithWhatTheyMadeOfTheErrorsAndWhatBecameOfThem() throws Exception {
    Path store = folder.resolve("sessions.db");
    KeptCalibrations kept = new KeptCalibrations(store);
    JsonNode none = kept.document();
    assertEquals("calibration", none.path("topic").asText());
    assertEquals(0, none.path("runs").size());
    assertTrue(none.path("problem").isNull() && !Files.exists(store), "looking makes no store");

    keep(store, "first", CalibrationKind.TABLE, Verdict.OK, 0.008, 0.006, 0.010);
    keep(store, "second", CalibrationKind.TABLE, Verdict.OK, 0.004, 0.002, 0.003);
    keep(store, "bad", CalibrationKind.ATTRIBUTES, Verdict.REFUSED, (Double) null);
    JsonNode runs = kept.document().path("runs");
    assertEquals(List.of("bad", "second", "first"), runs.findValuesAsText("session"));
    assertEquals(List.of("refused", "used", "kept"), runs.findValuesAsText("use"));
    assertEquals(List.of("attributes", "table", "table"), runs.findValuesAsText("kind"));
    assertTrue(runs.get(0).path("before").isNull() && runs.get(0).path("after").isNull());
    assertEquals(0.003, runs.get(1).path("before").asDouble(), 1e-12);
    assertEquals(0.004, runs.get(2).path("after").asDouble(), 1e-12);
    assertEquals("meters", runs.get(2).path("unit").asText());
    assertEquals(1_780_000_000_000L, runs.get(2).path("epochMillis").asLong());

    try (SessionStore open = SessionStore.open(store)) {
      open.rollBack("second", "the board was bent");
    }
    assertEquals(
        List.of("refused", "kept", "used"), kept.document().path("runs").findValuesAsText("use"));
  }

  @Test
  void aStoreThatCannotBeReadIsASentence() throws Exception {
    Path store = Files.writeString(folder.resolve("sessions.db"), "no store, ".repeat(2000));
    JsonNode told = new KeptCalibrations(store).document();
    assertEquals(0, told.path("runs").size());
    assertTrue(told.path("problem").asText().startsWith("the calibrations cannot be read: "));
  }

  @Test
  void ofManyTheNewestAreTold() throws Exception {
    Path store = folder.resolve("sessions.db");
    for (int i = 0; i < 23; i++) {
      keep(store, "s" + i, CalibrationKind.TABLE, Verdict.OK, 0.001);
    }
    JsonNode runs = new KeptCalibrations(store).document().path("runs");
    assertEquals(20, runs.size());
    assertEquals("s22", runs.get(0).path("session").asText());
  }
}

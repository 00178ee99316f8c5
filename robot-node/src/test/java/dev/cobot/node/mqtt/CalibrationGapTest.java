package dev.cobot.node.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.node.event.CellStatus;
import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.calibration.session.CalibrationRun;
import dev.cobot.sim2real.calibration.session.ErrorUnit;
import dev.cobot.sim2real.calibration.session.Finding;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.Provenance;
import dev.cobot.sim2real.calibration.session.RunImage;
import dev.cobot.sim2real.calibration.session.SessionStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationGapTest {
  @TempDir private Path folder;

  private void keep(
      String session, CalibrationKind kind, String camera, Verdict verdict, Double... errors)
      throws Exception {
    List<RunImage> images = new ArrayList<>();
    for (Double error : errors) {
      String name = images.size() + ".png";
      images.add(
          new RunImage(
              name,
              "/" + name,
              "%064x".formatted(images.size() + 1),
              9,
              4,
              4,
              ImageRole.HELD_OUT,
              error,
              error == null ? null : (Double) (error / 2)));
    }
    try (SessionStore store = SessionStore.open(file())) {
      store.record(
          new CalibrationRun(
              session,
              kind,
              camera,
              new Provenance(1_780_000_000_000L, Map.of(), Map.of()),
              new Finding(null, null, JsonNodeFactory.instance.objectNode(), verdict, "x"),
              kind == CalibrationKind.ATTRIBUTES ? ErrorUnit.METERS : ErrorUnit.PIXELS,
              images,
              null));
    }
  }

  private Path file() {
    return folder.resolve("sessions.db");
  }

  private Optional<CalibrationGap> newest() throws Exception {
    return CalibrationGap.newest(file(), Set.of("camera", "side"));
  }

  @Test
  void theNewestCalibrationSaysHowFarOffTheCellSeesAndTheOneBeforeHowMuchThatChanged()
      throws Exception {
    assertEquals(Optional.empty(), newest());
    keep("first", CalibrationKind.TABLE, "camera", Verdict.OK, 0.5);
    assertEquals(Optional.empty(), newest());
    keep("first", CalibrationKind.ATTRIBUTES, "camera", Verdict.OK, 0.004, 0.005, 0.009);
    assertEquals(
        new CalibrationGap("first", "camera", 1_780_000_000_000L, 3, 0.005, Optional.empty()),
        newest().orElseThrow());
    keep("other", CalibrationKind.ATTRIBUTES, "elsewhere", Verdict.OK, 0.9);
    assertEquals("first", newest().orElseThrow().session());
    keep("blind", CalibrationKind.ATTRIBUTES, "camera", Verdict.REFUSED, (Double) null);
    // What was measured counts, whether or not it was worth a correction.
    keep("second", CalibrationKind.ATTRIBUTES, "camera", Verdict.REFUSED, 0.007, null);
    assertEquals(
        new CalibrationGap("second", "camera", 1_780_000_000_000L, 1, 0.007, Optional.of(0.005)),
        newest().orElseThrow());
  }

  @Test
  void theStateTellsItAsItsSchemaSays() throws Exception {
    CellStatus idle =
        new CellStatus(
            CellStatus.Mode.IDLE, 0, Optional.empty(), "", Optional.empty(), Optional.empty());
    MqttHealth well = new MqttHealth(true, 0, 0, 0, 0, Optional.empty());
    for (Optional<CalibrationGap> gap :
        List.of(
            Optional.<CalibrationGap>empty(),
            Optional.of(new CalibrationGap("s", "camera", 0, 3, 0.005, Optional.empty())),
            Optional.of(new CalibrationGap("s", "camera", 0, 3, 0.005, Optional.of(0.004))))) {
      String payload = new String(new Documents(() -> 0).state(idle, null, null, well, gap), UTF_8);
      assertEquals("", Schemas.faults("state", payload), payload);
      assertEquals(gap.isEmpty(), payload.contains("\"calibrationGap\":null"), payload);
    }
  }
}

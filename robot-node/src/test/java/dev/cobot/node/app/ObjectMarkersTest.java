package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.belief.Track;
import dev.cobot.ros.message.Marker;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectMarkersTest {
  private static Track track(String id, long lastSeenNanos) {
    return new Track(
        new ObjectAttributes(
            id,
            ObjectKind.CUBE,
            new Vector3(0.1, 0, 0.02),
            0.3,
            ColorName.RED.prototype(),
            new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(Vector3.ZERO, 0, Vector3.ZERO)),
        new float[0],
        lastSeenNanos,
        5,
        false);
  }

  @Test
  void whatIsHiddenNowIsFainterAndSaysSo() {
    List<Marker> markers =
        ObjectMarkers.of(
                List.of(track("cube-1", 3_000_000_000L), track("cube-2", 1_000_000_000L)),
                3_000_000_000L)
            .markers();
    assertEquals(4, markers.size());
    assertTrue(markers.get(2).color().a() < 0.5 * markers.get(0).color().a());
    assertEquals("cube-1 90%", markers.get(1).text());
    assertEquals("cube-2 90% remembered", markers.get(3).text());
  }
}

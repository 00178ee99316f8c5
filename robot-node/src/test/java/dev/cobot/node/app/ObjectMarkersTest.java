package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.ros.message.Marker;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectMarkersTest {
  private static Track track(String id, long lastSeenNanos) {
    return track(id, lastSeenNanos, Vector3.ZERO);
  }

  private static Track track(String id, long lastSeenNanos, Vector3 sigmaMeters) {
    return new Track(
        new ObjectAttributes(
            id,
            ObjectKind.CUBE,
            new Vector3(0.1, 0, 0.02),
            0.3,
            ColorName.RED.prototype(),
            new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(sigmaMeters, 0, Vector3.ZERO)),
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
                Optional.empty(),
                3_000_000_000L)
            .markers();
    assertEquals(4, markers.size());
    assertTrue(markers.get(2).color().a() < 0.5 * markers.get(0).color().a());
    assertEquals("cube-1 90%", markers.get(1).text());
    assertEquals("cube-2 90% remembered", markers.get(3).text());
  }

  private static List<Marker> of(String namespace, List<Marker> markers) {
    return markers.stream().filter(marker -> marker.ns().equals(namespace)).toList();
  }

  @Test
  void thePlacesSigmasAreAnEllipsoid() {
    Marker sigmas =
        of(
                "sigmas",
                ObjectMarkers.of(
                        List.of(track("cube-1", 1, new Vector3(0.004, 0.002, 0))),
                        Optional.empty(),
                        1)
                    .markers())
            .get(0);
    assertEquals(Marker.SPHERE, sigmas.type());
    assertEquals(0.016, sigmas.scale().x(), 1e-12);
    assertEquals(0.008, sigmas.scale().y(), 1e-12);
    assertTrue(sigmas.scale().z() > 0);
  }

  @Test
  void whatACommandMeansIsPointedAt() {
    List<Track> tracks = List.of(track("cube-1", 1), track("bowl-1", 1));
    Grounding grounding =
        new Grounding(
            tracks, Map.of(Role.TARGET, attended(0.9, 0.05), Role.DESTINATION, attended(0.1, 0.2)));
    List<Marker> markers = ObjectMarkers.of(tracks, Optional.of(grounding), 1).markers();
    assertEquals(
        List.of(Marker.ARROW, Marker.TEXT_VIEW_FACING),
        of("target", markers).stream().map(Marker::type).toList());
    assertEquals("target", of("target", markers).get(1).text());
    // Rather none of them is meant than the best of both.
    assertEquals(List.of(), of("destination", markers));
  }

  private static Grounding.Attended attended(double first, double second) {
    return new Grounding.Attended(
        new Attention(new double[] {first, second}, 1 - first - second), new float[0]);
  }
}

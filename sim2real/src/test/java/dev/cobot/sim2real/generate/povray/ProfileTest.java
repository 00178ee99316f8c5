package dev.cobot.sim2real.generate.povray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.generate.povray.Profile.Point;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {
  @Test
  void theCurvePassesItsPoints() {
    Profile profile =
        new Profile(
            List.of(
                new Point(0, 0), new Point(0.03, 0.01), new Point(0.05, 0.04), new Point(0, 0.09)));
    for (Point point : profile.points()) {
      assertTrue(
          profile.sampled().stream()
              .anyMatch(p -> Math.hypot(p.radius() - point.radius(), p.z() - point.z()) < 1e-12),
          point.toString());
    }
    // Between points it swings out: a label of the points alone would be too small.
    assertTrue(profile.maxRadius() > 0.05 && profile.maxRadius() < 0.055);
  }

  @Test
  void aDrumHasItsSize() {
    Profile drum =
        Profile.polygon(
                0.002, new Point(0, 0), new Point(0.04, 0), new Point(0.04, 0.1), new Point(0, 0.1))
            .centered();
    assertEquals(0.04, drum.maxRadius(), 2e-4);
    assertEquals(-0.05, drum.lowest(), 2e-4);
    assertEquals(0.05, drum.highest(), 2e-4);
    assertEquals(0, drum.lowest() + drum.highest(), 1e-12);
  }

  @Test
  void aConeLiesOnItsSide() {
    Profile cone =
        Profile.polygon(
                1e-4,
                new Point(0, 0),
                new Point(0.03, 0),
                new Point(0.001, 0.08),
                new Point(0, 0.08))
            .centered();
    Solid.Rest rest = Solid.turned(List.of(), new ColorRgb(1, 0, 0), cone, 0).lying(0.4, 0);
    // Its axis rises by the half angle of the tip above the horizontal, to the foot.
    double rises = Math.asin(-rest.rotation().rotate(new Vector3(0, 0, 1)).z());
    assertEquals(Math.atan2(0.029, 0.08), rises, 0.01);
  }

  @Test
  void radiiBelowZeroAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Profile(List.of(new Point(0, 0), new Point(-0.01, 0.1), new Point(0, 0.2))));
    assertThrows(IllegalArgumentException.class, () -> new Profile(List.of(new Point(0, 0))));
  }
}

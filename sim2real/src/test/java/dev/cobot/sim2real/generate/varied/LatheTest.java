package dev.cobot.sim2real.generate.varied;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.generate.varied.Lathe.Point;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatheTest {
  private static final List<Point> CAN =
      List.of(
          new Point(0, -0.05), new Point(0.03, -0.05), new Point(0.03, 0.05), new Point(0, 0.05));

  private static Vector3 corner(TriangleMesh mesh, int t, int c) {
    return new Vector3(mesh.corner(t, c, 0), mesh.corner(t, c, 1), mesh.corner(t, c, 2));
  }

  private static Vector3 normal(TriangleMesh mesh, int t, int c) {
    return new Vector3(mesh.normal(t, c, 0), mesh.normal(t, c, 1), mesh.normal(t, c, 2));
  }

  // Of a closed surface, by the divergence theorem.
  private static double volume(TriangleMesh mesh) {
    double sum = 0;
    for (int t = 0; t < mesh.triangles(); t++) {
      sum += corner(mesh, t, 0).dot(corner(mesh, t, 1).cross(corner(mesh, t, 2))) / 6;
    }
    return sum;
  }

  @Test
  void aTurnedProfileEnclosesItsVolumeAndLooksOutward() {
    TriangleMesh mesh = Lathe.turn(CAN, 64, 1);
    assertEquals(Math.PI * 0.03 * 0.03 * 0.1, volume(mesh), 2e-6);
    for (int t = 0; t < mesh.triangles(); t++) {
      for (int c = 0; c < 3; c++) {
        assertEquals(1, normal(mesh, t, c).norm(), 1e-5);
        assertTrue(normal(mesh, t, c).dot(corner(mesh, t, c)) > 0);
      }
    }
  }

  @Test
  void aFlattenedProfileIsThatMuchNarrower() {
    TriangleMesh mesh = Lathe.turn(CAN, 64, 0.5);
    assertEquals(0.03, mesh.maxMeters().x(), 1e-9);
    assertEquals(0.015, mesh.maxMeters().y(), 1e-6);
  }

  @Test
  void aTubeEnclosesItsVolume() {
    TriangleMesh mesh =
        Lathe.tube(
            List.of(new Vector3(0, 0, 0), new Vector3(0.05, 0, 0), new Vector3(0.1, 0, 0)),
            new double[] {0.01, 0.01, 0.01},
            48);
    assertEquals(Math.PI * 1e-4 * 0.1, Math.abs(volume(mesh)), 4e-7);
  }

  @Test
  void aBodyReachesAsFarDownAsItsLowestPart() {
    Body body =
        new Body(
            List.of(
                Body.part(
                    new Shape.Mesh(Lathe.turn(CAN, 64, 1)),
                    Body.painted(new ColorRgb(1, 0, 0), 0, 16))),
            new ColorRgb(1, 0, 0),
            new Vector3(0.06, 0.06, 0.1));
    assertEquals(0.05, body.depthBelow(Quaternion.IDENTITY), 1e-9);
    assertEquals(0.03, body.depthBelow(BodyMaker.lying(1.2)), 1e-4);
  }
}

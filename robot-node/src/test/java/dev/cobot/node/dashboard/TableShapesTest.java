package dev.cobot.node.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableShapesTest {
  private static final CameraModel ABOVE =
      new CameraModel(
          new CameraIntrinsics(320, 240, 300, 300, 160, 120, List.of(0.0, 0.0, 0.0, 0.0, 0.0)),
          CameraModel.lookAt(new Vector3(0.001, 0, 1), new Vector3(0, 0, 0)));

  private static ObjectAttributes object(ObjectKind kind, double yawRad) {
    return new ObjectAttributes(
        "a",
        kind,
        new Vector3(0.1, -0.05, 0.02),
        yawRad,
        new ColorRgb(1, 0, 0),
        new Vector3(0.04, 0.04, 0.04),
        1,
        new ObjectAttributes.Uncertainty(
            new Vector3(0.003, 0.006, 0.002), 0.1, new Vector3(0, 0, 0)));
  }

  private static double widest(List<double[]> points, int axis) {
    return points.stream().mapToDouble(p -> p[axis]).max().orElseThrow()
        - points.stream().mapToDouble(p -> p[axis]).min().orElseThrow();
  }

  @Test
  void aFootprintIsTurnedAndCentredLikeItsObject() {
    List<double[]> straight = TableShapes.footprint(object(ObjectKind.CUBE, 0));
    assertEquals(4, straight.size());
    assertEquals(0.04, widest(straight, 0), 1e-9);
    List<double[]> turned = TableShapes.footprint(object(ObjectKind.CUBE, Math.PI / 4));
    assertEquals(0.04 * Math.sqrt(2), widest(turned, 0), 1e-9);
    double[] front = turned.stream().max(Comparator.comparingDouble(p -> p[0])).orElseThrow();
    assertEquals(-0.05, front[1], 1e-9);
    assertEquals(16, TableShapes.footprint(object(ObjectKind.BOWL, 0)).size());
  }

  @Test
  void aBodyReachesFromItsLowestCornerToItsHighest() {
    double[] z = TableShapes.heights(object(ObjectKind.CUBE, 0.7));
    assertEquals(0, z[0], 1e-9);
    assertEquals(0.04, z[1], 1e-9);
  }

  @Test
  void outlineAndSigmasLieWhereTheCameraSeesTheObject() {
    ObjectAttributes cube = object(ObjectKind.CUBE, 0);
    CameraModel.Pixel center = ABOVE.project(cube.positionMeters());
    List<double[]> outline = TableShapes.outline(cube, ABOVE);
    assertTrue(outline.stream().anyMatch(p -> p[0] < center.x()));
    assertTrue(outline.stream().anyMatch(p -> p[0] > center.x()));
    List<double[]> ellipse = TableShapes.ellipse(cube, ABOVE);
    // Two sigmas to each side; the camera's picture has the table's y across.
    assertEquals(300 * 4 * 0.006 / 0.98, widest(ellipse, 0), 0.1);
    assertEquals(300 * 4 * 0.003 / 0.98, widest(ellipse, 1), 0.1);
  }

  @Test
  void whatIsBehindTheCameraHasNoOutline() {
    CameraModel away =
        new CameraModel(
            ABOVE.intrinsics(), CameraModel.lookAt(new Vector3(0, 0, 1), new Vector3(0, 0.1, 2)));
    assertEquals(List.of(), TableShapes.outline(object(ObjectKind.CUBE, 0), away));
  }
}

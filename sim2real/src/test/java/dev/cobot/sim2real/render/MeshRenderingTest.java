package dev.cobot.sim2real.render;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Meshes against the shapes that they stand for, and the tree against a plain search. */
class MeshRenderingTest {
  private static final ColorRgb ORANGE = new ColorRgb(0.9, 0.5, 0.2);
  private static final Quaternion TURN = Quaternion.fromRollPitchYaw(0.3, -0.2, 0.7);

  private static CameraModel camera(int width) {
    return new CameraModel(
        CameraIntrinsics.ideal(width, width * 3 / 4, 0.9),
        CameraModel.lookAt(new Vector3(0.6, 0.2, 0.5), new Vector3(0, 0, 0.05)));
  }

  private static Visual visual(String owner, Shape shape, double x, double y, double z) {
    return new Visual(
        owner, shape, new Transform("table", "shape", new Vector3(x, y, z), TURN), ORANGE, 0.3);
  }

  private static Visual tableTop() {
    return new Visual(
        "table",
        new Shape.Box(new Vector3(1.2, 0.8, 0.04)),
        new Transform("table", "shape", new Vector3(0, 0, -0.02), Quaternion.IDENTITY),
        new ColorRgb(0.8, 0.8, 0.8),
        0);
  }

  private static List<Visual> sceneOf(Shape first, Shape second) {
    List<Visual> visuals = new ArrayList<>();
    visuals.add(tableTop());
    visuals.add(visual("first", first, 0, 0.05, 0.12));
    visuals.add(visual("second", second, 0.1, -0.12, 0.1));
    return visuals;
  }

  @Test
  void aBoxOfTrianglesLooksLikeTheBox() {
    Vector3 a = new Vector3(0.1, 0.14, 0.06);
    Vector3 b = new Vector3(0.05, 0.08, 0.12);
    CameraModel camera = camera(320);
    RenderOptions options = RenderOptions.neutral();
    RenderedScene boxes =
        new Renderer().renderAll(sceneOf(new Shape.Box(a), new Shape.Box(b)), camera, options, 0);
    RenderedScene meshes =
        new Renderer()
            .renderAll(
                sceneOf(
                    new Shape.Mesh(TestMeshes.box(a.x(), a.y(), a.z())),
                    new Shape.Mesh(TestMeshes.box(b.x(), b.y(), b.z()))),
                camera,
                options,
                0);
    int otherOwner = 0;
    int otherColor = 0;
    for (int i = 0; i < boxes.visualIndex().length; i++) {
      if (boxes.visualIndex()[i] != meshes.visualIndex()[i]) {
        otherOwner++;
        continue;
      }
      if (Float.isFinite(boxes.depthMeters()[i])) {
        assertEquals(boxes.depthMeters()[i], meshes.depthMeters()[i], 1e-6);
      }
      for (int c = 3 * i; c < 3 * i + 3; c++) {
        if (Math.abs((boxes.frame().rgb()[c] & 0xff) - (meshes.frame().rgb()[c] & 0xff)) > 1) {
          otherColor++;
          break;
        }
      }
    }
    assertTrue(boxes.pixelsOf("first") > 2000 && boxes.pixelsOf("second") > 1000);
    // Edges and the borders of shadows may round to the other side.
    assertTrue(otherOwner <= 3, otherOwner + " pixels belong to another");
    assertTrue(otherColor <= 10, otherColor + " pixels have another colour");
  }

  @Test
  void aBallOfTrianglesHasTheDepthOfTheBall() {
    double radius = 0.1;
    TriangleMesh ball = TestMeshes.ball(radius, 160, true);
    assertEquals(101_760, ball.triangles());
    CameraModel camera = camera(320);
    List<Visual> round =
        List.of(tableTop(), visual("ball", new Shape.Sphere(radius), 0.02, 0, 0.11));
    List<Visual> faceted = List.of(tableTop(), visual("ball", new Shape.Mesh(ball), 0.02, 0, 0.11));
    RenderOptions options = RenderOptions.neutral();
    RenderedScene truth = new Renderer().renderAll(round, camera, options, 0);
    RenderedScene seen = new Renderer().renderAll(faceted, camera, options, 0);
    Vector3 eye = camera.tableFromCamera().translation();
    Vector3 center = new Vector3(0.02, 0, 0.11);
    int compared = 0;
    int colorsOff = 0;
    for (int row = 0; row < 240; row++) {
      for (int column = 0; column < 320; column++) {
        if (!truth.ownerAt(column, row).equals("ball")) {
          continue;
        }
        Vector3 ray = camera.rayDirection(column, row);
        double b = eye.minus(center).dot(ray);
        double across = eye.minus(center).dot(eye.minus(center)) - b * b;
        if (across > 0.95 * 0.95 * radius * radius) {
          continue; // a grazing ray has no depth to a tenth of a millimetre
        }
        assertEquals(truth.depthMeters(column, row), seen.depthMeters(column, row), 1e-4);
        compared++;
        int at = 3 * (row * 320 + column);
        int off = Math.abs((truth.frame().rgb()[at] & 0xff) - (seen.frame().rgb()[at] & 0xff));
        colorsOff += off > 3 ? 1 : 0;
      }
    }
    assertTrue(compared > 3000, "" + compared);
    assertEquals(truth.pixelsOf("ball"), seen.pixelsOf("ball"), 0.005 * truth.pixelsOf("ball"));
    // Where the light grazes the ball, flat triangles shade what round ones do not.
    assertTrue(colorsOff < 0.02 * compared, colorsOff + " of " + compared + " colours are off");
  }

  @Test
  void normalsOfTheFileMakeAFewTrianglesLookRound() {
    CameraModel camera = camera(160);
    RenderOptions options = RenderOptions.neutral().withShadows(false);
    byte[] round = draw(new Shape.Sphere(0.1), camera, options);
    byte[] flat = draw(new Shape.Mesh(TestMeshes.ball(0.1, 12, false)), camera, options);
    byte[] smooth = draw(new Shape.Mesh(TestMeshes.ball(0.1, 12, true)), camera, options);
    assertTrue(
        difference(round, smooth) < 0.4 * difference(round, flat),
        difference(round, smooth) + " and " + difference(round, flat));
  }

  private static byte[] draw(Shape shape, CameraModel camera, RenderOptions options) {
    return new Renderer()
        .render(List.of(visual("ball", shape, 0, 0, 0.1)), camera, options, 0)
        .rgb();
  }

  private static long difference(byte[] a, byte[] b) {
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
    }
    return sum;
  }

  @Test
  void theTreeFindsWhatAPlainSearchFinds() {
    SplittableRandom random = new SplittableRandom(5);
    int count = 400;
    double[] corners = new double[9 * count];
    for (int i = 0; i < count; i++) {
      for (int a = 0; a < 3; a++) {
        double middle = random.nextDouble(-1, 1);
        for (int c = 0; c < 3; c++) {
          corners[9 * i + 3 * c + a] = middle + random.nextDouble(-0.2, 0.2);
        }
      }
    }
    MeshTree tree = new MeshTree(new TriangleMesh(corners, null, null));
    int hits = 0;
    for (int k = 0; k < 3000; k++) {
      double[] o = new double[3];
      double[] d = new double[3];
      for (int a = 0; a < 3; a++) {
        o[a] = random.nextDouble(-2, 2);
        d[a] = k % 7 == a ? 0 : random.nextDouble(-1, 1);
      }
      double nearest = 10;
      for (int i = 0; i < count; i++) {
        nearest = Math.min(nearest, plain(corners, i, tree, o, d));
      }
      double found = tree.intersect(o[0], o[1], o[2], d[0], d[1], d[2], 0, 10, false);
      assertEquals(nearest, found, 1e-9);
      boolean any = tree.intersect(o[0], o[1], o[2], d[0], d[1], d[2], 0, 10, true) < 10;
      assertEquals(nearest < 10, any);
      hits += any ? 1 : 0;
    }
    assertTrue(hits > 300, "" + hits);
  }

  // Solves o + t d = a + u (b - a) + v (c - a) by Cramer's rule.
  private static double plain(double[] c, int i, MeshTree tree, double[] o, double[] d) {
    double[] m = {tree.centerX, tree.centerY, tree.centerZ};
    double[] ab = new double[3];
    double[] ac = new double[3];
    double[] ao = new double[3];
    for (int a = 0; a < 3; a++) {
      ab[a] = c[9 * i + 3 + a] - c[9 * i + a];
      ac[a] = c[9 * i + 6 + a] - c[9 * i + a];
      ao[a] = o[a] + m[a] - c[9 * i + a];
    }
    double[] back = {-d[0], -d[1], -d[2]};
    double whole = determinant(ab, ac, back);
    double u = determinant(ao, ac, back) / whole;
    double v = determinant(ab, ao, back) / whole;
    double t = determinant(ab, ac, ao) / whole;
    return u >= 0 && v >= 0 && u + v <= 1 && t > 0 ? t : 10;
  }

  private static double determinant(double[] a, double[] b, double[] c) {
    return a[0] * (b[1] * c[2] - b[2] * c[1])
        - b[0] * (a[1] * c[2] - a[2] * c[1])
        + c[0] * (a[1] * b[2] - a[2] * b[1]);
  }

  @Test
  void aMeshShadesItselfAndOthers() {
    // Two plates in one mesh, one above the other, and a lamp above both.
    TriangleMesh upper = TestMeshes.box(0.2, 0.2, 0.01);
    double[] corners = new double[2 * 9 * 12];
    for (int i = 0; i < corners.length; i++) {
      int t = i / 9 % 12;
      corners[i] = upper.corner(t, i % 9 / 3, i % 3);
      if (i >= corners.length / 2) {
        corners[i] = 2 * corners[i] + (i % 3 == 2 ? -0.15 : 0);
      }
    }
    Visual plates =
        new Visual(
            "plates",
            new Shape.Mesh(new TriangleMesh(corners, null, null)),
            new Transform("table", "shape", new Vector3(0, 0, 0.3), Quaternion.IDENTITY),
            new ColorRgb(1, 1, 1),
            0);
    RenderOptions options =
        RenderOptions.neutral()
            .withLights(
                List.of(Light.lamp(new Vector3(0, 0, 2), new ColorRgb(1, 1, 1), 0.5, true, 0)))
            .withAmbient(new ColorRgb(0, 0, 0))
            .withAntialias(false);
    CameraModel camera =
        new CameraModel(
            CameraIntrinsics.ideal(160, 120, 0.9),
            CameraModel.lookAt(new Vector3(0.8, 0, 0.5), new Vector3(0, 0, 0.15)));
    byte[] rgb = new Renderer().render(List.of(tableTop(), plates), camera, options, 0).rgb();
    assertTrue(level(rgb, camera, new Vector3(0.05, 0, 0.305)) > 100, "the upper plate is lit");
    assertEquals(0, level(rgb, camera, new Vector3(0.05, 0, 0.16)), "the lower one in its shadow");
    assertTrue(level(rgb, camera, new Vector3(0.17, 0, 0.16)) > 100, "and lit outside of it");
    assertTrue(level(rgb, camera, new Vector3(0, 0.33, 0)) > 100, "the table is lit");
    assertEquals(0, level(rgb, camera, new Vector3(0.2, 0, 0)), "under the lower plate it is not");
  }

  private static int level(byte[] rgb, CameraModel camera, Vector3 at) {
    CameraModel.Pixel p = camera.project(at);
    int width = camera.intrinsics().widthPixels();
    return rgb[3 * ((int) Math.round(p.y()) * width + (int) Math.round(p.x()))] & 0xff;
  }

  @Test
  void aMeshOfTheFrameBeforeLeavesNoTrace() {
    CameraModel camera = camera(96);
    RenderOptions options = RenderOptions.neutral();
    Shape box = new Shape.Box(new Vector3(0.1, 0.1, 0.1));
    Shape mesh = new Shape.Mesh(TestMeshes.ball(0.07, 10, true));
    Renderer used = new Renderer();
    byte[] first = used.render(sceneOf(mesh, box), camera, options, 0).rgb();
    byte[] second = used.render(sceneOf(box, mesh), camera, options, 0).rgb();
    assertArrayEquals(new Renderer().render(sceneOf(mesh, box), camera, options, 0).rgb(), first);
    assertArrayEquals(new Renderer().render(sceneOf(box, mesh), camera, options, 0).rgb(), second);
  }
}

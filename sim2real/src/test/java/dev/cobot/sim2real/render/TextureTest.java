package dev.cobot.sim2real.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ImageTexture;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextureTest {
  private static final ColorRgb WHITE = new ColorRgb(1, 1, 1);
  private static final ColorRgb BLACK = new ColorRgb(0, 0, 0);
  // Shows every surface in its own colour, from above; from the side at four fifths of it.
  private static final RenderOptions OWN_COLOR =
      RenderOptions.neutral().withLights(List.of()).withAmbient(WHITE).withAntialias(false);

  /** Top left red, top right green, bottom left blue, bottom right white. */
  private static ImageTexture corners(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = 3 * (y * width + x);
        boolean left = x < width / 2;
        boolean top = y < height / 2;
        rgb[at] = (byte) (top == left ? 255 : 0);
        rgb[at + 1] = (byte) (left ? 0 : 255);
        rgb[at + 2] = (byte) (top ? 0 : 255);
        if (!top && left) {
          rgb[at] = 0;
        }
      }
    }
    return new ImageTexture(width, height, rgb);
  }

  private static Material material(ImageTexture texture, ColorRgb color) {
    return new Material(color, color, BLACK, 32, BLACK, Optional.of(texture));
  }

  private static Visual visual(Shape shape, Material material) {
    return new Visual(
        "thing",
        shape,
        new Transform("table", "shape", Vector3.ZERO, Quaternion.IDENTITY),
        material);
  }

  private static CameraModel camera(Vector3 from) {
    return new CameraModel(
        CameraIntrinsics.ideal(64, 64, 0.5),
        CameraModel.lookAt(from.plus(new Vector3(1e-6, -2e-6, 0)), Vector3.ZERO));
  }

  // The sign of each channel in a quarter of the picture: "r", "g", "b" or "rgb".
  private static String seen(byte[] rgb, int x, int y) {
    int at = 3 * (y * 64 + x);
    return ((rgb[at] & 0xff) > 128 ? "r" : "")
        + ((rgb[at + 1] & 0xff) > 128 ? "g" : "")
        + ((rgb[at + 2] & 0xff) > 128 ? "b" : "");
  }

  private static void assertUpright(Visual visual, Vector3 from) {
    byte[] rgb = new Renderer().render(List.of(visual), camera(from), OWN_COLOR, 0).rgb();
    assertEquals("r", seen(rgb, 24, 24), "top left from " + from);
    assertEquals("g", seen(rgb, 40, 24), "top right from " + from);
    assertEquals("b", seen(rgb, 24, 40), "bottom left from " + from);
    assertEquals("rgb", seen(rgb, 40, 40), "bottom right from " + from);
  }

  @Test
  void everyFaceShowsThePictureUpright() {
    Material material = material(corners(16, 8), WHITE);
    List<Vector3> sides =
        List.of(
            new Vector3(1, 0, 0),
            new Vector3(-1, 0, 0),
            new Vector3(0, 1, 0),
            new Vector3(0, -1, 0));
    Visual box = visual(new Shape.Box(new Vector3(0.2, 0.2, 0.2)), material);
    Visual mesh = visual(new Shape.Mesh(TestMeshes.box(0.2, 0.2, 0.2)), material);
    for (Vector3 side : sides) {
      assertUpright(box, side);
      assertUpright(mesh, side);
    }
    // Nearly from above, from -y: x runs to the right and y up.
    assertUpright(box, new Vector3(0, 0, 1));
    assertUpright(mesh, new Vector3(0, 0, 1));
    assertUpright(
        visual(new Shape.Plane(new Vector3(0, 0, 1), 0.2, 0.2), material), new Vector3(0, 0, 1));
    assertUpright(box, new Vector3(0, -1e-3, -1).times(-1).plus(new Vector3(0, -2e-3, 0)));
  }

  @Test
  void theColorTintsTheTexture() {
    Visual box =
        visual(
            new Shape.Box(new Vector3(0.4, 0.4, 0.4)),
            material(corners(8, 8), new ColorRgb(1, 0, 0)));
    byte[] rgb =
        new Renderer().render(List.of(box), camera(new Vector3(1, 0, 0)), OWN_COLOR, 0).rgb();
    assertEquals("r", seen(rgb, 24, 24));
    assertEquals("", seen(rgb, 40, 24));
    assertEquals("", seen(rgb, 24, 40));
    assertEquals("r", seen(rgb, 40, 40));
  }

  @Test
  void aFineCheckerboardFadesToItsMeanInTheDistance() {
    int side = 256;
    byte[] rgb = new byte[3 * side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * side + x) + c] = (byte) ((x + y) % 2 == 0 ? 255 : 0);
        }
      }
    }
    Material checks = material(new ImageTexture(side, side, rgb), WHITE);
    for (Shape shape :
        List.of(
            new Shape.Plane(new Vector3(0, 0, 1), 2, 2),
            new Shape.Mesh(TestMeshes.box(2, 2, 0.01)))) {
      CameraModel camera =
          new CameraModel(
              CameraIntrinsics.ideal(64, 64, 0.3),
              CameraModel.lookAt(new Vector3(3, 0, 2), Vector3.ZERO));
      byte[] seen =
          new Renderer().render(List.of(visual(shape, checks)), camera, OWN_COLOR, 0).rgb();
      for (int row = 16; row < 48; row++) {
        for (int column = 16; column < 48; column++) {
          // Half of the light is the mean of black and white.
          assertEquals(0.5, Srgb.toLinear(seen[3 * (row * 64 + column)]), 0.05);
        }
      }
    }
    // Near by the fields are seen.
    CameraModel near =
        new CameraModel(
            CameraIntrinsics.ideal(64, 64, 0.3),
            CameraModel.lookAt(new Vector3(0, -1e-4, 0.1), Vector3.ZERO));
    Visual plane = visual(new Shape.Plane(new Vector3(0, 0, 1), 2, 2), checks);
    byte[] seen = new Renderer().render(List.of(plane), near, OWN_COLOR, 0).rgb();
    int least = 255;
    int most = 0;
    for (int i = 0; i < seen.length; i += 3) {
      least = Math.min(least, seen[i] & 0xff);
      most = Math.max(most, seen[i] & 0xff);
    }
    assertTrue(least < 60 && most > 235, least + " to " + most);
  }

  @Test
  void theLevelsOfAnOddPictureKeepItsMean() {
    byte[] rgb = new byte[3 * 5 * 3];
    java.util.Arrays.fill(rgb, (byte) 188);
    TexturePyramid pyramid = new TexturePyramid(new ImageTexture(5, 3, rgb));
    double[] out = new double[6];
    for (double texels : new double[] {0.1, 1, 1.7, 2, 3.1, 64, 1e9}) {
      pyramid.sample(-3.2, 7.9, true, texels, out);
      assertEquals(Srgb.toLinear((byte) 188), out[1], 1e-6, "at " + texels);
      pyramid.sample(-3.2, 7.9, false, texels, out);
      assertEquals(Srgb.toLinear((byte) 188), out[1], 1e-6, "at " + texels);
    }
  }

  @Test
  void whatHasNoPlacesForATextureIsRefused() {
    Material material = material(corners(8, 8), WHITE);
    for (Shape shape :
        List.of(
            new Shape.Sphere(1),
            new Shape.Cylinder(1, 1),
            new Shape.Mesh(TestMeshes.ball(1, 4, true)))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> visual(shape, material)).getMessage();
      assertTrue(message.contains("a box, a plane or a mesh"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> new ImageTexture(5000, 1, new byte[15000]));
    assertThrows(IllegalArgumentException.class, () -> new ImageTexture(2, 2, new byte[3]));
  }
}

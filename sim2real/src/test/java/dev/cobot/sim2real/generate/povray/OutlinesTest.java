package dev.cobot.sim2real.generate.povray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutlinesTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  /** Straight down from 1 m: 200 pixels a metre on the table. */
  private static final CameraModel CAMERA =
      new CameraModel(
          new CameraIntrinsics(
              WIDTH, HEIGHT, 200, 200, 159.5, 119.5, List.of(0.0, 0.0, 0.0, 0.0, 0.0)),
          CameraModel.lookAt(new Vector3(1e-6, 0, 1), Vector3.ZERO));

  private static Layout.Placed thing(Optional<ObjectKind> kind, double x, double y) {
    Solid solid =
        Solid.standing(
            List.of(new Solid.Part("box { -2.5, 2.5", "")),
            new ColorRgb(1, 0, 0),
            new Vector3(0.05, 0.05, 0.05),
            0);
    Vector3 at = new Vector3(x, y, 0.025);
    return new Layout.Placed(
        kind, solid, at, Quaternion.IDENTITY, solid.discsAt(at, solid.upright(0)), false);
  }

  private static Layout.Placed cube(double x, double y) {
    return thing(Optional.of(ObjectKind.CUBE), x, y);
  }

  /** Paints a rectangle in the colour that the scene gives a thing. */
  private static void paint(RgbImage image, int thing, int x0, int y0, int x1, int y1) {
    for (int y = y0; y <= y1; y++) {
      for (int x = x0; x <= x1; x++) {
        image.rgb()[3 * (y * WIDTH + x)] = (byte) (8 * (thing + 1));
      }
    }
  }

  private static RgbImage empty() {
    return new RgbImage(WIDTH, HEIGHT, new byte[3 * WIDTH * HEIGHT]);
  }

  @Test
  void whatIsHiddenIsCountedAgainstWhatIsSeenAlone() throws IOException {
    List<Layout.Placed> things = List.of(cube(0, 0), cube(0.03, 0), cube(0.4, 0.3));
    Outlines outlines = new Outlines(CAMERA, things);
    // Two that may hide each other are drawn alone; the third is not.
    assertEquals(3, outlines.pictures());
    RgbImage all = empty();
    paint(all, 0, 150, 110, 159, 129);
    paint(all, 1, 155, 110, 164, 129);
    paint(all, 2, 94, 34, 103, 43);
    RgbImage first = empty();
    paint(first, 0, 150, 110, 159, 129);
    RgbImage second = empty();
    paint(second, 1, 155, 110, 164, 129);
    List<Optional<ObjectView>> views = outlines.views(List.of(all, first, second));
    assertEquals(new ObjectView(149.5, 109.5, 154.5, 129.5, 0.5), views.get(0).orElseThrow());
    assertEquals(new ObjectView(154.5, 109.5, 164.5, 129.5, 1), views.get(1).orElseThrow());
    assertEquals(1, views.get(2).orElseThrow().visible());
  }

  @Test
  void tooLittleAndThingsOfNoKindHaveNoLabel() throws IOException {
    List<Layout.Placed> things =
        List.of(
            thing(Optional.empty(), 0, 0), cube(0.2, 0), cube(-0.2, 0), cube(0, 5), cube(0, 0.2));
    Outlines outlines = new Outlines(CAMERA, things);
    RgbImage all = empty();
    paint(all, 0, 150, 110, 169, 129);
    paint(all, 1, 150, 70, 153, 73); // 16 pixels
    paint(all, 2, 150, 150, 169, 151); // of 400
    paint(all, 3, 0, 110, 19, 129); // its centre is outside
    paint(all, 4, 110, 110, 129, 129);
    List<Optional<ObjectView>> views =
        outlines.views(Collections.nCopies(outlines.pictures(), all));
    assertTrue(views.get(0).isEmpty());
    assertTrue(views.get(1).isEmpty());
    assertTrue(views.get(2).isPresent(), "40 pixels of which nothing is known to be hidden");
    assertTrue(views.get(3).isEmpty());
    assertTrue(views.get(4).isPresent());
  }

  @Test
  void theSceneGivesEachThingItsColorAndEachFrameItsThings() {
    String scene = new Outlines(CAMERA, List.of(cube(0, 0), cube(0.03, 0), cube(0.4, 0.3))).scene();
    String first = scene.substring(scene.indexOf("#case (1)"), scene.indexOf("#case (2)"));
    String second = scene.substring(scene.indexOf("#case (2)"), scene.indexOf("#case (3)"));
    assertEquals(3, count(first, "union"));
    assertEquals(1, count(second, "union"));
    for (int thing = 0; thing < 3; thing++) {
      assertTrue(first.contains("rgb <%s, 0, 0>".formatted(Sdl.number(8 * (thing + 1) / 255.0))));
    }
    assertTrue(!scene.contains("light_source"), scene);
  }

  /** With one frame POV-Ray numbers it 0, with several from 1. */
  @Test
  void thingsApartAreOneFrameWhateverItsNumber() throws IOException {
    Outlines outlines = new Outlines(CAMERA, List.of(cube(0, 0), cube(0.4, 0.3)));
    assertEquals(1, outlines.pictures());
    assertTrue(outlines.scene().contains("#switch (max(1, frame_number))\n#case (1)"));
    assertThrows(IOException.class, () -> outlines.views(List.of(empty())), "labels are lost");
    Outlines outside = new Outlines(CAMERA, List.of(cube(0, 5)));
    assertEquals(List.of(Optional.empty()), outside.views(List.of(empty())));
  }

  @Test
  void moreThingsThanColorsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Outlines(CAMERA, Collections.nCopies(Outlines.MAX_THINGS + 1, cube(0, 0))));
  }

  private static int count(String text, String word) {
    return text.split(word, -1).length - 1;
  }
}

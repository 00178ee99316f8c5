package dev.cobot.sim2real.generate.povray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TableSceneTest {
  private static final int SCENES = 80;
  private static final List<TableScene> DRAWN = new ArrayList<>();

  @BeforeAll
  static void draw() {
    for (int i = 0; i < SCENES; i++) {
      DRAWN.add(TableScene.draw(new SeedStreams(5).child(i)));
    }
  }

  @Test
  void theSameSeedDrawsTheSameScene() {
    assertEquals(DRAWN.get(3).text(), TableScene.draw(new SeedStreams(5).child(3)).text());
    assertNotEquals(DRAWN.get(3).text(), DRAWN.get(4).text());
  }

  @Test
  void theTextHoldsTogether() {
    for (TableScene scene : DRAWN) {
      String text = scene.text();
      for (String pair : List.of("{}", "<>", "()", "[]")) {
        assertEquals(count(text, pair.charAt(0)), count(text, pair.charAt(1)), pair);
      }
      assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
      assertTrue(text.contains("light_source") && text.contains("camera {"), text);
    }
  }

  @Test
  void everythingIsDrawnWhereItsLabelSays() {
    for (TableScene scene : DRAWN) {
      for (Layout.Placed thing : scene.things()) {
        Vector3 at = thing.positionMeters();
        String placed =
            ", %s, %s, %s>".formatted(Sdl.length(at.x()), Sdl.length(at.y()), Sdl.length(at.z()));
        assertTrue(scene.text().contains(placed), placed);
      }
    }
  }

  @Test
  void aPlacedPointIsRotatedAsTheLabelSays() {
    Layout.Placed thing = DRAWN.get(0).things().get(0);
    String[] values =
        Sdl.placed(thing.positionMeters(), thing.rotation())
            .replaceAll("matrix <|>", "")
            .split(", ", -1);
    double[] m = new double[12];
    for (int i = 0; i < 12; i++) {
      m[i] = Double.parseDouble(values[i]);
    }
    // POV-Ray multiplies rows by the matrix.
    Vector3 p = new Vector3(1, -2, 3);
    Vector3 drawn =
        new Vector3(
            p.x() * m[0] + p.y() * m[3] + p.z() * m[6] + m[9],
            p.x() * m[1] + p.y() * m[4] + p.z() * m[7] + m[10],
            p.x() * m[2] + p.y() * m[5] + p.z() * m[8] + m[11]);
    Vector3 expected = thing.rotation().rotate(p).plus(thing.positionMeters().times(100));
    assertTrue(drawn.distanceTo(expected) < 1e-4, drawn + " " + expected);
  }

  @Test
  void camerasStandAllRoundAndSeeTheThings() {
    Set<Integer> quadrants = new HashSet<>();
    Set<List<Integer>> sizes = new HashSet<>();
    double lowest = 90;
    double highest = 0;
    int seen = 0;
    int things = 0;
    for (TableScene scene : DRAWN) {
      CameraModel camera = scene.camera();
      Vector3 eye = camera.tableFromCamera().translation();
      quadrants.add((eye.x() > 0 ? 1 : 0) + (eye.y() > 0 ? 2 : 0));
      int width = camera.intrinsics().widthPixels();
      int height = camera.intrinsics().heightPixels();
      sizes.add(List.of(width, height));
      double elevation = Math.toDegrees(Math.asin(eye.z() / eye.norm()));
      lowest = Math.min(lowest, elevation);
      highest = Math.max(highest, elevation);
      for (Layout.Placed thing : scene.things()) {
        CameraModel.Pixel pixel = camera.project(thing.positionMeters());
        things++;
        seen += pixel.x() > 0 && pixel.y() > 0 && pixel.x() < width && pixel.y() < height ? 1 : 0;
      }
    }
    assertEquals(4, quadrants.size());
    assertTrue(sizes.size() >= 6, sizes.toString());
    assertTrue(lowest < 35 && highest > 75, lowest + " " + highest);
    assertTrue(seen > 0.7 * things, seen + " of " + things);
  }

  @Test
  void aMissingProgramIsSaidWithWhatToInstall() {
    IOException e = assertThrows(IOException.class, () -> Povray.find("povray-that-is-not-there"));
    assertTrue(e.getMessage().contains("apt-get install"), e.getMessage());
  }

  private static long count(String text, char c) {
    return text.chars().filter(each -> each == c).count();
  }
}

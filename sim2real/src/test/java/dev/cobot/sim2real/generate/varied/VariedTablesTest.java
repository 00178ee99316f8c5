package dev.cobot.sim2real.generate.varied;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.dataset.LabelledImage;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariedTablesTest {
  private static final int CAMERAS = 30;
  @TempDir private static Path folder;
  private static World world;
  private static final List<SceneFolder> FOLDERS = new ArrayList<>();

  @BeforeAll
  static void write() throws IOException {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds", "factory_table.world"));
    for (int i = 0; i < CAMERAS; i++) {
      Path directory = folder.resolve("set").resolve(Integer.toString(i));
      tables(small(TableRanges.defaults())).writeFolder(directory, i, 1, () -> {});
      FOLDERS.add(SceneFolder.open(directory));
    }
  }

  private static VariedTables tables(TableRanges ranges) {
    return new VariedTables(
        world.robot().model(), PlantSimulator.homePositionsRad(world), ranges, 3);
  }

  private static TableRanges small(TableRanges r) {
    TableRanges.Camera c = r.camera();
    return new TableRanges(
        r.things(),
        new TableRanges.Camera(
            c.azimuthDeg(),
            c.elevationDeg(),
            c.distanceMeters(),
            c.aimMeters(),
            c.rollDeg(),
            c.viewDeg(),
            c.k1(),
            List.of(List.of(128, 96), List.of(112, 112), List.of(128, 72))),
        r.light(),
        r.sensor(),
        r.room());
  }

  @Test
  void theSameSeedWritesTheSameBytes() throws IOException {
    Path again = folder.resolve("again");
    tables(small(TableRanges.defaults())).writeFolder(again, 7, 1, () -> {});
    for (String name : List.of("camera.json", "labels.json", "000000.png")) {
      assertArrayEquals(
          Files.readAllBytes(FOLDERS.get(7).directory().resolve(name)),
          Files.readAllBytes(again.resolve(name)),
          name);
    }
    assertNotEquals(FOLDERS.get(7).camera(), FOLDERS.get(8).camera());
  }

  @Test
  void everyObjectIsWhereItsBoxIs() {
    int objects = 0;
    for (SceneFolder set : FOLDERS) {
      for (LabelledImage image : set.images()) {
        assertEquals(image.objects().size(), image.views().size());
        for (int i = 0; i < image.objects().size(); i++) {
          SceneObject object = image.objects().get(i);
          ObjectView view = image.views().get(i);
          CameraModel.Pixel center = set.camera().project(object.positionMeters());
          // Half of what hides it may be gone from the box, and a lying cup is open at one end.
          double slackX = 0.75 * (view.x1() - view.x0()) + 3;
          double slackY = 0.75 * (view.y1() - view.y0()) + 3;
          assertTrue(
              center.x() > view.x0() - slackX
                  && center.x() < view.x1() + slackX
                  && center.y() > view.y0() - slackY
                  && center.y() < view.y1() + slackY,
              object + " " + view + " " + center);
          assertTrue(view.visible() >= 0.15, view.toString());
          assertTrue(view.x0() >= -0.5 && view.x1() <= set.camera().intrinsics().widthPixels());
          objects++;
        }
      }
    }
    assertTrue(objects > CAMERAS, "only " + objects + " objects");
  }

  @Test
  void thingsRestOnTheTableOrOnEachOther() {
    for (SceneFolder set : FOLDERS) {
      for (LabelledImage image : set.images()) {
        for (SceneObject object : image.objects()) {
          Vector3 s = object.sizeMeters();
          double least = Math.min(s.x(), Math.min(s.y(), s.z())) / 2;
          assertTrue(object.positionMeters().z() > 0.6 * least, object.toString());
          assertTrue(object.positionMeters().z() < 0.45, object.toString());
          assertTrue(object.kind().canMeasure(s), object.toString());
        }
      }
    }
  }

  @Test
  void camerasStandAllRoundAtAllHeights() {
    Set<Integer> quadrants = new HashSet<>();
    Set<List<Integer>> sizes = new HashSet<>();
    double lowest = 90;
    double highest = 0;
    for (SceneFolder set : FOLDERS) {
      Vector3 eye = set.camera().tableFromCamera().translation();
      quadrants.add((eye.x() > 0 ? 1 : 0) + (eye.y() > 0 ? 2 : 0));
      sizes.add(
          List.of(
              set.camera().intrinsics().widthPixels(), set.camera().intrinsics().heightPixels()));
      double elevation = Math.toDegrees(Math.asin(eye.z() / eye.norm()));
      lowest = Math.min(lowest, elevation);
      highest = Math.max(highest, elevation);
    }
    assertEquals(4, quadrants.size());
    assertEquals(3, sizes.size());
    assertTrue(lowest < 40 && highest > 70, lowest + " " + highest);
  }

  @Test
  void everyKindIsAFamilyOfShapes() {
    SplittableRandom random = new SplittableRandom(5);
    BodyMaker varied = new BodyMaker(random, true);
    BodyMaker alike = new BodyMaker(random, false);
    Map<ObjectKind, Set<Vector3>> sizes = new EnumMap<>(ObjectKind.class);
    for (ObjectKind kind : ObjectKind.values()) {
      if (kind == ObjectKind.TABLE) {
        assertThrows(IllegalArgumentException.class, () -> varied.of(kind));
        continue;
      }
      Set<Vector3> one = new HashSet<>();
      for (int i = 0; i < 12; i++) {
        sizes.computeIfAbsent(kind, k -> new HashSet<>()).add(varied.of(kind).sizeMeters());
        one.add(alike.of(kind).sizeMeters());
      }
      assertEquals(12, sizes.get(kind).size(), kind.toString());
      assertEquals(1, one.size(), kind + ": without varied shapes there is one size");
    }
  }

  @Test
  void aBoardIsSeenButNeverAnObject() throws IOException {
    int hidden = 0;
    int changed = 0;
    for (int i = 0; i < 12; i++) {
      Path directory = folder.resolve("boards").resolve(Integer.toString(i));
      tables(withBoards(small(TableRanges.defaults()), 1)).writeFolder(directory, i, 1, () -> {});
      SceneFolder with = SceneFolder.open(directory);
      directory = folder.resolve("no-boards").resolve(Integer.toString(i));
      tables(withBoards(small(TableRanges.defaults()), 0)).writeFolder(directory, i, 1, () -> {});
      SceneFolder without = SceneFolder.open(directory);
      assertEquals(without.camera(), with.camera());
      List<Vector3> before =
          without.images().get(0).objects().stream().map(SceneObject::positionMeters).toList();
      // It may hide objects and nothing else: no other draw depends on it.
      for (SceneObject object : with.images().get(0).objects()) {
        assertTrue(before.contains(object.positionMeters()), object + " was not there without it");
      }
      hidden += before.size() - with.images().get(0).objects().size();
      byte[] one = with.readFrame(0).rgb();
      byte[] other = without.readFrame(0).rgb();
      int different = 0;
      for (int p = 0; p < one.length; p++) {
        different += Math.abs((one[p] & 0xff) - (other[p] & 0xff)) > 25 ? 1 : 0;
      }
      changed += different > 0.05 * one.length ? 1 : 0;
    }
    assertTrue(changed >= 9, "a board is to be seen in " + changed + " of 12");
    assertTrue(hidden > 0, "none of 12 boards hides anything");
  }

  private static TableRanges withBoards(TableRanges r, double share) {
    TableRanges.Things t = r.things();
    return new TableRanges(
        new TableRanges.Things(
            t.objects(),
            t.clutter(),
            t.gapMeters(),
            t.lying(),
            t.stacked(),
            t.inside(),
            t.arm(),
            share,
            t.shapesVary()),
        r.camera(),
        r.light(),
        r.sensor(),
        r.room());
  }

  @Test
  void rangesThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new TableRanges.Range(2, 1));
    assertThrows(IllegalArgumentException.class, () -> new TableRanges.Range(0, Double.NaN));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TableRanges.Room(
                    new TableRanges.Range(0.1, 2), 0.5, new TableRanges.Range(0, 1)));
    assertTrue(e.getMessage().contains("room.sideMeters"), e.getMessage());
  }
}

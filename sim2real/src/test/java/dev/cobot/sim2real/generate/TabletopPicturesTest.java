package dev.cobot.sim2real.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.dataset.LabelledImage;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TabletopPicturesTest {
  private static final int PICTURES = 6;
  @TempDir private static Path folder;
  private static World world;
  private static Path first;

  @BeforeAll
  static void write() throws IOException {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds", "factory_table.world"));
    first = folder.resolve("first");
    new TabletopPictures(world, 9).writeFolder(first, 0, PICTURES);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::getFileName).sorted().toList();
    }
  }

  @Test
  void theSameSeedWritesTheSameBytes() throws IOException {
    Path again = folder.resolve("again");
    new TabletopPictures(world, 9).writeFolder(again, 0, PICTURES);
    assertEquals(files(first), files(again));
    for (Path name : files(first)) {
      assertArrayEquals(
          Files.readAllBytes(first.resolve(name)),
          Files.readAllBytes(again.resolve(name)),
          name.toString());
    }
  }

  @Test
  void anotherFolderAndAnotherSeedHaveOtherCamerasAndScenes() throws IOException {
    new TabletopPictures(world, 9).writeFolder(folder.resolve("next"), 1, 1);
    new TabletopPictures(world, 10).writeFolder(folder.resolve("other"), 0, 1);
    SceneFolder one = SceneFolder.open(first);
    for (String name : List.of("next", "other")) {
      SceneFolder other = SceneFolder.open(folder.resolve(name));
      assertNotEquals(one.camera(), other.camera());
      assertNotEquals(one.images().get(0).objects(), other.images().get(0).objects());
    }
  }

  @Test
  void labelsLieInThePictureAndOnTheTable() throws IOException {
    SceneFolder scenes = SceneFolder.open(first);
    assertTrue(scenes.labelled());
    assertEquals(PICTURES, scenes.size());
    CameraModel camera = scenes.camera();
    int labels = 0;
    for (LabelledImage image : scenes.images()) {
      for (SceneObject object : image.objects()) {
        CameraModel.Pixel pixel = camera.project(object.positionMeters());
        assertTrue(pixel.depthMeters() > 0);
        assertTrue(
            pixel.x() >= 0
                && pixel.x() <= camera.intrinsics().widthPixels() - 1
                && pixel.y() >= 0
                && pixel.y() <= camera.intrinsics().heightPixels() - 1,
            object + " at " + pixel);
        // The highest is a bottle on a pedestal.
        assertTrue(object.positionMeters().z() > 0.005 && object.positionMeters().z() < 0.2);
        labels++;
      }
    }
    assertTrue(labels >= PICTURES, labels + " labels");
  }

  private static Vector3 axis(SceneObject object) {
    return object.rotation().rotate(new Vector3(0, 0, 1));
  }

  /** Returns the height of the lowest point of the cylinder that a round object fills. */
  private static double lowestMeters(SceneObject object) {
    double up = Math.abs(axis(object).z());
    return object.positionMeters().z()
        - up * object.sizeMeters().z() / 2
        - Math.sqrt(1 - Math.min(1, up * up)) * object.sizeMeters().x() / 2;
  }

  private static boolean isOver(SceneObject object, SceneObject support, double withinMeters) {
    return object.positionMeters().horizontalDistanceTo(support.positionMeters()) < withinMeters;
  }

  /** What lies or stands on something is where its label's tilt lets it rest. */
  @Test
  void labelsTellWhatLiesAndWhatStandsOnOrInSomething() throws IOException {
    int lying = 0;
    int inBowls = 0;
    int onPedestals = 0;
    int cloths = 0;
    for (int seed : new int[] {4, 5, 9, 14}) {
      Path directory = folder.resolve("kinds" + seed);
      new TabletopPictures(world, seed).writeFolder(directory, 0, 1);
      for (LabelledImage image : SceneFolder.open(directory).images()) {
        for (SceneObject object : image.objects()) {
          cloths += object.kind() == ObjectKind.CLOTH ? 1 : 0;
          if (object.kind() != ObjectKind.BOTTLE && object.kind() != ObjectKind.CUP) {
            continue;
          }
          double lowest = lowestMeters(object);
          assertTrue(lowest > -0.003, object + " in the table");
          boolean lies = axis(object).z() < 0.6;
          for (SceneObject other : image.objects()) {
            if (other.kind() == ObjectKind.PEDESTAL && isOver(object, other, 0.03)) {
              onPedestals++;
              assertEquals(0.08, lowest, 0.003, object.toString());
            } else if (other.kind() == ObjectKind.BOWL && isOver(object, other, 0.08)) {
              inBowls++;
              assertTrue(lies && lowest < 0.06, object.toString());
            }
          }
          if (lies && object.positionMeters().z() < 0.035) {
            lying++;
            assertEquals(0, axis(object).z(), 0.1, object.toString());
          }
        }
      }
    }
    String found = lying + ", " + inBowls + ", " + onPedestals + ", " + cloths;
    assertTrue(lying > 0 && inBowls > 0 && onPedestals > 2 && cloths > 2, found);
  }

  @Test
  void picturesOfASceneShowTheArmElsewhere() throws IOException {
    SceneFolder scenes = SceneFolder.open(first);
    for (int i = 0; i < PICTURES; i++) {
      for (int j = 0; j < i; j++) {
        assertFalse(
            java.util.Arrays.equals(scenes.readFrame(i).rgb(), scenes.readFrame(j).rgb()),
            i + " and " + j);
      }
    }
  }
}

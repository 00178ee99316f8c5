package dev.cobot.sim2real.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HallPicturesTest {
  private static World hall;
  @TempDir private Path folder;

  @BeforeAll
  static void load() throws Exception {
    hall = World.load(Path.of(System.getProperty("cobot.home"), "worlds/hall.world"));
  }

  @Test
  void aPictureDependsOnItsIndexAndTheSeedOnly() throws Exception {
    new HallPictures(hall, 64, 3).writeFolder(folder.resolve("whole"), 0, 6, () -> {});
    new HallPictures(hall, 64, 3).writeFolder(folder.resolve("part"), 4, 2, () -> {});
    new HallPictures(hall, 64, 4).writeFolder(folder.resolve("other"), 0, 1, () -> {});
    List<String> whole = Files.readAllLines(folder.resolve("whole/captions.txt"));
    List<String> part = Files.readAllLines(folder.resolve("part/captions.txt"));
    assertEquals(whole.subList(4, 6), part);
    assertTrue(
        Arrays.equals(
            Files.readAllBytes(folder.resolve("whole/000005.png")),
            Files.readAllBytes(folder.resolve("part/000001.png"))));
    assertNotEquals(
        -1, Files.mismatch(folder.resolve("whole/000000.png"), folder.resolve("other/000000.png")));
  }

  @Test
  void theCaptionSaysWhatTheLabelsSay() {
    SceneObject table =
        hall.standing("table", ObjectKind.TABLE, -1.5, 1.0, 1.0, ColorName.PURPLE.prototype());
    for (long seed = 0; seed < 8; seed++) {
      String caption = HallPictures.caption(table, new SplittableRandom(seed));
      for (String word : List.of("purple", "table", "back", "right", "60 degrees")) {
        assertTrue(caption.contains(word), caption);
      }
    }
  }
}

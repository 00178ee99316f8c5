package dev.cobot.sim2real.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
  void theReaderGivesTheCaptionsBack() throws Exception {
    Path set = folder.resolve("set");
    new HallPictures(hall, 32, 7).writeFolder(set, 10, 4, () -> {});
    FactoryCaptions captions = new FactoryCaptions(FactoryHall.of(hall, HallPictures.AREA));
    SceneFolder read = SceneFolder.open(set);
    for (int i = 0; i < 4; i++) {
      SceneObject table = read.images().get(i).objects().get(0);
      assertEquals(
          captions.write(table, new SeedStreams(7).child(10 + i).stream("hall caption")),
          read.caption(i).orElseThrow());
    }
    Files.delete(set.resolve("captions.txt"));
    assertEquals(Optional.empty(), SceneFolder.open(set).caption(0));
  }
}

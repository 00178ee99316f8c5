package dev.cobot.node.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.node.batch.Crew;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.config.Suites;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilmsTest {
  @TempDir private Path folder;

  @Test
  void theFirstEpisodesOfATaskAreFilmedAndTheFilmMoves() throws Exception {
    TaskSuite suite = Suites.load("rat7");
    World world = Suites.world(suite);
    Crew crew = Crew.here("expert", 2);
    List<EpisodeResult> results;
    try (Progress progress = new Progress("rollouts", 2)) {
      results =
          new ExpertEvaluation(suite, world, false)
              .run(List.of(suite.task("T4")), 2, 1, crew, new Films(folder, 1), progress);
    }
    List<String> names;
    try (Stream<Path> files = Files.list(folder)) {
      names = files.map(f -> f.getFileName().toString()).sorted().toList();
    }
    assertEquals(List.of("T4-00001-success.gif", "T4-00001-success.png"), names);
    BufferedImage strip = ImageIO.read(folder.resolve(names.get(1)).toFile());
    assertEquals(8 * 240, strip.getWidth());
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in =
        ImageIO.createImageInputStream(folder.resolve(names.get(0)).toFile())) {
      reader.setInput(in);
      int pictures = reader.getNumImages(true);
      assertEquals(results.get(0).seconds() / 0.2, pictures, 1);
      assertTrue(
          differing(reader.read(0), reader.read(pictures / 2)) > 500,
          "the arm is elsewhere in the middle of the film");
    } finally {
      reader.dispose();
    }
  }

  private static int differing(BufferedImage a, BufferedImage b) {
    int count = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        int blue = Math.abs((a.getRGB(x, y) & 0xFF) - (b.getRGB(x, y) & 0xFF));
        count += blue > 40 ? 1 : 0;
      }
    }
    return count;
  }
}

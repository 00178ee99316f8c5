package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.sim2real.dataset.LabelledImage;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.generate.varied.TableRanges;
import dev.cobot.sim2real.generate.varied.VariedTables;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the released models on varied tables. */
class FoundObjectsTest {
  private static final Path HOME = Path.of(System.getProperty("cobot.home"));
  private static final int PICTURES = 4;
  private static final int FOLDERS = 3;

  @TempDir private static Path root;

  @BeforeAll
  static void draw() throws Exception {
    World world = World.load(HOME.resolve("worlds/factory_table.world"));
    VariedTables tables =
        new VariedTables(
            world.robot().model(),
            PlantSimulator.homePositionsRad(world),
            TableRanges.defaults(),
            31);
    for (int i = 0; i < FOLDERS; i++) {
      tables.writeFolder(root.resolve("" + i), i, PICTURES, () -> {});
    }
  }

  private static SceneFolder folder(int index) throws IOException {
    return SceneFolder.open(root.resolve("" + index));
  }

  private static FoundObjects found(SceneFolder... folders) throws IOException {
    try (Sight sight = Sight.open(HOME.resolve("gw-brain/models/sight"), InferenceDevice.CPU)) {
      return FoundObjects.in(sight, List.of(folders), done -> {});
    }
  }

  @Test
  void whatIsFoundIsWhatTheLabelsShow() throws IOException {
    FoundObjects found = found(folder(0), folder(1), folder(2));
    int visible = 0;
    for (int i = 0; i < FOLDERS; i++) {
      for (LabelledImage image : folder(i).images()) {
        visible += (int) image.views().stream().filter(v -> v.visible() >= 0.6).count();
      }
    }
    assertTrue(found.rows().size() > 0.4 * visible, found.rows().size() + " of " + visible);
    assertTrue(found.rows().size() <= visible, "what is hidden, or twice the same, is found");
    int near = 0;
    int right = 0;
    for (FoundObjects.Row row : found.rows()) {
      int c = FoundObjects.CENTER;
      double off =
          Math.hypot(row.told()[c] - row.values()[c], row.told()[c + 1] - row.values()[c + 1]);
      near += off < 0.2 ? 1 : 0;
      right += Readings.said(8, row.logits(), row.told())[row.kind()] > 0 ? 1 : 0;
    }
    // A row that is matched to another object than its crop shows is far off.
    assertTrue(near > 0.85 * found.rows().size(), near + " of " + found.rows().size());
    assertTrue(right > 0.5 * found.rows().size(), right + " of " + found.rows().size());
  }

  @Test
  void picturesOfThingsThatNobodyMovedAreOneArrangement() throws IOException {
    FoundObjects once = found(folder(0), folder(1));
    FoundObjects twice = found(folder(0), folder(1), folder(0));
    assertTrue(once.scenes() > 1, once.scenes() + " arrangements");
    assertEquals(once.scenes(), twice.scenes());
    assertTrue(twice.rows().size() > once.rows().size());
  }

  /** Labels without boxes are matched by their centres; nearly the same is found. */
  @Test
  void withoutBoxesCentresTell(@TempDir Path bare) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (var files = Files.list(root.resolve("0"))) {
      for (Path file : files.toList()) {
        Files.copy(file, bare.resolve(file.getFileName()));
      }
    }
    JsonNode labels = json.readTree(root.resolve("0/labels.json").toFile());
    for (JsonNode picture : labels) {
      for (JsonNode object : picture.path("objects")) {
        ((ObjectNode) object).remove(List.of("box", "visible"));
      }
    }
    json.writeValue(bare.resolve("labels.json").toFile(), labels);
    SceneFolder without = SceneFolder.open(bare);
    assertTrue(without.images().get(0).views().isEmpty());
    int boxes = found(folder(0)).rows().size();
    int centres = found(without).rows().size();
    assertTrue(centres >= 0.7 * boxes, centres + " by centres, " + boxes + " by boxes");
  }
}

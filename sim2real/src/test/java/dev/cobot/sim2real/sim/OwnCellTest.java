package dev.cobot.sim2real.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.FormatJudges;
import dev.cobot.sim2real.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows "your own arm" of worlds/README.md, in the world of the tutorial, to the letter. */
class OwnCellTest {
  private static final Path WORLDS = Path.of(System.getProperty("cobot.home"), "worlds");
  // A block of the tutorial with the name of the file that it is.
  private static final Pattern FILE =
      Pattern.compile("```xml (mycell/\\S+)\\n(.*?)```", Pattern.DOTALL);
  @TempDir private Path folder;

  private Path follow() throws Exception {
    String tutorial =
        Files.readString(WORLDS.resolveSibling("launch/tutorials/own-world.md"))
            .replace("model://arm6", "model://myarm");
    Matcher blocks = FILE.matcher(tutorial + Files.readString(WORLDS.resolve("README.md")));
    int files = 0;
    while (blocks.find()) {
      Path file = folder.resolve(blocks.group(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, blocks.group(2));
      files++;
    }
    assertEquals(3, files);
    return folder.resolve("mycell/mycell.world");
  }

  @Test
  void theTutorialsCellOpensMovesAndGrasps() throws Exception {
    World world = World.load(follow());
    assertEquals(2, world.look().lights().size());
    assertEquals(
        List.of("cube", "bowl", "bottle"),
        world.nominalObjects().stream().map(SceneObject::id).toList());
    assertEquals(5, world.robot().model().armJoints().size());
    assertTrue(world.ignored().stream().noneMatch(l -> l.contains("mycell.world")));
    try (PlantSimulator cell = PlantSimulator.open(world, world.nominalObjects(), 1)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.moveTo(0.15, 0.1, 0.2, 0.5, 1.5);
      cell.advance(0.3);
      Vector3 tool =
          world
              .robot()
              .tableFromBase()
              .after(
                  new Kinematics(world.robot().model())
                      .baseFromTool(cell.armState().positionsRad()))
              .translation();
      assertEquals(0, tool.distanceTo(new Vector3(0.15, 0.1, 0.2)), 1e-3);
      arm.pick(0.05, -0.1, 0.02, 0.4);
      assertEquals(Optional.of("cube"), cell.truth().heldId());
      arm.moveTo(0.1, 0.1, 0.17, 0, 1.5);
      arm.moveTo(0.1, 0.1, 0.1, 0, 0.8);
      arm.grip(0.08, 0.8);
      arm.moveTo(0.1, 0.1, 0.25, 0, 0.8);
      cell.advance(1);
      PlantTruth truth = cell.truth();
      assertTrue(truth.object("cube").touches().contains("bowl"));
      assertFalse(truth.armMeetsTable());
      assertTrue(
          cell.visuals().stream()
              .map(v -> v.owner())
              .toList()
              .containsAll(Set.of("wrist", "wall")));
    }
  }

  @Test
  void theJudgesAcceptTheTutorialsFiles() throws Exception {
    Path world = follow();
    FormatJudges.requireValidUrdf(world.resolveSibling("robots/myarm.urdf"));
    FormatJudges.requireValidSdf(
        world, List.of(world.resolveSibling("models"), WORLDS.resolve("models")));
  }

  @Test
  void aModelBesideTheWorldHidesTheShippedOne() throws Exception {
    Path world = follow();
    Path mine = Files.createDirectories(world.resolveSibling("models/cube"));
    Path shipped = WORLDS.resolve("models/cube");
    Files.copy(shipped.resolve("model.config"), mine.resolve("model.config"));
    Files.writeString(
        mine.resolve("model.sdf"),
        Files.readString(shipped.resolve("model.sdf")).replace("0.04 0.04 0.04", "0.05 0.05 0.04"));
    assertEquals(0.05, World.load(world).nominalObjects().get(0).sizeMeters().x(), 1e-9);
  }
}

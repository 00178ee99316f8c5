package dev.cobot.sim2real.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cell that takes over a saved state goes on bit for bit. */
class PlantStateTest {
  private static World world;

  // Saved between these: with the arm in flight, while the fingers close, with a cube in the
  // gripper, while it slips out of it into the bowl, while the bowl is pushed.
  private static final List<Consumer<ScriptedArm>> EPISODE =
      List.of(
          arm -> arm.moveTo(0, -0.06, 0.12, 0.3, 1),
          arm -> arm.moveTo(0, -0.06, 0.02, 0.3, 0.8),
          arm -> arm.grip(0, 0.3),
          arm -> arm.grip(0, 0.152),
          arm -> arm.grip(0, 0.4),
          arm -> arm.moveTo(0, -0.06, 0.16, 0.3, 0.8),
          arm -> arm.moveTo(0.1, 0.09, 0.16, 0.3, 0.8),
          arm -> arm.slip(0.06),
          arm -> arm.slip(0.1),
          arm -> arm.grip(0.085, 0.14),
          arm -> arm.grip(0.085, 0.4),
          arm -> arm.grip(0, 0.9),
          arm -> arm.moveTo(0.1, -0.04, 0.12, 0, 0.8),
          arm -> arm.moveTo(0.1, -0.04, 0.03, 0, 0.8),
          arm -> arm.moveTo(0.1, 0.03, 0.03, 0, 1));

  @BeforeAll
  static void load() throws Exception {
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
  }

  private static PlantSimulator open(long seed) {
    return PlantSimulator.open(world, world.nominalObjects(), seed);
  }

  @Test
  void everyMomentOfAnEpisodeCanBeReplayed() {
    List<PlantState> states = new ArrayList<>();
    List<ScriptedArm> arms = new ArrayList<>();
    boolean held = false;
    try (PlantSimulator cell = open(3)) {
      ScriptedArm arm = new ScriptedArm(cell);
      for (Consumer<ScriptedArm> phase : EPISODE) {
        states.add(cell.saveState());
        arms.add(arm.on(cell));
        phase.accept(arm);
        held |= cell.truth().heldId().isPresent();
      }
      states.add(cell.saveState());
      assertTrue(held, "the episode grasps the cube");
    }
    for (int from = 0; from < EPISODE.size(); from++) {
      try (PlantSimulator cell = open(3)) {
        cell.advance(0.1 * from); // what it did before does not count
        cell.restoreState(states.get(from));
        assertEquals(states.get(from), cell.saveState());
        ScriptedArm arm = arms.get(from).on(cell);
        for (int i = from; i < EPISODE.size(); i++) {
          EPISODE.get(i).accept(arm);
          assertEquals(states.get(i + 1), cell.saveState(), "phase " + i + " from " + from);
        }
      }
    }
  }

  @Test
  void savingChangesNothing() {
    for (int seed = 4; seed < 8; seed++) {
      PlantState[] ends = new PlantState[2];
      for (int saves = 0; saves < 2; saves++) {
        try (PlantSimulator cell = open(seed)) {
          ScriptedArm arm = new ScriptedArm(cell);
          for (Consumer<ScriptedArm> phase : EPISODE) {
            if (saves == 1) {
              cell.restoreState(cell.saveState());
            }
            phase.accept(arm);
          }
          ends[saves] = cell.saveState();
        }
      }
      assertEquals(ends[0], ends[1], "seed " + seed);
    }
  }

  @Test
  void anothersStateIsRefused() {
    try (PlantSimulator cell = open(1);
        PlantSimulator other = open(2)) {
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> cell.restoreState(other.saveState()))
              .getMessage()
              .contains("another"));
    }
  }

  @Test
  void damagedStatesAreRefusedAndLoseNothing() {
    SplittableRandom random = new SeedStreams(9).stream("damage");
    try (PlantSimulator cell = open(1)) {
      ScriptedArm arm = new ScriptedArm(cell);
      arm.pick(0, -0.06, 0.02, 0.3);
      PlantState before = cell.saveState();
      byte[] whole = before.toBytes();
      int refused = 0;
      for (int i = 0; i < 400; i++) {
        byte[] bytes =
            i % 2 == 0 ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length));
        for (int k = 0; i % 2 == 0 && k < 3; k++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try {
          cell.restoreState(PlantState.of(bytes));
          cell.restoreState(before);
        } catch (IllegalArgumentException e) {
          refused++;
        }
        assertEquals(before, cell.saveState());
      }
      assertTrue(refused >= 200, "every cut one is refused");
    }
  }
}

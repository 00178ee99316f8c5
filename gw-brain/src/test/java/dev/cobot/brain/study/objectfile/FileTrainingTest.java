package dev.cobot.brain.study.objectfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.objectfile.FileDomain;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small training: what it must have learned already. */
class FileTrainingTest {
  private static final ObjectFileStudy.Config SMALL =
      new ObjectFileStudy.Config(1, 120, 24, 8, 4e-3, 10, 2, 0.01);
  private static final SeedStreams SEEDS = new SeedStreams(5);
  private static final boolean[] OPEN = new boolean[FileRows.DOMAINS];

  @TempDir private static Path folder;
  private static Map<String, Double> trained;

  @BeforeAll
  static void train() throws IOException {
    trained =
        new FileTraining(SMALL, FileArm.FILE.shape(), SEEDS)
            .run(folder, InferenceDevice.CPU, TrainingListener.SILENT);
  }

  private static FileRunner open() {
    return new FileRunner(SMALL, FileArm.FILE.shape(), SEEDS, folder, InferenceDevice.CPU);
  }

  @Test
  void theLossFalls() {
    assertTrue(trained.get("loss/last") < 0.5 * trained.get("loss/first"), trained.toString());
  }

  @Test
  void anImplausibleLookIsShutOut() {
    SimulatedTable table =
        new SimulatedTable(
            new SimulatedTable.Plan(1, -1, 0, 0, 0, 0), new SeedStreams(6).stream("table"));
    Senses senses = new Senses(table, List.of(), new SeedStreams(6).stream("senses"));
    try (FileRunner runner = open()) {
      runner.begin(2);
      for (int t = 0; t < 15 || !senses.tells(FileDomain.CAMERA_A, 0); t++) {
        table.step();
        senses.sense();
        for (int row = 0; row < 2; row++) {
          runner.rows().put(row, senses, 0, OPEN, runner.isKnown(row), false);
        }
        runner.step();
      }
      for (int row = 0; row < 2; row++) {
        runner.rows().put(row, senses, 0, OPEN, true, false);
      }
      runner.rows().told[0][FileDomain.CAMERA_A.width()] += 0.2f; // x of the second row
      runner.step();
      float right = runner.alpha[0];
      float wrong = runner.alpha[FileRows.DOMAINS + 1];
      assertTrue(wrong < 0.2 * right, "weights %s and %s".formatted(right, wrong));
    }
  }

  @Test
  void aHeldObjectFollowsTheHandInTheDark() {
    SimulatedTable table =
        new SimulatedTable(
            new SimulatedTable.Plan(1, 0, 10, 100, 0, 0), new SeedStreams(8).stream("table"));
    Senses senses = new Senses(table, List.of(), new SeedStreams(8).stream("senses"));
    Follower.Files files;
    try (FileRunner runner = open()) {
      files = new Follower.Files(runner, Follower.Shutter.OPEN);
      files.begin(1);
      boolean isHeld = false;
      Vector3 place = null;
      Vector3 hand = null;
      int dark = 0;
      while (dark < 25) {
        table.step();
        senses.sense();
        boolean wasHeld = isHeld;
        isHeld = table.held() != null;
        runner.rows().put(0, senses, 0, OPEN, runner.isKnown(0), wasHeld && isHeld);
        if (isHeld && ++dark > 3) {
          for (int d = 0; d < FileRows.DOMAINS; d++) {
            runner.rows().shut(0, d);
          }
        }
        runner.step();
        if (dark == 4 && place == null) {
          place = files.place(0);
          hand = table.hand;
        }
      }
      Vector3 moved = files.place(0).minus(place);
      Vector3 way = table.hand.minus(hand);
      assertTrue(way.norm() > 0.1, "the hand went " + way.norm());
      assertEquals(0, moved.distanceTo(way), 0.5 * way.norm(), moved + " and " + way);
    }
  }
}

package dev.cobot.sim2real.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.RenderedScene;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** An episode has the same states and pixels, bit for bit, wherever and however it is played. */
class DeterminismTest {
  private static final int STEPS = 700;
  private static final int STEPS_A_LOOK = 70;

  /** Plays an episode and prints its hash; for a JVM of its own. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("hash " + play(Long.parseLong(arguments[0]), false));
  }

  /** Returns a hash of all states and pictures of an episode in the shared scene. */
  private static String play(long seed, boolean moved) throws Exception {
    Path worlds = Path.of(System.getProperty("cobot.home"), "worlds");
    World world = World.load(worlds.resolve("shared.world"));
    TaskSuite suite = TaskSuite.load(worlds.resolve("suites/rat7_shared.yaml"));
    TaskScene scene = new TaskScenes(suite, world).draw(suite.task("T2"), new SeedStreams(seed));
    SimulatorOptions options =
        SimulatorOptions.DEFAULTS
            .withJerk(400)
            .withLink(new SimulatorOptions.Link(0.02, 0.02, 0.001, 0.1));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Renderer renderer = new Renderer();
    CameraModel camera =
        new CameraModel(
            world.camera().intrinsics().resized(64, 48), world.camera().tableFromCamera());
    PlantSimulator cell = PlantSimulator.open(world, scene.objects(), seed, options);
    try {
      for (int i = 0; i < STEPS; i++) {
        if (i % 100 == 0) { // sweeps the arm through what stands on the table
          double[] goal = cell.homePositionsRad();
          goal[0] += 0.8 * Math.sin(i);
          goal[1] += 0.004 * i / 7;
          cell.followTrajectory(JointTrajectory.to(cell.armTruth().jointNames(), 0.3, goal));
          cell.commandGripper(i % 200 == 0 ? 0 : 0.08);
        }
        if (moved && i == STEPS / 2) { // goes on elsewhere
          PlantState state = cell.saveState();
          cell.close();
          cell = PlantSimulator.open(world, scene.objects(), seed, options);
          cell.restoreState(state);
        }
        cell.step();
        if (i % STEPS_A_LOOK == 0) {
          digest.update(cell.saveState().toBytes());
          RenderedScene picture =
              renderer.renderAll(cell.visuals(), camera, RenderOptions.neutral(), i);
          digest.update(picture.frame().rgb());
          ByteBuffer depths = ByteBuffer.allocate(4 * picture.depthMeters().length);
          depths.asFloatBuffer().put(picture.depthMeters());
          digest.update(depths.array());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } finally {
      cell.close();
    }
  }

  @Test
  void statesAndPixelsAreTheSameOnTwoThreadsAfterARestoreAndInAnotherJvm() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-Dcobot.home=" + System.getProperty("cobot.home"),
                "-cp",
                System.getProperty("java.class.path"),
                DeterminismTest.class.getName(),
                "5")
            .redirectErrorStream(true)
            .start();
    String alone = play(5, false);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<String> one = threads.submit(() -> play(5, false));
      Future<String> two = threads.submit(() -> play(5, true));
      Future<String> another = threads.submit(() -> play(6, false));
      assertEquals(alone, one.get());
      assertEquals(alone, two.get(), "after a restore in the middle");
      assertNotEquals(alone, another.get());
    } finally {
      threads.shutdownNow();
    }
    String printed = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> hashes = printed.lines().filter(l -> l.startsWith("hash ")).toList();
    assertEquals(List.of("hash " + alone), hashes, printed);
  }
}

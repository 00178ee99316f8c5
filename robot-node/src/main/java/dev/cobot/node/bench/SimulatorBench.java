package dev.cobot.node.bench;

import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.demonstration.ExpertPerformer;
import dev.cobot.node.batch.WorkerPool;
import dev.cobot.node.config.Suites;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Measures the simulator in seconds of one core's time, after the code is warm; each number is the
 * median of some repetitions.
 */
public final class SimulatorBench {
  private static final int PRIMITIVES = 26;
  private static final int REPETITIONS = 5;
  private static final int STEPS = 6_000;
  private static final int FRAMES_128 = 240;
  private static final int FRAMES_320 = 60;
  private static final double DEMO_SECONDS = 15;
  private static final double PICTURE_SECONDS = 0.1;
  private static final int EPISODES_A_THREAD = 2;
  private static final String DEMONSTRATED = "T1";
  private static final long SEED = 5001;

  private final TaskSuite suite;
  private final World world;

  /**
   * @param suite of tasks in a shared scene
   * @param world the suite's
   */
  public SimulatorBench(TaskSuite suite, World world) {
    this.suite = suite;
    this.world = world;
  }

  /** Measures all of it. */
  public List<Measurement> run() {
    return List.of(
        Measurement.of("sim.physics.stepsPerCoreSecond", stepsPerCoreSecond(), "1/s"),
        Measurement.of("sim.camera128.framesPerCoreSecond", framesOf128PerCoreSecond(), "1/s"),
        Measurement.of("sim.camera320.framesPerCoreSecond", framesOf320PerCoreSecond(), "1/s"),
        Measurement.of(
            "sim.sharedScene320.framesPerCoreSecond", framesOfSharedScenePerCoreSecond(), "1/s"),
        Measurement.of("sim.demo15s.coreSeconds", coreSecondsOfDemonstration(), "s"),
        Measurement.of("sim.scaling.twoThreads", scalingOnTwoThreads(), "x"));
  }

  /** Returns physics steps a core second while an expert works in the shared scene. */
  private double stepsPerCoreSecond() {
    TaskScene scene = scene(SEED);
    ExpertPerformer performer = new ExpertPerformer(world, false);
    return median(
        REPETITIONS,
        () -> {
          long[] steps = {0};
          long from = cpuNanos();
          while (steps[0] < STEPS) {
            ExpertPerformer.Performance done =
                performer.perform(scene, new SeedStreams(SEED), EpisodeWatch.NONE);
            steps[0] += Math.round(done.seconds() / world.stepSeconds());
          }
          return steps[0] / seconds(from);
        });
  }

  /** Returns pictures of 128 x 128 a core second, with depth, segmentation and shadows. */
  private double framesOf128PerCoreSecond() {
    return framesPerCoreSecond(primitives(), 128, 128, FRAMES_128);
  }

  /** Returns pictures of 320 x 240 a core second, with depth, segmentation and shadows. */
  private double framesOf320PerCoreSecond() {
    return framesPerCoreSecond(primitives(), 320, 240, FRAMES_320);
  }

  /** As {@link #framesOf320PerCoreSecond()}, of the shared scene with the arm. */
  private double framesOfSharedScenePerCoreSecond() {
    try (PlantSimulator cell = PlantSimulator.open(world, scene(SEED).objects(), SEED)) {
      return framesPerCoreSecond(cell.visuals(), 320, 240, FRAMES_320);
    }
  }

  private double framesPerCoreSecond(List<Visual> visuals, int width, int height, int frames) {
    CameraModel camera =
        new CameraModel(
            world.camera().intrinsics().resized(width, height), world.camera().tableFromCamera());
    RenderOptions oneSample = world.look().withAntialias(false);
    Renderer renderer = new Renderer();
    return median(
        REPETITIONS,
        () -> {
          long from = cpuNanos();
          for (int i = 0; i < frames; i++) {
            renderer.renderAll(visuals, camera, oneSample, i);
          }
          return frames / seconds(from);
        });
  }

  /** Returns the table in its room with a cup, a bottle and cubes: exactly 26 primitives. */
  private List<Visual> primitives() {
    List<Visual> visuals = new ArrayList<>(world.fixtureVisuals());
    visuals.addAll(world.visuals(standing(ObjectKind.CUP, 0.1, -0.1, ColorName.BLUE)));
    visuals.addAll(world.visuals(standing(ObjectKind.BOTTLE, 0, 0.12, ColorName.GREEN)));
    for (double y = -0.2; visuals.size() < PRIMITIVES; y += 0.1) {
      visuals.addAll(world.visuals(standing(ObjectKind.CUBE, -0.05, y, ColorName.RED)));
    }
    if (visuals.size() != PRIMITIVES) {
      throw new IllegalStateException(
          "the scene has " + visuals.size() + " primitives, more than " + PRIMITIVES);
    }
    return visuals;
  }

  private SceneObject standing(ObjectKind kind, double x, double y, ColorName color) {
    return world.standing(kind.word() + y, kind, x, y, 0.3, color.prototype());
  }

  /** Returns core seconds for 15 s of a demonstration with ten 320 x 240 pictures a second. */
  private double coreSecondsOfDemonstration() {
    return median(
        3,
        () -> {
          long from = cpuNanos();
          double seconds = demonstrate(SEED);
          return seconds(from) * DEMO_SECONDS / seconds;
        });
  }

  /** Plays an episode with pictures; returns its simulated time. */
  private double demonstrate(long seed) {
    Renderer renderer = new Renderer();
    double[] next = {0};
    return new ExpertPerformer(world, false)
        .perform(
            scene(seed),
            new SeedStreams(seed),
            (cell, tick) -> {
              if (cell.timeSeconds() >= next[0]) {
                next[0] = cell.timeSeconds() + PICTURE_SECONDS - world.stepSeconds() / 2;
                renderer.render(cell.visuals(), world.camera(), world.look(), cell.timeNanos());
              }
            })
        .seconds();
  }

  /** Returns how many times as fast two threads make demonstrations as one does, wall time. */
  private double scalingOnTwoThreads() {
    return median(
        3,
        () -> {
          double one = wallSecondsAnEpisode(1);
          double two = wallSecondsAnEpisode(2);
          return one / two;
        });
  }

  private double wallSecondsAnEpisode(int threads) {
    int episodes = EPISODES_A_THREAD * threads;
    long from = System.nanoTime();
    try {
      new WorkerPool("bench", threads)
          .run(episodes, () -> piece -> demonstrate(SEED + piece % EPISODES_A_THREAD));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (System.nanoTime() - from) * 1e-9 / episodes;
  }

  private TaskScene scene(long seed) {
    return Suites.scenes(suite, world).draw(suite.task(DEMONSTRATED), new SeedStreams(seed));
  }

  /** Measures once for warming up and then some times. */
  private static double median(int repetitions, DoubleSupplier measure) {
    double[] values = new double[1 + repetitions];
    for (int i = 0; i < values.length; i++) {
      values[i] = measure.getAsDouble();
    }
    Arrays.sort(values, 1, values.length);
    return values[1 + repetitions / 2];
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double seconds(long fromCpuNanos) {
    return (cpuNanos() - fromCpuNanos) * 1e-9;
  }
}

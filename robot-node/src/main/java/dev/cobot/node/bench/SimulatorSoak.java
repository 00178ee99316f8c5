package dev.cobot.node.bench;

import dev.cobot.action.demonstration.ExpertPerformer;
import dev.cobot.node.config.Suites;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Plays episodes with pictures for a long time and watches the memory. */
public final class SimulatorSoak {
  private static final int TICKS_A_PICTURE = 5;
  private static final double MIB = 1024.0 * 1024;

  private final TaskSuite suite;
  private final World world;

  /**
   * What was in use at one moment, after a collection.
   *
   * @param heapMiB live objects of the Java heap
   * @param residentMiB physical memory of the process
   */
  public record Sample(double minutes, int episodes, double heapMiB, double residentMiB) {}

  /** Plays the tasks of a suite in turn. */
  public SimulatorSoak(TaskSuite suite, World world) {
    this.suite = suite;
    this.world = world;
  }

  /**
   * Plays for so long.
   *
   * @param samples how many, evenly over the time
   * @param watch hears of each sample
   */
  public List<Sample> run(double minutes, int samples, Consumer<Sample> watch) throws IOException {
    TaskScenes scenes = Suites.scenes(suite, world);
    ExpertPerformer performer = new ExpertPerformer(world, false);
    Renderer renderer = new Renderer();
    List<Sample> taken = new ArrayList<>();
    long start = System.nanoTime();
    for (int episode = 0; taken.size() < samples; episode++) {
      SeedStreams seeds = new SeedStreams(suite.seeds().training().at(1, episode));
      TaskSuite.Task task = suite.tasks().get(episode % suite.tasks().size());
      performer.perform(
          scenes.draw(task, seeds),
          seeds,
          (cell, tick) -> {
            if (tick % TICKS_A_PICTURE == 0) {
              renderer.renderAll(cell.visuals(), world.camera(), world.look(), cell.timeNanos());
            }
          });
      double passed = (System.nanoTime() - start) / 60e9;
      if (passed >= minutes * (taken.size() + 1) / samples) {
        Sample sample = sample(passed, episode + 1);
        taken.add(sample);
        watch.accept(sample);
      }
    }
    return taken;
  }

  private static Sample sample(double minutes, int episodes) throws IOException {
    System.gc();
    double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    return new Sample(minutes, episodes, heap, residentMiB());
  }

  /** Physical memory of this process. */
  public static double residentMiB() throws IOException {
    return residentMiB("self");
  }

  /** Physical memory of a process, named as {@code /proc} does. */
  static double residentMiB(String process) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", process, "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    return Double.NaN;
  }

  /**
   * Returns by how much one hour would let a quantity grow: the slope of the least-squares line
   * through the second half of the samples, when the code is compiled and the caches are full.
   */
  public static double growthPerHour(List<Sample> samples, ToDoubleFunction<Sample> of) {
    List<Sample> half = samples.subList(samples.size() / 2, samples.size());
    double meanX = half.stream().mapToDouble(Sample::minutes).average().orElse(0);
    double meanY = half.stream().mapToDouble(of).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (Sample sample : half) {
      products += (sample.minutes() - meanX) * (of.applyAsDouble(sample) - meanY);
      squares += (sample.minutes() - meanX) * (sample.minutes() - meanX);
    }
    return squares == 0 ? 0 : 60 * products / squares;
  }
}

package dev.cobot.node.cli;

import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.learn.DataSets;
import dev.cobot.node.learn.ShapesSet;
import dev.cobot.node.learn.Suites;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cobot data}: generates a data set. */
@Command(
    name = "data",
    description = "Generates a data set; a run that was stopped goes on where it was.",
    mixinStandardHelpOptions = true)
final class DataCommand implements Callable<Integer> {
  /** What can be generated. */
  enum Kind {
    tabletop,
    factory,
    demos,
    shapes
  }

  @Parameters(index = "0", description = "${COMPLETION-CANDIDATES}")
  private Kind kind;

  @Option(
      names = "--n",
      description =
          "pictures (tabletop, factory), episodes (demos) or training scenes (shapes) to make")
  private Integer n;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "root seed (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--size",
      defaultValue = "128",
      description = "pixels a side of a factory picture (default ${DEFAULT-VALUE})")
  private int size;

  @Option(names = "--out", required = true, description = "folder to write")
  private Path out;

  @Option(
      names = "--threads",
      description = "threads; the bytes do not depend on it (default: one for each core)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Mixin private ShapesOptions shapes;

  @Mixin private VerboseOption verbose;

  @Override
  public Integer call() throws Exception {
    if (!(threads > 0 && threads <= 256)) {
      throw new IllegalArgumentException("--threads must be in [1, 256], got " + threads);
    }
    if (!(size >= 16 && size <= 2048)) {
      throw new IllegalArgumentException("--size must be in [16, 2048], got " + size);
    }
    verbose.apply();
    if (kind == Kind.shapes) {
      ShapesSet.Plan plan = shapes.plan(n, seed);
      ShapesSet set = new ShapesSet(plan);
      RunFolder.create(out.toString(), "data")
          .claim(RunFolder.document("data shapes", seed, plan.config()));
      set.write(out, threads);
      return 0;
    }
    if (!(n != null && n > 0 && n <= 10_000_000)) {
      throw new IllegalArgumentException("--n must be in [1, 10000000], got " + n);
    }
    TaskSuite suite = Suites.load("rat7");
    World world =
        kind == Kind.factory
            ? World.load(ProjectHome.resolve("worlds/hall.world"))
            : Suites.world(suite);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("n", n);
    config.put("world", world.file().getFileName().toString());
    if (kind == Kind.factory) {
      config.put("size", size);
    }
    RunFolder.create(out.toString(), "data")
        .claim(RunFolder.document("data " + kind, seed, config));
    DataSets sets = new DataSets(world, threads);
    switch (kind) {
      case tabletop -> sets.tabletop(n, seed, out);
      case factory -> sets.factory(n, size, seed, out);
      case demos -> sets.demonstrations(suite, n, seed, out);
      case shapes -> throw new IllegalStateException("shapes need no world");
    }
    return 0;
  }
}

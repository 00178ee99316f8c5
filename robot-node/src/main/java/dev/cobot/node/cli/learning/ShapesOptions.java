package dev.cobot.node.cli.learning;

import dev.cobot.node.dataset.ShapesSet;
import dev.cobot.sim2real.shapes.DomainProportions;
import dev.cobot.sim2real.shapes.ShapeSplit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of {@code cobot data shapes}. */
final class ShapesOptions {
  private static final int EVALUATION_SCENES = 1_000;

  @Option(
      names = "--train",
      paramLabel = "N",
      description = "shapes: training scenes (default: --n)")
  private Integer train;

  @Option(
      names = "--val",
      paramLabel = "N",
      description = "shapes: validation scenes (default: 1000)")
  private Integer val;

  @Option(names = "--test", paramLabel = "N", description = "shapes: test scenes (default: 1000)")
  private Integer test;

  @Option(
      names = "--split",
      paramLabel = "GROUPS",
      description =
          "shapes: which part of the scenes each group of domains has, for example"
              + " attr:1.0,v:1.0,attr+v:0.01; may be given again for another file")
  private List<String> splits = new ArrayList<>();

  @Option(
      names = "--max-size",
      paramLabel = "N",
      description = "shapes: --split chooses from the first N training scenes (default: all)")
  private Integer maxSize;

  private static int count(String option, Integer given, int otherwise) {
    int n = given == null ? otherwise : given;
    if (!(n > 0 && n <= 10_000_000)) {
      throw new IllegalArgumentException(option + " must be in [1, 10000000], got " + n);
    }
    return n;
  }

  /**
   * Returns what to make.
   *
   * @param n the value of {@code --n}, or null
   */
  ShapesSet.Plan plan(Integer n, long seed) {
    if (train == null && n == null) {
      throw new IllegalArgumentException("data shapes needs --train or --n, the training scenes");
    }
    Map<ShapeSplit, Integer> sizes = new EnumMap<>(ShapeSplit.class);
    sizes.put(ShapeSplit.TRAIN, count("--train", train, n == null ? 0 : n));
    sizes.put(ShapeSplit.VAL, count("--val", val, EVALUATION_SCENES));
    sizes.put(ShapeSplit.TEST, count("--test", test, EVALUATION_SCENES));
    int all = sizes.get(ShapeSplit.TRAIN);
    int most = count("--max-size", maxSize, all);
    if (most > all) {
      throw new IllegalArgumentException(
          "--max-size must be at most the " + all + " training scenes, got " + most);
    }
    return new ShapesSet.Plan(
        sizes, splits.stream().map(DomainProportions::parse).toList(), most, seed);
  }
}

package dev.cobot.node.dataset;

import dev.cobot.node.batch.Crew;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.picture.ShapesSheet;
import dev.cobot.sim2real.shapes.DomainProportions;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapesWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Generates a Simple Shapes data set by a crew; the bytes do not depend on which. */
public final class ShapesSet {
  private static final int IMAGES_PER_SHARD = 500;

  /**
   * What to make.
   *
   * @param sizes scenes of each split
   * @param proportions which scenes each group of domains has; a file for each and each split
   * @param maxTrainSize they choose from this many training scenes
   */
  public record Plan(
      Map<ShapeSplit, Integer> sizes,
      List<DomainProportions> proportions,
      int maxTrainSize,
      long seed) {
    /** Returns the plan as it stands in {@code run.json}. */
    public Map<String, Object> config() {
      Map<String, Object> config = new LinkedHashMap<>();
      sizes.forEach((split, n) -> config.put(split.fileName(), n));
      config.put("split", proportions.stream().map(DomainProportions::toString).toList());
      config.put("max_size", maxTrainSize);
      return config;
    }
  }

  /** Pictures of a split, or all of its arrays. */
  private record Shard(ShapeSplit split, int from, int count, boolean arrays) {}

  private final Plan plan;
  private final ShapesWriter names;

  public ShapesSet(Plan plan) {
    this.plan = plan;
    this.names = new ShapesWriter(plan.seed());
    // Groups that cannot be drawn are an error of the command line: before anything is written.
    plan.proportions().forEach(p -> p.draw(ShapeSplit.TRAIN, plan.seed(), plan.maxTrainSize()));
  }

  /** Writes what is not there yet. */
  public void write(Path set, Crew crew) throws IOException, InterruptedException {
    List<Shard> list = new ArrayList<>();
    plan.sizes()
        .forEach(
            (split, n) -> {
              for (int from = 0; from < n; from += IMAGES_PER_SHARD) {
                list.add(new Shard(split, from, Math.min(IMAGES_PER_SHARD, n - from), false));
              }
              list.add(new Shard(split, 0, n, true));
            });
    for (ShapeSplit split : plan.sizes().keySet()) {
      Files.createDirectories(set.resolve(split.fileName()));
    }
    Shards shards = new Shards(set, list.size(), i -> entries(list.get(i)));
    int total = list.stream().filter(s -> !s.arrays()).mapToInt(Shard::count).sum();
    int missing =
        IntStream.of(shards.missing())
            .mapToObj(list::get)
            .filter(s -> !s.arrays())
            .mapToInt(Shard::count)
            .sum();
    try (Progress progress = new Progress("pictures", total, total - missing)) {
      shards.make(
          () -> {
            ShapesWriter writer = new ShapesWriter(plan.seed());
            return (index, aside) -> {
              Shard shard = list.get(index);
              if (shard.arrays()) {
                writer.writeArrays(shard.split(), shard.count(), aside);
              } else {
                writer.writeImages(
                    shard.split(), shard.from(), shard.count(), aside, () -> progress.step(""));
              }
            };
          },
          crew,
          index -> {
            if (!list.get(index).arrays()) {
              progress.step(list.get(index).count(), "");
            }
          });
    }
    for (DomainProportions proportions : plan.proportions()) {
      for (ShapeSplit split : plan.sizes().keySet()) {
        if (!Files.exists(set.resolve(names.pairsFile(split, proportions, free(split))))) {
          names.writePairs(split, proportions, free(split), set);
        }
      }
    }
    ShapesSheet.write(set);
  }

  private int free(ShapeSplit split) {
    return split == ShapeSplit.TRAIN ? plan.maxTrainSize() : plan.sizes().get(split);
  }

  private static List<String> entries(Shard shard) {
    return shard.arrays()
        ? ShapesWriter.arrayFiles(shard.split())
        : IntStream.range(shard.from(), shard.from() + shard.count())
            .mapToObj(i -> ShapesWriter.imageFile(shard.split(), i))
            .toList();
  }
}

package dev.cobot.node.learn;

import dev.cobot.action.demonstration.DemonstrationRecorder;
import dev.cobot.action.demonstration.DemonstrationSet;
import dev.cobot.node.picture.ContactSheet;
import dev.cobot.sim2real.generate.HallPictures;
import dev.cobot.sim2real.generate.TabletopPictures;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Generates data sets shard by shard on a few threads. A shard is a range of indices and depends on
 * them and the seed only, so a set has the same bytes whatever the number of threads and however
 * often it was stopped; shards that are whole on disk are kept.
 */
public final class DataSets {
  /** Tasks that are demonstrated in turn. */
  private static final List<String> DEMONSTRATED = List.of("T2", "T2-two-cubes");

  private final World world;
  private final int threads;
  private final int picturesPerFolder;
  private final int episodesPerShard;

  public DataSets(World world, int threads) {
    this(world, threads, 200, 20);
  }

  DataSets(World world, int threads, int picturesPerFolder, int episodesPerShard) {
    this.world = world;
    this.threads = threads;
    this.picturesPerFolder = picturesPerFolder;
    this.episodesPerShard = episodesPerShard;
  }

  /** Writes {@code n} pictures as scene folders of 200. */
  public void tabletop(int n, long seed, Path out) throws IOException, InterruptedException {
    Shards shards =
        new Shards(out, shards(n, picturesPerFolder), i -> List.of(String.format("%04d", i)));
    try (Progress progress =
        new Progress("pictures", n, n - remaining(shards, n, picturesPerFolder))) {
      shards.make(
          () -> {
            TabletopPictures pictures = new TabletopPictures(world, seed);
            return (folder, aside) ->
                pictures.writeFolder(
                    aside.resolve(String.format("%04d", folder)),
                    folder,
                    size(folder, n, picturesPerFolder),
                    () -> progress.step(""));
          },
          threads);
    }
    ContactSheet.write(out);
  }

  /** Writes {@code n} pictures of the hall's table as scene folders of 200. */
  public void factory(int n, int sizePixels, long seed, Path out)
      throws IOException, InterruptedException {
    Shards shards =
        new Shards(out, shards(n, picturesPerFolder), i -> List.of(String.format("%04d", i)));
    try (Progress progress =
        new Progress("pictures", n, n - remaining(shards, n, picturesPerFolder))) {
      shards.make(
          () -> {
            HallPictures pictures = new HallPictures(world, sizePixels, seed);
            return (folder, aside) ->
                pictures.writeFolder(
                    aside.resolve(String.format("%04d", folder)),
                    folder * picturesPerFolder,
                    size(folder, n, picturesPerFolder),
                    () -> progress.step(""));
          },
          threads);
    }
    ContactSheet.write(out);
  }

  /** Records {@code n} episodes as shards of 20; only those that succeed have samples. */
  public void demonstrations(TaskSuite suite, int n, long seed, Path out)
      throws IOException, InterruptedException {
    Shards shards =
        new Shards(
            out,
            shards(n, episodesPerShard),
            i -> List.of(String.format("%04d.safetensors", i), String.format("%04d.json", i)));
    try (Progress progress =
        new Progress("episodes", n, n - remaining(shards, n, episodesPerShard))) {
      shards.make(
          () -> {
            TaskScenes scenes = Suites.scenes(suite, world);
            DemonstrationRecorder recorder = new DemonstrationRecorder(world);
            return (shard, aside) -> {
              List<DemonstrationRecorder.Episode> episodes = new ArrayList<>();
              int from = shard * episodesPerShard;
              for (int i = from; i < from + size(shard, n, episodesPerShard); i++) {
                SeedStreams seeds = new SeedStreams(suite.seeds().training().at(seed, i));
                TaskScene scene =
                    scenes.draw(suite.task(DEMONSTRATED.get(i % DEMONSTRATED.size())), seeds);
                episodes.add(recorder.record(scene, seeds));
                progress.step("");
              }
              DemonstrationSet.writeShard(aside, shard, episodes);
            };
          },
          threads);
    }
  }

  private static int shards(int n, int perShard) {
    return (n + perShard - 1) / perShard;
  }

  private static int size(int shard, int n, int perShard) {
    return Math.min(perShard, n - shard * perShard);
  }

  private static int remaining(Shards shards, int n, int perShard) {
    return Arrays.stream(shards.missing()).map(shard -> size(shard, n, perShard)).sum();
  }
}

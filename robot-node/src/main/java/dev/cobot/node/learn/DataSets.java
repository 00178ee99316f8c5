package dev.cobot.node.learn;

import dev.cobot.action.demonstration.DemonstrationRecorder;
import dev.cobot.action.demonstration.DemonstrationSet;
import dev.cobot.sim2real.generate.TabletopPictures;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Generates data sets part by part; a part that is already whole on disk is kept, so that a stopped
 * run goes on where it was.
 */
public final class DataSets {
  static final int PICTURES_PER_FOLDER = 200;
  static final int EPISODES_PER_SHARD = 20;

  /** Tasks that are demonstrated in turn. */
  private static final List<String> DEMONSTRATED = List.of("T2", "T2-two-cubes");

  private DataSets() {}

  /** Writes {@code n} pictures as scene folders of {@value #PICTURES_PER_FOLDER}. */
  public static void tabletop(World world, int n, long seed, Path out) throws IOException {
    TabletopPictures pictures = new TabletopPictures(world, seed);
    int folders = (n + PICTURES_PER_FOLDER - 1) / PICTURES_PER_FOLDER;
    try (Progress progress = new Progress("pictures", n)) {
      for (int folder = 0; folder < folders; folder++) {
        Path directory = out.resolve(String.format("%04d", folder));
        int count = Math.min(PICTURES_PER_FOLDER, n - folder * PICTURES_PER_FOLDER);
        if (!Files.isRegularFile(directory.resolve("labels.json"))) {
          discard(directory);
          pictures.writeFolder(directory, folder, count);
        }
        progress.to(folder * (long) PICTURES_PER_FOLDER + count, directory.toString());
      }
    }
  }

  /** Removes what a stopped run left of a folder. */
  private static void discard(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (java.util.stream.Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Records {@code n} episodes as shards of {@value #EPISODES_PER_SHARD}; returns how many samples
   * new shards hold.
   */
  public static int demonstrations(World world, TaskSuite suite, int n, long seed, Path out)
      throws IOException {
    TaskScenes scenes = Suites.scenes(suite, world);
    DemonstrationRecorder recorder = new DemonstrationRecorder(world);
    int kept = 0;
    try (Progress progress = new Progress("episodes", n)) {
      for (int from = 0; from < n; from += EPISODES_PER_SHARD) {
        int shard = from / EPISODES_PER_SHARD;
        int to = Math.min(n, from + EPISODES_PER_SHARD);
        if (!DemonstrationSet.hasShard(out, shard)) {
          List<DemonstrationRecorder.Episode> episodes = new ArrayList<>();
          for (int i = from; i < to; i++) {
            SeedStreams seeds = new SeedStreams(seed).child(i);
            TaskScene scene =
                scenes.draw(suite.task(DEMONSTRATED.get(i % DEMONSTRATED.size())), seeds);
            episodes.add(recorder.record(scene, seeds));
          }
          kept += DemonstrationSet.writeShard(out, shard, episodes);
        }
        progress.to(to, "");
      }
    }
    return kept;
  }
}

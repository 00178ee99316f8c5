package dev.cobot.node.lerobot;

import dev.cobot.node.parquet.LeafValues;
import dev.cobot.node.parquet.ParquetInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The frames of a set's episodes, each in one row group, as our own sets have them. */
final class EpisodeFrames implements AutoCloseable {
  private static final int MAX_FILES = 100_000;

  private final Path set;
  private final Map<Long, Place> places = new HashMap<>();
  private Path openFile;
  private ParquetInput input;
  private Place place;

  private record Place(Path file, int group, int from, int to) {}

  EpisodeFrames(Path set, DatasetInfo info) throws IOException {
    this.set = set;
    for (Path file : files(set.resolve("data"))) {
      try (ParquetInput in = ParquetInput.open(file)) {
        for (int group = 0; group < in.rowGroups(); group++) {
          add(file, group, in.read(group, "episode_index"));
        }
      }
    }
    if (places.size() != info.episodes()) {
      throw new IOException(
          set
              + ": meta/info.json tells of "
              + info.episodes()
              + " episodes, data has "
              + places.size());
    }
  }

  /** Returns the Parquet files of a folder of chunks, in the order in which they are read. */
  static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is missing");
    }
    try (Stream<Path> all = Files.walk(folder, 2)) {
      return all.filter(f -> f.getFileName().toString().endsWith(".parquet"))
          .filter(f -> folder.relativize(f).getNameCount() == 2)
          .sorted()
          .limit(MAX_FILES)
          .toList();
    }
  }

  private void add(Path file, int group, LeafValues episodes) throws IOException {
    for (int row = 0, from = 0; row < episodes.rows(); row++) {
      long episode = episodes.longs(row)[0];
      boolean isEnd = row + 1 == episodes.rows() || episodes.longs(row + 1)[0] != episode;
      if (isEnd) {
        if (places.put(episode, new Place(file, group, from, row + 1)) != null) {
          throw new IOException(
              file + ": episode " + episode + " stands in several row groups; one was written");
        }
        from = row + 1;
      }
    }
  }

  /** Goes to an episode. */
  void open(long episode) throws IOException {
    place = places.get(episode);
    if (place == null) {
      throw new IOException(set + " has no episode " + episode);
    }
    if (!place.file().equals(openFile)) {
      close();
      input = ParquetInput.open(place.file());
      openFile = place.file();
    }
  }

  /** Returns the row of the episode's first frame in what {@link #read} gives. */
  int from() {
    return place.from();
  }

  /** Returns the row after the episode's last frame. */
  int to() {
    return place.to();
  }

  /** Reads a feature of the row group that the episode is in. */
  LeafValues read(String feature) throws IOException {
    return input.read(place.group(), feature);
  }

  @Override
  public void close() throws IOException {
    if (input != null) {
      input.close();
    }
  }
}

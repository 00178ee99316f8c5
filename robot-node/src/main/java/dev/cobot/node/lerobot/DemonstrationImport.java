package dev.cobot.node.lerobot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.action.demonstration.EpisodeShard;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.parquet.LeafValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Demonstrations out of a data set that {@link DemonstrationExport} wrote: the same files, byte for
 * byte. They are made in {@code OUT.part} and moved into place when all are there.
 */
public final class DemonstrationImport {
  private static final Pattern SHARD = Pattern.compile("([A-Za-z0-9_-]{1,100}/)?\\d{4,9}");
  private static final Pattern FOLDER = Pattern.compile("([A-Za-z0-9_-]{1,100})?");

  private DemonstrationImport() {}

  /** What was read. */
  public record Read(int shards, int episodes) {}

  /**
   * Reads a set.
   *
   * @param out where the demonstrations will stand; must not exist
   * @throws IOException when the place is taken, or the set is damaged or not one of ours, with the
   *     features that are missing
   */
  public static Read read(Path set, Path out) throws IOException {
    DatasetWriter.requireFree(out);
    DatasetInfo info = DatasetInfo.read(set);
    FeatureUse.requireOwn(set, info);
    JsonNode about = DatasetInfo.json(set.resolve("meta").resolve(DemonstrationFormat.ABOUT));
    if (about.path("format").asInt() != DemonstrationFormat.VERSION
        || !about.path("holds").asText().equals(DemonstrationFormat.HOLDS)) {
      throw new IOException(
          set + "/meta/cobot.json tells of " + about.path("holds") + ", no demonstrations");
    }
    Path target = out.toAbsolutePath().normalize();
    Path part = target.resolveSibling(target.getFileName() + ".part");
    DatasetWriter.requireFree(part);
    Files.createDirectories(part);
    try {
      Read read = readInto(part, set, info, about);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      return read;
    } finally {
      delete(part);
    }
  }

  private static void delete(Path part) throws IOException {
    if (Files.exists(part)) {
      try (Stream<Path> files = Files.walk(part)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static Read readInto(Path part, Path set, DatasetInfo info, JsonNode about)
      throws IOException {
    int shards = 0;
    int episodes = 0;
    try (EpisodeFrames frames = new EpisodeFrames(set, info);
        Progress progress = new Progress("shards", about.path("shards").size())) {
      for (JsonNode shard : about.path("shards")) {
        String file = shard.path("file").asText();
        if (!SHARD.matcher(file).matches()) {
          throw new IOException(set + "/meta/cobot.json names the shard '" + file + "'");
        }
        Path json = part.resolve(file + ".json");
        Files.createDirectories(json.getParent());
        EpisodeShard.Writer writer = new EpisodeShard.Writer();
        for (JsonNode index : shard.path("episode_index")) {
          if (!index.isNull()) {
            copy(frames, index.asInt(-1), writer);
            episodes++;
          }
        }
        writer.write(json, shard.path("json").asText());
        shards++;
        progress.step("");
      }
      for (Map.Entry<String, JsonNode> run : about.path("runs").properties()) {
        if (!FOLDER.matcher(run.getKey()).matches()) {
          throw new IOException(set + "/meta/cobot.json names the folder '" + run.getKey() + "'");
        }
        Files.writeString(part.resolve(run.getKey()).resolve("run.json"), run.getValue().asText());
      }
    }
    return new Read(shards, episodes);
  }

  private static void copy(EpisodeFrames frames, int episode, EpisodeShard.Writer writer)
      throws IOException {
    frames.open(episode);
    LeafValues tick = frames.read(DemonstrationFormat.TICK);
    LeafValues label = frames.read(DemonstrationFormat.LABEL);
    LeafValues counts = frames.read(DemonstrationFormat.COUNTS);
    LeafValues seen = frames.read(DemonstrationFormat.SEEN);
    LeafValues believed = frames.read(DemonstrationFormat.BELIEVED);
    for (int row = frames.from(); row < frames.to(); row++) {
      double[] count = counts.numbers(row);
      try {
        writer.add(
            floats(tick.numbers(row), -1),
            floats(label.numbers(row), -1),
            floats(seen.numbers(row), count[0] * EpisodeShard.SEEN_NUMBERS),
            floats(believed.numbers(row), count[1] * EpisodeShard.BELIEVED_NUMBERS));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new IOException("episode " + episode + ", row " + row + ": " + e.getMessage(), e);
      }
    }
  }

  /** Returns the first numbers as they were written, or all where the length is negative. */
  private static float[] floats(double[] numbers, double length) {
    if (length > numbers.length) {
      throw new IllegalArgumentException(
          "it is told to have " + length + " numbers, it has " + numbers.length);
    }
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return length < 0 ? floats : Arrays.copyOf(floats, (int) length);
  }
}

package dev.cobot.node.lerobot;

import dev.cobot.node.parquet.LeafValues;
import dev.cobot.node.parquet.ParquetInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The check of the data files, frame by frame, against what the metadata say. */
final class DataCheck {
  private static final double TOLERANCE_SECONDS = 1e-4;
  private static final byte[] PNG = "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);

  private final Path set;
  private final DatasetInfo info;
  private final List<String> tasks;
  private final List<DatasetCheck.Told> episodes;
  private final Map<String, double[][]> ends;
  private final Findings findings;
  private long frame;
  private long bytes;

  DataCheck(
      Path set,
      DatasetInfo info,
      List<String> tasks,
      List<DatasetCheck.Told> episodes,
      Map<String, double[][]> ends,
      Findings findings) {
    this.set = set;
    this.info = info;
    this.tasks = tasks;
    this.episodes = episodes;
    this.ends = ends;
    this.findings = findings;
  }

  /**
   * Checks all files.
   *
   * @return their bytes
   */
  long check() throws IOException {
    Set<String> wanted = new TreeSet<>();
    for (Feature feature : info.features().values()) {
      if (!feature.dtype().equals("video")) {
        wanted.add(feature.name());
      }
    }
    for (Path file : EpisodeFrames.files(set.resolve("data"))) {
      bytes += Files.size(file);
      try (ParquetInput in = ParquetInput.open(file)) {
        Set<String> found = new TreeSet<>();
        in.schema().getFields().forEach(field -> found.add(field.getName()));
        if (!found.equals(wanted)) {
          findings.add(file, -1, "columns", difference(wanted, found));
        }
        requireSize(file, in);
        long row = 0;
        for (int group = 0; group < in.rowGroups(); group++) {
          group(file, in, group, row, found);
          row += in.rows(group);
        }
      } catch (IOException e) {
        findings.add(file, -1, "read", e.getMessage());
      }
    }
    if (frame != info.frames()) {
      findings.add(
          set.resolve("data"),
          -1,
          "frames",
          "it has " + frame + " frames, meta/info.json tells of " + info.frames());
    }
    return bytes;
  }

  private static String difference(Set<String> wanted, Set<String> found) {
    Set<String> missing = new LinkedHashSet<>(wanted);
    missing.removeAll(found);
    Set<String> others = new LinkedHashSet<>(found);
    others.removeAll(wanted);
    return "its columns must be the features: missing are " + missing + ", unknown " + others;
  }

  /** A file is begun anew when the next episode would make it too large. */
  private void requireSize(Path file, ParquetInput in) throws IOException {
    long limit = (long) info.dataFileMegabytes() << 20;
    long last = in.rowGroups() == 0 ? 0 : in.bytes(in.rowGroups() - 1);
    if (Files.size(file) - last > limit) {
      findings.add(
          file,
          -1,
          "size",
          "it has "
              + Files.size(file)
              + " bytes; data_files_size_in_mb allows "
              + info.dataFileMegabytes()
              + " MiB");
    }
  }

  private void group(Path file, ParquetInput in, int group, long firstRow, Set<String> found)
      throws IOException {
    int rows = in.rows(group);
    LeafValues index = whole(file, in, group, "index");
    LeafValues episode = whole(file, in, group, "episode_index");
    LeafValues place = whole(file, in, group, "frame_index");
    LeafValues task = whole(file, in, group, "task_index");
    LeafValues time = in.read(group, "timestamp");
    if (time.isBytes()) {
      throw new IOException(file + ": timestamp is no number");
    }
    for (int row = 0; row < rows; row++, frame++) {
      if (time.count(row) != 1) {
        findings.add(file, firstRow + row, "null", "it has no timestamp");
        continue;
      }
      indices(
          file,
          firstRow + row,
          new long[] {
            index.longs(row)[0], episode.longs(row)[0], place.longs(row)[0], task.longs(row)[0]
          },
          time.numbers(row)[0]);
    }
    for (Feature feature : info.features().values()) {
      if (found.contains(feature.name())
          && !feature.dtype().equals("string")
          && !feature.dtype().equals("language")) {
        values(file, in, group, firstRow, feature);
      }
    }
  }

  private static LeafValues whole(Path file, ParquetInput in, int group, String name)
      throws IOException {
    LeafValues values = in.read(group, name);
    if (!values.isWhole()) {
      throw new IOException(file + ": " + name + " must be whole numbers");
    }
    for (int row = 0; row < values.rows(); row++) {
      if (values.count(row) != 1) {
        throw new IOException(file + ": " + name + " is missing in a row");
      }
    }
    return values;
  }

  private void indices(Path file, long row, long[] told, double seconds) {
    if (told[0] != frame) {
      findings.add(file, row, "index", "index is " + told[0] + ", not " + frame);
    }
    if (!(told[1] >= 0 && told[1] < episodes.size())) {
      findings.add(file, row, "episode", "episode_index is " + told[1] + " of " + episodes.size());
      return;
    }
    DatasetCheck.Told episode = episodes.get((int) told[1]);
    if (!(frame >= episode.from() && frame < episode.to())) {
      findings.add(
          file,
          row,
          "episode",
          "it is of episode "
              + told[1]
              + ", whose frames are told to be "
              + episode.from()
              + " to "
              + episode.to());
      return;
    }
    if (!episode.file().equals(file.normalize())) {
      findings.add(
          file,
          row,
          "file",
          "episode " + told[1] + " is told to stand in " + set.relativize(episode.file()));
    }
    if (told[2] != frame - episode.from()) {
      findings.add(
          file, row, "frame", "frame_index is " + told[2] + ", not " + (frame - episode.from()));
    }
    double due = told[2] / info.fps();
    if (!(Math.abs(seconds - due) <= TOLERANCE_SECONDS + Math.ulp((float) due))) {
      findings.add(
          file, row, "time", "timestamp is " + seconds + " s, frame_index / fps is " + due + " s");
    }
    if (!(told[3] >= 0 && told[3] < tasks.size())
        || !episode.tasks().contains(tasks.get((int) told[3]))) {
      findings.add(
          file, row, "task", "task_index " + told[3] + " is not one of its episode's tasks");
    }
  }

  private void values(Path file, ParquetInput in, int group, long firstRow, Feature feature)
      throws IOException {
    boolean isPicture = feature.isPicture();
    LeafValues values =
        isPicture ? in.read(group, feature.name(), "bytes") : in.read(group, feature.name());
    if (values.isBytes() != isPicture) {
      findings.add(file, -1, "type", feature.name() + " is not " + feature.dtype());
      return;
    }
    double[][] range = ends.get(feature.name());
    for (int row = 0; row < values.rows(); row++) {
      long at = firstRow + row;
      int wanted = isPicture ? 1 : feature.size();
      if (values.count(row) != wanted) {
        findings.add(
            file,
            at,
            feature.name(),
            feature.name() + " has " + values.count(row) + " values, not " + wanted);
      } else if (isPicture) {
        picture(file, at, feature, values.bytes(row, 0));
      } else {
        numbers(file, at, feature, values.numbers(row), range);
      }
    }
  }

  private void numbers(Path file, long row, Feature feature, double[] numbers, double[][] range) {
    for (int i = 0; i < numbers.length; i++) {
      String name = feature.names().size() > i ? feature.names().get(i) : "number " + i;
      if (!Double.isFinite(numbers[i])) {
        findings.add(file, row, "finite", feature.name() + ": " + name + " is " + numbers[i]);
      } else if (range != null) {
        double slack = 1e-6 * Math.max(1, Math.abs(numbers[i]));
        if (numbers[i] < range[0][i] - slack || numbers[i] > range[1][i] + slack) {
          findings.add(
              file,
              row,
              "range",
              "%s: %s is %s, meta/stats.json tells of %s to %s"
                  .formatted(feature.name(), name, numbers[i], range[0][i], range[1][i]));
        }
      }
    }
  }

  private void picture(Path file, long row, Feature feature, byte[] picture) {
    if (picture.length < 24 || !Arrays.equals(Arrays.copyOf(picture, PNG.length), PNG)) {
      boolean isJpeg =
          picture.length > 2 && (picture[0] & 0xFF) == 0xFF && (picture[1] & 0xFF) == 0xD8;
      if (!isJpeg) {
        findings.add(file, row, "picture", feature.name() + " is no PNG or JPEG file");
      }
      return;
    }
    ByteBuffer head = ByteBuffer.wrap(picture);
    int width = head.getInt(16);
    int height = head.getInt(20);
    if (feature.shape().size() == 3
        && !(feature.shape().contains(width) && feature.shape().contains(height))) {
      findings.add(
          file,
          row,
          "picture",
          feature.name() + " is " + height + " x " + width + ", told is " + feature.shape());
    }
  }
}

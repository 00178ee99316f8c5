package dev.cobot.node.lerobot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.parquet.LeafValues;
import dev.cobot.node.parquet.ParquetInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds a data set against the rules of LeRobotDataset v3.0, those that LeRobot's own loader leans
 * on without saying so among them: tasks that are pandas' index, columns that are the features and
 * no others, even timestamps, indices without gaps.
 */
public final class DatasetCheck {
  private static final Pattern SPLIT = Pattern.compile("(\\d{1,12}):(\\d{1,12})");
  private static final JsonMapper JSON = new JsonMapper();

  private final Path set;
  private final DatasetInfo info;
  private final Findings findings;
  private final List<String> tasks = new ArrayList<>();
  private final List<Told> episodes = new ArrayList<>();
  private long bytes;

  /** What the metadata tell of an episode. */
  record Told(long from, long to, Set<String> tasks, Path file) {}

  /**
   * What was found.
   *
   * @param left findings that are not listed because they are like others
   * @param bytes of the data files
   */
  public record Report(
      DatasetInfo info, List<String> tasks, List<Finding> findings, long left, long bytes) {
    /** Whether nothing is wrong. */
    public boolean isWhole() {
      return findings.isEmpty();
    }
  }

  private DatasetCheck(Path set) throws IOException {
    this.set = set;
    info = DatasetInfo.read(set);
    findings = new Findings(set);
  }

  /**
   * Checks a set.
   *
   * @throws IOException when it has no information, or is of another version
   */
  public static Report check(Path set) throws IOException {
    DatasetCheck check = new DatasetCheck(set);
    check.information();
    check.part("meta/tasks.parquet", check::tasks);
    check.part("meta/episodes", check::episodes);
    Map<String, double[][]> stats = new LinkedHashMap<>();
    check.part("meta/stats.json", () -> check.statistics(stats));
    check.part(
        "data",
        () ->
            check.bytes =
                new DataCheck(set, check.info, check.tasks, check.episodes, stats, check.findings)
                    .check());
    return new Report(
        check.info,
        List.copyOf(check.tasks),
        check.findings.all(),
        check.findings.left(),
        check.bytes);
  }

  /** One part of the check. */
  private interface Step {
    void run() throws IOException;
  }

  /** What cannot be read at all is a finding too, and the other parts are still looked at. */
  private void part(String file, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      findings.add(set.resolve(file), -1, "read", e.getMessage());
    }
  }

  private void information() {
    Path file = set.resolve("meta/info.json");
    for (Feature index : Feature.INDICES) {
      Feature told = info.features().get(index.name());
      if (told == null) {
        findings.add(file, -1, "index", "it has no feature " + index.name());
      } else if (!told.dtype().equals(index.dtype()) || !told.shape().equals(index.shape())) {
        findings.add(
            file,
            -1,
            "index",
            index.name() + " is " + told.dtype() + " " + told.shape() + ", not " + index.dtype());
      }
    }
    for (Feature feature : info.features().values()) {
      if (feature.name().contains("/")) {
        findings.add(file, -1, "name", "feature " + feature.name() + " has a / in its name");
      }
      boolean isCamera = feature.dtype().equals("image") || feature.dtype().equals("video");
      if (isCamera && (feature.shape().size() != 3 || feature.names().size() != 3)) {
        findings.add(
            file,
            -1,
            "picture",
            feature.name() + " must have three lengths with names, it has " + feature.shape());
      }
      if (!isCamera && !feature.names().isEmpty() && feature.names().size() != feature.size()) {
        findings.add(
            file,
            -1,
            "names",
            feature.name() + " has " + feature.names().size() + " names for " + feature.size());
      }
    }
    info.splits()
        .forEach(
            (name, range) -> {
              Matcher matcher = SPLIT.matcher(range);
              if (!matcher.matches()
                  || Long.parseLong(matcher.group(1)) > Long.parseLong(matcher.group(2))
                  || Long.parseLong(matcher.group(2)) > info.episodes()) {
                findings.add(
                    file,
                    -1,
                    "split",
                    "split " + name + " is '" + range + "' of " + info.episodes() + " episodes");
              }
            });
  }

  private void tasks() throws IOException {
    Path file = set.resolve("meta/tasks.parquet");
    try (ParquetInput in = ParquetInput.open(file)) {
      String index = pandasIndex(file, in);
      for (int group = 0; group < in.rowGroups(); group++) {
        LeafValues indices = in.read(group, "task_index");
        LeafValues words = in.read(group, index);
        if (!indices.isWhole() || !words.isBytes()) {
          throw new IOException(file + ": task_index must be whole numbers, the task text");
        }
        for (int row = 0; row < indices.rows(); row++) {
          if (indices.count(row) != 1 || words.count(row) != 1) {
            findings.add(file, row, "null", "a task has no text or no index");
            continue;
          }
          if (indices.longs(row)[0] != tasks.size()) {
            findings.add(
                file,
                row,
                "order",
                "task_index is " + indices.longs(row)[0] + "; row by row it must be 0, 1, 2, ...");
          }
          tasks.add(words.text(row, 0));
        }
      }
    }
    if (tasks.size() != info.tasks()) {
      findings.add(
          file,
          -1,
          "count",
          "it has " + tasks.size() + " tasks, meta/info.json tells of " + info.tasks());
    }
    if (new HashSet<>(tasks).size() != tasks.size()) {
      findings.add(file, -1, "twice", "a task stands in it twice");
    }
  }

  /** Returns the column that pandas takes for the index. */
  private String pandasIndex(Path file, ParquetInput in) throws IOException {
    String told = in.keyValues().get("pandas");
    if (told != null) {
      try {
        JsonNode index = JSON.readTree(told).path("index_columns").path(0);
        if (index.isTextual()) {
          return index.asText();
        }
      } catch (JsonProcessingException e) {
        throw new IOException(file + ": its footer's pandas entry is no JSON", e);
      }
    }
    findings.add(
        file,
        -1,
        "pandas",
        "its footer does not tell pandas which column is the index, so that LeRobot would take"
            + " numbers for tasks");
    return "task";
  }

  private void episodes() throws IOException {
    long from = 0;
    for (Path file : EpisodeFrames.files(set.resolve("meta/episodes"))) {
      try (ParquetInput in = ParquetInput.open(file)) {
        long row = 0;
        for (int group = 0; group < in.rowGroups(); group++) {
          from = episodes(file, in, group, row, from);
          row += in.rows(group);
        }
      }
    }
    Path folder = set.resolve("meta/episodes");
    if (episodes.size() != info.episodes()) {
      findings.add(
          folder,
          -1,
          "count",
          "it has " + episodes.size() + " episodes, meta/info.json tells of " + info.episodes());
    }
    if (from != info.frames()) {
      findings.add(
          folder,
          -1,
          "frames",
          "its episodes have " + from + " frames, meta/info.json tells of " + info.frames());
    }
  }

  private long episodes(Path file, ParquetInput in, int group, long firstRow, long firstFrame)
      throws IOException {
    LeafValues index = in.read(group, "episode_index");
    LeafValues length = in.read(group, "length");
    LeafValues begin = in.read(group, "dataset_from_index");
    LeafValues end = in.read(group, "dataset_to_index");
    LeafValues chunk = in.read(group, "data/chunk_index");
    LeafValues place = in.read(group, "data/file_index");
    LeafValues told = in.read(group, "tasks");
    for (Feature feature : info.features().values()) {
      if (feature.dtype().equals("video")) {
        for (String key : List.of("chunk_index", "file_index", "from_timestamp", "to_timestamp")) {
          String name = "videos/" + feature.name() + "/" + key;
          if (in.column(name).isEmpty()) {
            findings.add(file, -1, "video", "it lacks the column " + name);
          }
        }
      }
    }
    long from = firstFrame;
    for (int row = 0; row < index.rows(); row++) {
      long at = firstRow + row;
      for (LeafValues column : List.of(index, length, begin, end, chunk, place)) {
        if (!column.isWhole() || column.count(row) != 1) {
          throw new IOException(file + ", row " + at + ": an index or a length is missing");
        }
      }
      long number = index.longs(row)[0];
      long to = from + length.longs(row)[0];
      if (number != episodes.size()) {
        findings.add(
            file, at, "episode", "episode_index is " + number + ", not " + episodes.size());
      }
      if (begin.longs(row)[0] != from || end.longs(row)[0] != to || to <= from) {
        findings.add(
            file,
            at,
            "range",
            "frames "
                + begin.longs(row)[0]
                + " to "
                + end.longs(row)[0]
                + " are told; after the episodes before it, its length gives "
                + from
                + " to "
                + to);
      }
      Set<String> words = new HashSet<>();
      for (int i = 0; i < told.count(row); i++) {
        words.add(told.text(row, i));
      }
      if (words.isEmpty() || !tasks.containsAll(words)) {
        findings.add(
            file, at, "task", "its tasks " + words + " are none, or not all in meta/tasks.parquet");
      }
      Path data = dataFile(chunk.longs(row)[0], place.longs(row)[0]);
      if (!Files.isRegularFile(data)) {
        findings.add(
            file, at, "file", "it stands in " + set.relativize(data) + ", which is missing");
      }
      episodes.add(new Told(from, to, words, data));
      from = Math.max(from, to);
    }
    return from;
  }

  private Path dataFile(long chunk, long file) throws IOException {
    String name =
        info.dataPath()
            .replace("{chunk_index:03d}", String.format(Locale.ROOT, "%03d", chunk))
            .replace("{file_index:03d}", String.format(Locale.ROOT, "%03d", file));
    Path path = set.resolve(name).normalize();
    if (!path.startsWith(set.normalize())) {
      throw new IOException(
          set + "/meta/info.json: data_path '" + info.dataPath() + "' leads out of the set");
    }
    return path;
  }

  /** Checks the statistics, and gives the ends of each feature of numbers. */
  private void statistics(Map<String, double[][]> ends) throws IOException {
    Path file = set.resolve("meta/stats.json");
    JsonNode root = DatasetInfo.json(file);
    for (Feature feature : info.features().values()) {
      JsonNode node = root.path(feature.name());
      boolean isNeeded =
          feature.name().startsWith("observation.") || feature.name().equals("action");
      if (node.isMissingNode()) {
        if (isNeeded) {
          findings.add(
              file, -1, "missing", feature.name() + " has none: it would be trained unscaled");
        }
        continue;
      }
      boolean isCamera = feature.dtype().equals("image") || feature.dtype().equals("video");
      int size = isCamera ? 3 : feature.size();
      for (String stat : List.of("min", "max", "mean", "std")) {
        double[] values = flat(node.path(stat));
        if (values.length != size || !areFinite(values)) {
          findings.add(
              file,
              -1,
              feature.name(),
              feature.name() + " has " + values.length + " numbers as " + stat + ", not " + size);
        }
      }
      if (isCamera && node.path("mean").path(0).path(0).size() != 1) {
        findings.add(
            file, -1, "picture", feature.name() + " must have statistics of shape (3, 1, 1)");
      }
      double[] min = flat(node.path("min"));
      double[] max = flat(node.path("max"));
      if (!isCamera && min.length == size && max.length == size) {
        ends.put(feature.name(), new double[][] {min, max});
      }
    }
  }

  private static boolean areFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static double[] flat(JsonNode node) {
    List<Double> values = new ArrayList<>();
    flatten(node, values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void flatten(JsonNode node, List<Double> out) {
    if (node.isArray()) {
      node.forEach(child -> flatten(child, out));
    } else if (node.isNumber()) {
      out.add(node.asDouble());
    } else if (node.isBoolean()) {
      out.add(node.asBoolean() ? 1.0 : 0.0);
    }
  }
}

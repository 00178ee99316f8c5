package dev.cobot.node.lerobot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code meta/info.json} says of a data set.
 *
 * @param features by name, in the file's order
 */
public record DatasetInfo(
    double fps,
    Map<String, Feature> features,
    long episodes,
    long frames,
    long tasks,
    int dataFileMegabytes,
    String dataPath,
    String robotType,
    Map<String, String> splits) {
  static final String VERSION = "v3.0";
  static final String DATA_PATH = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet";
  private static final Pattern VERSIONS = Pattern.compile("v?(\\d{1,3})\\.(\\d{1,3})(\\..*)?");
  private static final long MAX_JSON_BYTES = 64 << 20;
  private static final int MAX_FEATURES = 10_000;
  private static final JsonMapper JSON = mapper();

  private static JsonMapper mapper() {
    JsonMapper mapper = new JsonMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(100)
                .maxStringLength((int) MAX_JSON_BYTES)
                .build());
    return mapper;
  }

  /**
   * Reads a set's information.
   *
   * @throws IOException when there is none, it is damaged, or of another version, with a sentence
   *     that says what to do
   */
  public static DatasetInfo read(Path set) throws IOException {
    Path file = set.resolve("meta/info.json");
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          set + " is no LeRobotDataset: it has no meta/info.json; name the folder that holds meta");
    }
    JsonNode root = json(file);
    String version = root.path("codebase_version").asText("");
    var parts = VERSIONS.matcher(version);
    if (!parts.matches()) {
      throw new IOException(
          file + ": codebase_version is '" + version + "'; " + VERSION + " is read");
    }
    int major = Integer.parseInt(parts.group(1));
    if (major < 3) {
      throw new IOException(
          file
              + " is of version "
              + version
              + "; "
              + VERSION
              + " is read. LeRobot itself converts 2.1: python -m"
              + " lerobot.scripts.convert_dataset_v21_to_v30 --repo-id=NAME"
              + (major == 2 && parts.group(2).equals("1") ? "" : "; older ones go to 2.1 first"));
    }
    if (major > 3) {
      throw new IOException(
          file + " is of version " + version + ", later than " + VERSION + ", which is read");
    }
    try {
      return of(root);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a JSON file of bounded size.
   *
   * @throws IOException when it is too large or no JSON object
   */
  static JsonNode json(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MAX_JSON_BYTES) {
      throw new IOException(file + " has " + bytes + " bytes; allowed are " + MAX_JSON_BYTES);
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (root == null || !root.isObject()) {
        throw new IOException(file + " is no JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static DatasetInfo of(JsonNode root) {
    JsonNode fps = root.path("fps");
    if (!(fps.isNumber() && fps.asDouble() > 0 && fps.asDouble() <= 100_000)) {
      throw new IllegalArgumentException("fps is " + fps + "; it must be positive");
    }
    JsonNode named = root.path("features");
    if (!named.isObject() || named.isEmpty() || named.size() > MAX_FEATURES) {
      throw new IllegalArgumentException(
          "features must be an object of 1 to " + MAX_FEATURES + " features");
    }
    Map<String, Feature> features = new LinkedHashMap<>();
    named.properties().forEach(e -> features.put(e.getKey(), Feature.of(e.getKey(), e.getValue())));
    Map<String, String> splits = new LinkedHashMap<>();
    root.path("splits").properties().forEach(e -> splits.put(e.getKey(), e.getValue().asText()));
    return new DatasetInfo(
        fps.asDouble(),
        features,
        count(root, "total_episodes"),
        count(root, "total_frames"),
        count(root, "total_tasks"),
        root.path("data_files_size_in_mb").asInt(DatasetWriter.DATA_FILE_MEGABYTES),
        root.path("data_path").asText(DATA_PATH),
        root.path("robot_type").asText("unknown"),
        splits);
  }

  private static long count(JsonNode root, String key) {
    JsonNode value = root.path(key);
    if (!(value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0)) {
      throw new IllegalArgumentException(key + " is " + value + "; it must be a whole number");
    }
    return value.asLong();
  }
}

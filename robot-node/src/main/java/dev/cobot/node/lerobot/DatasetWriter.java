package dev.cobot.node.lerobot;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.parquet.ParquetColumn;
import dev.cobot.node.parquet.ParquetOutput;
import dev.cobot.node.topics.CameraCodec;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.RosTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes a LeRobotDataset v3.0, episode by episode, with the memory of one. It grows in {@code
 * OUT.part} and is moved to OUT when it is whole, so that what stands at OUT can be used; a set
 * that is there is never touched.
 */
public final class DatasetWriter implements AutoCloseable {
  /** The megabytes after which the next data file is begun, as LeRobot has them. */
  public static final int DATA_FILE_MEGABYTES = 100;

  private static final int FILES_A_CHUNK = 1000;
  private static final int EPISODES_A_ROW_GROUP = 100;
  private static final int PICTURES_FOR_STATS = 50;
  private static final String MARK = ".unfinished";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path out;
  private final Path part;
  private final FileChannel mark;
  private final int fps;
  private final int dataFileMegabytes;
  private final String robotType;
  private final List<Feature> own;
  private final List<Feature> features = new ArrayList<>();
  private final List<ParquetColumn> columns;
  private final Map<String, Integer> tasks = new LinkedHashMap<>();
  private final Map<String, FeatureStats.Gatherer> stats = new LinkedHashMap<>();
  private final List<Object[]> waiting = new ArrayList<>();
  private final List<ParquetColumn> episodeColumns;
  private final ParquetOutput episodes;
  private ParquetOutput data;
  private int dataFile = -1;
  private long dataFrames;
  private long frames;
  private int count;
  private boolean isWhole;

  /** What was written. */
  public record Written(int episodes, long frames, int tasks, int dataFiles) {}

  /**
   * Begins a set.
   *
   * @param out where it will stand; must not exist
   * @param features the frames' values, in their order
   * @throws IOException when the place is taken or cannot be written
   */
  public DatasetWriter(Path out, int fps, String robotType, List<Feature> features)
      throws IOException {
    this(out, fps, robotType, features, DATA_FILE_MEGABYTES);
  }

  DatasetWriter(Path out, int fps, String robotType, List<Feature> features, int dataFileMegabytes)
      throws IOException {
    this.out = out.toAbsolutePath().normalize();
    this.fps = fps;
    this.robotType = robotType;
    this.dataFileMegabytes = dataFileMegabytes;
    own = List.copyOf(features);
    this.features.addAll(own);
    this.features.addAll(Feature.INDICES);
    columns = this.features.stream().map(Feature::column).toList();
    part = this.out.resolveSibling(this.out.getFileName() + ".part");
    requireFree(this.out);
    mark = claim();
    for (Feature feature : this.features) {
      if (!feature.isOwn()) {
        stats.put(feature.name(), gatherer(feature));
      }
    }
    episodeColumns = episodeColumns();
    episodes = open(part.resolve("meta/episodes/chunk-000/file-000.parquet"), episodeColumns);
  }

  private static FeatureStats.Gatherer gatherer(Feature feature) {
    return feature.isPicture() ? new PictureStats() : new NumberStats(feature.size());
  }

  /**
   * Requires that nothing is where a set is to stand.
   *
   * @throws IOException when something is
   */
  public static void requireFree(Path out) throws IOException {
    if (Files.exists(out)) {
      throw new IOException(
          out + " is there already and is left as it is; choose another --out or remove it");
    }
  }

  private FileChannel claim() throws IOException {
    boolean isForeign = Files.exists(part) && !Files.exists(part.resolve(MARK));
    if (isForeign) {
      throw new IOException(
          part + " is in the way and no unfinished export; choose another --out or remove it");
    }
    Files.createDirectories(part);
    FileChannel channel =
        FileChannel.open(part.resolve(MARK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new OverlappingFileLockException();
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException(
          part + " is being written by another export; wait for its end or choose another --out",
          e);
    }
    deleteAllButMark();
    return channel;
  }

  private void deleteAllButMark() throws IOException {
    try (Stream<Path> files = Files.walk(part)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(part) && !file.equals(part.resolve(MARK))) {
          Files.delete(file);
        }
      }
    }
  }

  private static ParquetOutput open(Path file, List<ParquetColumn> columns) throws IOException {
    Files.createDirectories(file.getParent());
    return new ParquetOutput(file, columns);
  }

  private List<ParquetColumn> episodeColumns() {
    List<ParquetColumn> all = new ArrayList<>();
    all.add(new ParquetColumn("episode_index", ParquetColumn.Kind.INT64));
    all.add(new ParquetColumn("tasks", ParquetColumn.Kind.STRING_LIST));
    for (String name :
        List.of(
            "length",
            "data/chunk_index",
            "data/file_index",
            "dataset_from_index",
            "dataset_to_index",
            "meta/episodes/chunk_index",
            "meta/episodes/file_index")) {
      all.add(new ParquetColumn(name, ParquetColumn.Kind.INT64));
    }
    for (Feature feature : features) {
      if (feature.isOwn()) {
        continue;
      }
      for (String stat : statNames()) {
        all.add(
            new ParquetColumn(
                "stats/" + feature.name() + "/" + stat,
                stat.equals("count")
                    ? ParquetColumn.Kind.INT64_LIST
                    : feature.isPicture()
                        ? ParquetColumn.Kind.CHANNEL_LIST
                        : ParquetColumn.Kind.FLOAT64_LIST));
      }
    }
    return List.copyOf(all);
  }

  private static List<String> statNames() {
    List<String> names = new ArrayList<>(List.of("min", "max", "mean", "std", "count"));
    names.addAll(FeatureStats.QUANTILES.keySet());
    return names;
  }

  /**
   * Adds an episode.
   *
   * @param task what was to be done, in words
   * @param values the features' values of each frame: {@code Float}, {@code float[]}, {@code
   *     long[]}, {@code Boolean}, or a PNG file's bytes; frame i is of the second i / fps
   * @return its index
   * @throws IllegalArgumentException when there is no frame or a number is not finite
   */
  public int add(String task, List<Object[]> values) throws IOException {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("an episode needs at least one frame");
    }
    // Whatever is refused is refused before anything is changed.
    requireFinite(values);
    Map<String, FeatureStats.Gatherer> ofEpisode = new LinkedHashMap<>();
    for (Feature feature : features) {
      if (!feature.isOwn()) {
        ofEpisode.put(feature.name(), gatherer(feature));
      }
    }
    gatherPictures(values, ofEpisode);
    int taskIndex = tasks.computeIfAbsent(task, t -> tasks.size());
    List<Object[]> rows = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      Object[] row = Arrays.copyOf(values.get(i), features.size());
      int at = own.size();
      row[at] = (float) (i / (double) fps);
      row[at + 1] = (long) i;
      row[at + 2] = (long) count;
      row[at + 3] = frames + i;
      row[at + 4] = (long) taskIndex;
      rows.add(row);
    }
    gather(rows, ofEpisode);
    nextFile(rows.size());
    data.writeRowGroup(rows);
    dataFrames += rows.size();
    waiting.add(episodeRow(task, rows.size(), ofEpisode));
    if (waiting.size() == EPISODES_A_ROW_GROUP) {
      flushEpisodes();
    }
    frames += rows.size();
    return count++;
  }

  private void gather(List<Object[]> rows, Map<String, FeatureStats.Gatherer> ofEpisode) {
    for (int i = 0; i < features.size(); i++) {
      Feature feature = features.get(i);
      if (feature.isOwn()) {
        continue;
      }
      FeatureStats.Gatherer episode = ofEpisode.get(feature.name());
      FeatureStats.Gatherer all = stats.get(feature.name());
      if (feature.isPicture()) {
        ((PictureStats) all).addAll((PictureStats) episode);
        continue;
      }
      for (Object[] row : rows) {
        episode.add(row[i]);
        all.add(row[i]);
      }
    }
  }

  private void requireFinite(List<Object[]> values) {
    for (Object[] row : values) {
      for (int i = 0; i < own.size(); i++) {
        if (!own.get(i).isOwn()) {
          requireFinite(own.get(i), row[i]);
        }
      }
    }
  }

  private static void requireFinite(Feature feature, Object value) {
    if (value instanceof float[] numbers) {
      for (int i = 0; i < numbers.length; i++) {
        if (!Float.isFinite(numbers[i])) {
          String name = feature.names().isEmpty() ? "number " + i : feature.names().get(i);
          throw new IllegalArgumentException(
              feature.name() + " has " + numbers[i] + " for " + name + "; it must be finite");
        }
      }
    }
  }

  /** Takes some pictures of the episode, evenly, for the statistics; unpacking all takes long. */
  private void gatherPictures(List<Object[]> rows, Map<String, FeatureStats.Gatherer> ofEpisode) {
    int taken = Math.min(PICTURES_FOR_STATS, rows.size());
    for (int i = 0; i < own.size(); i++) {
      Feature feature = own.get(i);
      if (!feature.isPicture()) {
        continue;
      }
      byte[] png = null;
      byte[] rgb = null;
      for (int k = 0; k < taken; k++) {
        byte[] next = (byte[]) rows.get((int) ((long) k * rows.size() / taken))[i];
        if (!Arrays.equals(next, png)) {
          png = next;
          rgb =
              CameraCodec.picture(
                      new CompressedImage(new Header(0, RosTime.ofNanos(0), ""), "png", png))
                  .rgb();
        }
        ofEpisode.get(feature.name()).add(rgb);
      }
    }
  }

  private void nextFile(int length) throws IOException {
    if (data != null) {
      long bytes = data.bytes();
      double expected = dataFrames == 0 ? 0 : (double) bytes / dataFrames * length;
      if (bytes + expected < dataFileMegabytes * (double) (1 << 20)) {
        return;
      }
      data.close();
    }
    dataFile++;
    dataFrames = 0;
    data =
        open(
            part.resolve(
                String.format(
                    Locale.ROOT,
                    "data/chunk-%03d/file-%03d.parquet",
                    dataFile / FILES_A_CHUNK,
                    dataFile % FILES_A_CHUNK)),
            columns);
  }

  private Object[] episodeRow(
      String task, int length, Map<String, FeatureStats.Gatherer> ofEpisode) {
    List<Object> row = new ArrayList<>();
    row.add((long) count);
    row.add(List.of(task));
    row.add((long) length);
    row.add((long) (dataFile / FILES_A_CHUNK));
    row.add((long) (dataFile % FILES_A_CHUNK));
    row.add(frames);
    row.add(frames + length);
    row.add(0L);
    row.add(0L);
    for (FeatureStats.Gatherer gatherer : ofEpisode.values()) {
      Map<String, double[]> values = gatherer.stats().values();
      for (String stat : statNames()) {
        double[] value = values.get(stat);
        row.add(stat.equals("count") ? new long[] {Math.round(value[0])} : value);
      }
    }
    return row.toArray();
  }

  private void flushEpisodes() throws IOException {
    if (!waiting.isEmpty()) {
      episodes.writeRowGroup(waiting);
      waiting.clear();
    }
  }

  /** Returns how many episodes there are so far. */
  public int episodes() {
    return count;
  }

  /**
   * Writes what the set says of itself and moves it into place.
   *
   * @param readme what a person should know
   * @param extra further files of {@code meta}, by name
   * @throws IllegalStateException when no episode was added
   */
  public Written finish(String readme, Map<String, String> extra) throws IOException {
    if (count == 0) {
      throw new IllegalStateException("a data set needs at least one episode");
    }
    data.close();
    flushEpisodes();
    episodes.close();
    writeTasks();
    Path meta = part.resolve("meta");
    Files.writeString(meta.resolve("info.json"), JSON.writeValueAsString(info()) + "\n");
    Files.writeString(meta.resolve("stats.json"), JSON.writeValueAsString(statsJson()) + "\n");
    for (Map.Entry<String, String> file : extra.entrySet()) {
      Files.writeString(meta.resolve(file.getKey()), file.getValue());
    }
    Files.writeString(part.resolve("README.md"), readme);
    isWhole = true;
    mark.close();
    Files.delete(part.resolve(MARK));
    requireFree(out);
    Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
    return new Written(count, frames, tasks.size(), dataFile + 1);
  }

  /** Tasks are told apart by their text, which pandas must find to be the index. */
  private void writeTasks() throws IOException {
    List<ParquetColumn> both =
        List.of(
            new ParquetColumn("task_index", ParquetColumn.Kind.INT64),
            new ParquetColumn("task", ParquetColumn.Kind.STRING));
    try (ParquetOutput file = open(part.resolve("meta/tasks.parquet"), both)) {
      List<Object[]> rows = new ArrayList<>();
      tasks.forEach((task, index) -> rows.add(new Object[] {(long) index, task}));
      file.writeRowGroup(rows);
      ObjectNode pandas = JSON.createObjectNode();
      pandas.putArray("index_columns").add("task");
      ArrayNode names = pandas.putArray("column_indexes");
      names.add(pandasColumn(null, "unicode", "object").set("metadata", encoding()));
      ArrayNode all = pandas.putArray("columns");
      all.add(pandasColumn("task_index", "int64", "int64").putNull("metadata"));
      all.add(pandasColumn("task", "unicode", "object").putNull("metadata"));
      pandas.putObject("creator").put("library", "cobot").put("version", "1");
      pandas.put("pandas_version", "2.2.0");
      file.setKeyValues(Map.of("pandas", pandas.toString()));
    }
  }

  private static ObjectNode pandasColumn(String name, String pandasType, String numpyType) {
    ObjectNode column = JSON.createObjectNode();
    return column
        .put("name", name)
        .put("field_name", name)
        .put("pandas_type", pandasType)
        .put("numpy_type", numpyType);
  }

  private static ObjectNode encoding() {
    return JSON.createObjectNode().put("encoding", "UTF-8");
  }

  private ObjectNode info() {
    ObjectNode info = JSON.createObjectNode();
    info.put("codebase_version", DatasetInfo.VERSION).put("fps", fps);
    ObjectNode all = info.putObject("features");
    features.forEach(f -> all.set(f.name(), f.json()));
    info.put("total_episodes", count).put("total_frames", frames).put("total_tasks", tasks.size());
    info.put("chunks_size", FILES_A_CHUNK).put("data_files_size_in_mb", dataFileMegabytes);
    info.put("video_files_size_in_mb", 200);
    info.put("data_path", DatasetInfo.DATA_PATH).putNull("video_path");
    info.put("robot_type", robotType);
    info.putObject("splits").put("train", "0:" + count);
    return info;
  }

  private ObjectNode statsJson() {
    ObjectNode all = JSON.createObjectNode();
    for (Feature feature : features) {
      if (feature.isOwn()) {
        continue;
      }
      ObjectNode node = all.putObject(feature.name());
      stats
          .get(feature.name())
          .stats()
          .values()
          .forEach(
              (stat, values) -> {
                ArrayNode list = node.putArray(stat);
                for (double value : values) {
                  if (stat.equals("count")) {
                    list.add(Math.round(value));
                  } else if (feature.isPicture()) {
                    list.addArray().addArray().add(value);
                  } else {
                    list.add(value);
                  }
                }
              });
    }
    return all;
  }

  /** Closes the files; a set that is not whole is removed. */
  @Override
  public void close() throws IOException {
    if (!isWhole) {
      isWhole = true;
      deleteAllButMark();
      mark.close();
      Files.deleteIfExists(part.resolve(MARK));
      Files.deleteIfExists(part);
    }
  }
}

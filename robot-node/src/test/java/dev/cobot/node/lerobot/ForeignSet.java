package dev.cobot.node.lerobot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.parquet.ParquetColumn;
import dev.cobot.node.parquet.ParquetColumn.Kind;
import dev.cobot.node.parquet.ParquetOutput;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * A data set as another program might have written it: two episodes of three and two frames at ten
 * a second, one row group. Everything can be changed before it is written.
 */
final class ForeignSet {
  static final List<ParquetColumn> DATA =
      List.of(
          new ParquetColumn("observation.state", Kind.FLOAT32_LIST),
          new ParquetColumn("observation.images.top", Kind.PICTURE),
          new ParquetColumn("action", Kind.FLOAT32_LIST),
          new ParquetColumn("timestamp", Kind.FLOAT32),
          new ParquetColumn("frame_index", Kind.INT64),
          new ParquetColumn("episode_index", Kind.INT64),
          new ParquetColumn("index", Kind.INT64),
          new ParquetColumn("task_index", Kind.INT64));
  static final List<ParquetColumn> EPISODES =
      List.of(
          new ParquetColumn("episode_index", Kind.INT64),
          new ParquetColumn("tasks", Kind.STRING_LIST),
          new ParquetColumn("length", Kind.INT64),
          new ParquetColumn("data/chunk_index", Kind.INT64),
          new ParquetColumn("data/file_index", Kind.INT64),
          new ParquetColumn("dataset_from_index", Kind.INT64),
          new ParquetColumn("dataset_to_index", Kind.INT64));
  private static final JsonMapper JSON = new JsonMapper();

  List<ParquetColumn> dataColumns = DATA;
  final List<Object[]> data = new ArrayList<>();
  final List<Object[]> episodes = new ArrayList<>();
  final List<Object[]> tasks = new ArrayList<>();
  final ObjectNode info;
  final ObjectNode stats;
  Map<String, String> keyValues = Map.of("pandas", "{\"index_columns\":[\"task\"]}");

  ForeignSet() throws IOException {
    byte[] png = png(4, 3);
    for (int i = 0; i < 5; i++) {
      int episode = i / 3;
      data.add(
          new Object[] {
            new float[] {i, 1},
            png,
            new float[] {-i},
            i % 3 / 10f,
            (long) (i % 3),
            (long) episode,
            (long) i,
            (long) episode
          });
    }
    episodes.add(new Object[] {0L, List.of("fold"), 3L, 0L, 0L, 0L, 3L});
    episodes.add(new Object[] {1L, List.of("unfold"), 2L, 0L, 0L, 3L, 5L});
    tasks.add(new Object[] {0L, "fold"});
    tasks.add(new Object[] {1L, "unfold"});
    info =
        (ObjectNode)
            json(
                """
                {"codebase_version": "v3.0", "fps": 10, "robot_type": "so101", "total_episodes": 2,
                 "total_frames": 5, "total_tasks": 2, "chunks_size": 1000,
                 "data_files_size_in_mb": 100, "splits": {"train": "0:2"},
                 "data_path": "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
                 "features": {
                  "observation.state": {"dtype": "float32", "shape": [2], "names": ["pan", "lift"]},
                  "observation.images.top": {"dtype": "image", "shape": [3, 4, 3],
                   "names": ["height", "width", "channels"]},
                  "action": {"dtype": "float32", "shape": [1], "names": {"motors": ["pan"]}},
                  "timestamp": {"dtype": "float32", "shape": [1], "names": null},
                  "frame_index": {"dtype": "int64", "shape": [1], "names": null},
                  "episode_index": {"dtype": "int64", "shape": [1], "names": null},
                  "index": {"dtype": "int64", "shape": [1], "names": null},
                  "task_index": {"dtype": "int64", "shape": [1], "names": null}}}
                """);
    stats =
        (ObjectNode)
            json(
                """
{"observation.state": {"min": [0, 1], "max": [4, 1], "mean": [2, 1], "std": [1, 0]},
 "action": {"min": [-4], "max": [0], "mean": [-2], "std": [1]},
 "observation.images.top": {"min": [[[0]], [[0]], [[0]]], "max": [[[1]], [[1]], [[1]]],
  "mean": [[[0.5]], [[0.5]], [[0.5]]], "std": [[[0]], [[0]], [[0]]]}}
""");
  }

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  static byte[] png(int width, int height) throws IOException {
    return png(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
  }

  static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    return out.toByteArray();
  }

  Path write(Path set) throws IOException {
    file(set.resolve("data/chunk-000/file-000.parquet"), dataColumns, data, Map.of());
    file(set.resolve("meta/episodes/chunk-000/file-000.parquet"), EPISODES, episodes, Map.of());
    file(
        set.resolve("meta/tasks.parquet"),
        List.of(
            new ParquetColumn("task_index", Kind.INT64), new ParquetColumn("task", Kind.STRING)),
        tasks,
        keyValues);
    Files.writeString(set.resolve("meta/info.json"), info.toString());
    Files.writeString(set.resolve("meta/stats.json"), stats.toString());
    return set;
  }

  private static void file(
      Path file, List<ParquetColumn> columns, List<Object[]> rows, Map<String, String> keyValues)
      throws IOException {
    Files.createDirectories(file.getParent());
    try (ParquetOutput out = new ParquetOutput(file, columns)) {
      out.writeRowGroup(rows);
      out.setKeyValues(keyValues);
    }
  }
}

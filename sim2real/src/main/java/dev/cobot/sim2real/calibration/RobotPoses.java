package dev.cobot.sim2real.calibration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the tool was when each picture was taken: {@code [{"image": "01.png", "baseFromTool":
 * {"positionMeters": [x, y, z], "quaternionXyzw": [x, y, z, w]}}]}.
 *
 * @param baseFromTool by the picture's name
 */
public record RobotPoses(Map<String, Transform> baseFromTool) {
  static final String BASE = "base";
  static final String TOOL = "tool";

  private static final int MAX_BYTES = 4 << 20;
  private static final double MAX_METERS = 100;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BYTES)
                          .maxStringLength(1000)
                          .maxNestingDepth(8)
                          .build())
                  .build())
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  public RobotPoses {
    baseFromTool = Collections.unmodifiableMap(new LinkedHashMap<>(baseFromTool));
  }

  private record PoseJson(List<Double> positionMeters, List<Double> quaternionXyzw) {}

  private record EntryJson(String image, PoseJson baseFromTool) {}

  /**
   * Reads the file.
   *
   * @throws IOException if it is missing, too large, damaged, has an unknown or missing key or a
   *     value out of range, or names a picture twice
   */
  public static RobotPoses read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(file + ": larger than " + MAX_BYTES + " bytes; not a file of poses");
    }
    EntryJson[] entries;
    try {
      entries = MAPPER.readValue(bytes, EntryJson[].class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file
              + (e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage()
              + "; expected a list of {\"image\", \"baseFromTool\": {\"positionMeters\","
              + " \"quaternionXyzw\"}}",
          e);
    }
    Map<String, Transform> poses = new LinkedHashMap<>();
    for (int i = 0; entries != null && i < entries.length; i++) {
      String place = file + ": [" + i + "]: ";
      EntryJson entry = entries[i];
      if (entry == null || entry.image() == null || entry.baseFromTool() == null) {
        throw new IOException(place + "image and baseFromTool are needed");
      }
      List<Double> p = entry.baseFromTool().positionMeters();
      List<Double> q = entry.baseFromTool().quaternionXyzw();
      if (p == null || p.size() != 3 || p.contains(null)) {
        throw new IOException(place + "positionMeters must be a list of 3 numbers, got " + p);
      }
      if (q == null || q.size() != 4 || q.contains(null)) {
        throw new IOException(place + "quaternionXyzw must be a list of 4 numbers, got " + q);
      }
      double norm = Math.sqrt(q.stream().mapToDouble(v -> v * v).sum());
      if (!(Math.abs(norm - 1) < 0.01)) {
        throw new IOException(
            place + "quaternionXyzw must have length 1, got " + q + " of length " + norm);
      }
      for (double value : p) {
        if (!(Math.abs(value) <= MAX_METERS)) {
          throw new IOException(
              place + "positionMeters must be within " + MAX_METERS + " m, got " + p);
        }
      }
      Transform pose =
          new Transform(
              BASE,
              TOOL,
              new Vector3(p.get(0), p.get(1), p.get(2)),
              new Quaternion(q.get(0), q.get(1), q.get(2), q.get(3)));
      if (poses.put(entry.image(), pose) != null) {
        throw new IOException(place + "image '" + entry.image() + "' is listed twice");
      }
    }
    if (poses.isEmpty()) {
      throw new IOException(file + ": no pose in it");
    }
    return new RobotPoses(poses);
  }
}

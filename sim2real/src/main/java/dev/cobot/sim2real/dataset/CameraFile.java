package dev.cobot.sim2real.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A camera on disk that may not know yet where it stands: {@code camera.json} with or without
 * {@code tableFromCamera}.
 */
public final class CameraFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final String POSE = "tableFromCamera";
  private static final JsonMapper MAPPER = SceneJson.strictMapper(MAX_BYTES);

  private CameraFile() {}

  /**
   * Reads the intrinsics.
   *
   * @return the document; a result of a calibration, in which the camera is one key, is allowed
   * @throws IOException if the file is missing, too large, damaged, or has a value out of range
   */
  public static JsonNode read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(file + ": larger than " + MAX_BYTES + " bytes; not a camera file");
    }
    JsonNode document;
    try {
      document = MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw SceneJson.explain(file.toString(), "", e);
    }
    if (!document.isObject()) {
      throw new IOException(file + ": expected an object with the keys of camera.json");
    }
    return document;
  }

  /**
   * Returns the intrinsics of a camera document.
   *
   * @param camera the object with the keys of {@code camera.json}
   * @param file names the source in errors
   * @throws IOException if a key is missing or unknown or a value is out of range
   */
  public static CameraIntrinsics intrinsics(JsonNode camera, String file) throws IOException {
    if (!(camera instanceof ObjectNode given)) {
      throw new IOException(file + ": the camera must be an object");
    }
    ObjectNode posed = given.deepCopy();
    if (!posed.has(POSE)) {
      // The one reader of cameras wants a pose; any does, for it is not looked at.
      JsonNode somewhere =
          MAPPER.valueToTree(
              SceneJson.CameraJson.of(
                  new CameraModel(
                      CameraIntrinsics.ideal(640, 480, 1),
                      Transform.identity(CameraModel.TABLE, CameraModel.OPTICAL))));
      posed.set(POSE, somewhere.get(POSE));
    }
    return SceneFolder.parseCamera(new ByteArrayInputStream(MAPPER.writeValueAsBytes(posed)), file)
        .intrinsics();
  }

  /**
   * Returns the camera of a document that says where it stands; empty for one that does not.
   *
   * @throws IOException as {@link #intrinsics}
   */
  public static Optional<CameraModel> placed(JsonNode camera, String file) throws IOException {
    return camera.has(POSE)
        ? Optional.of(
            SceneFolder.parseCamera(
                new ByteArrayInputStream(MAPPER.writeValueAsBytes(camera)), file))
        : Optional.empty();
  }

  /** Returns the document of {@code camera.json}. */
  public static JsonNode document(CameraModel camera) {
    return MAPPER.valueToTree(SceneJson.CameraJson.of(camera));
  }

  /** Returns the document of a camera that does not know where it stands. */
  public static JsonNode document(CameraIntrinsics lens) {
    ObjectNode camera =
        MAPPER.valueToTree(
            SceneJson.CameraJson.of(
                new CameraModel(lens, Transform.identity(CameraModel.TABLE, CameraModel.OPTICAL))));
    camera.remove(POSE);
    return camera;
  }
}

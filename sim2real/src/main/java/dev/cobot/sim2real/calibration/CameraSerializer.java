package dev.cobot.sim2real.calibration;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.cobot.sim2real.dataset.CameraFile;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import java.io.IOException;

/** Writes cameras with the keys of {@code camera.json}. */
final class CameraSerializer {
  private CameraSerializer() {}

  /** A camera that does not know where it stands. */
  static final class OfLens extends JsonSerializer<CameraIntrinsics> {
    @Override
    public void serialize(CameraIntrinsics lens, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeTree(CameraFile.document(lens));
    }
  }

  /** A camera and where it stands. */
  static final class OfModel extends JsonSerializer<CameraModel> {
    @Override
    public void serialize(CameraModel camera, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeTree(CameraFile.document(camera));
    }
  }
}

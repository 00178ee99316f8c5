package dev.cobot.node.cli.calibrate;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.sight.SeenObject;
import dev.cobot.brain.sight.Sight;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What looks at the pictures of a calibration. */
interface CellSight extends AutoCloseable {
  /** Opens what looks, with the models of a folder. */
  interface Opener {
    CellSight open(Path models, InferenceDevice device);
  }

  /** The kinds that are told apart. */
  List<ObjectKind> kinds();

  /** Returns the score from which on objects are told without a calibration. */
  double minScore();

  /** Returns what is seen, with all scores. */
  List<SeenObject> look(RgbImage image, CameraModel camera);

  @Override
  void close();

  /** Opens the detector and the reader of a folder. */
  static CellSight open(Path models, InferenceDevice device) {
    Sight sight = Sight.open(models, device);
    return new CellSight() {
      @Override
      public List<ObjectKind> kinds() {
        return sight.kinds();
      }

      @Override
      public double minScore() {
        return sight.minScore();
      }

      @Override
      public List<SeenObject> look(RgbImage image, CameraModel camera) {
        return sight.look(
            image.rgb(), image.widthPixels(), image.heightPixels(), Optional.of(camera), 0);
      }

      @Override
      public void close() {
        sight.close();
      }
    };
  }

  /** Returns the hashes of a folder's models, by name. */
  static Map<String, String> modelHashes(Path models) {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (String name : List.of("detector", "reader")) {
      hashes.put("sight/" + name, ModelFolder.weightsSha256(models.resolve(name)));
    }
    return hashes;
  }
}

package dev.cobot.node.cli.calibrate;

import dev.cobot.brain.sight.SeenObject;
import dev.cobot.sim2real.dataset.LabelledImage;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Sees what is labelled where the true camera shows it, so that a camera file that lies moves it;
 * with a little noise, and with colours as a light of the test's choice makes them.
 */
final class TruthfulSight implements CellSight {
  private static final double NOISE_METERS = 0.0015;
  private static final double NOISE_COLOR = 0.01;

  private final Map<Integer, LabelledImage> images = new HashMap<>();
  private final CameraModel truth;
  private final UnaryOperator<ColorRgb> light;

  TruthfulSight(SceneFolder scenes, UnaryOperator<ColorRgb> light) throws IOException {
    truth = scenes.camera();
    this.light = light;
    for (LabelledImage image : scenes.images()) {
      images.put(Arrays.hashCode(FrameFiles.readImage(image.image()).rgb()), image);
    }
  }

  @Override
  public double minScore() {
    return 0.35;
  }

  @Override
  public List<ObjectKind> kinds() {
    return List.of(ObjectKind.values());
  }

  @Override
  public List<SeenObject> look(RgbImage image, CameraModel camera) {
    int key = Arrays.hashCode(image.rgb());
    SplittableRandom random = new SplittableRandom(key);
    List<SeenObject> seen = new ArrayList<>();
    for (SceneObject object : images.get(key).objects()) {
      CameraModel.Pixel pixel = truth.project(object.positionMeters());
      Vector3 at = camera.intersectPlane(pixel.x(), pixel.y(), object.positionMeters().z());
      ColorRgb color = light.apply(object.color());
      seen.add(
          new SeenObject(
              object.kind(),
              0.9,
              pixel.x() - 5,
              pixel.y() - 5,
              pixel.x() + 5,
              pixel.y() + 5,
              ColorRgb.clamped(
                  color.red() + noise(random, NOISE_COLOR),
                  color.green() + noise(random, NOISE_COLOR),
                  color.blue() + noise(random, NOISE_COLOR)),
              new Vector3(NOISE_COLOR, NOISE_COLOR, NOISE_COLOR),
              Optional.of(
                  new SeenObject.Place(
                      at.plus(
                          new Vector3(
                              noise(random, NOISE_METERS),
                              noise(random, NOISE_METERS),
                              noise(random, NOISE_METERS))),
                      new Vector3(NOISE_METERS, NOISE_METERS, NOISE_METERS),
                      object.yawRad() + noise(random, 0.01),
                      0,
                      object.kind().yawSymmetryOrder() == 0 ? Math.PI : 0.01,
                      object.sizeMeters()))));
    }
    return seen;
  }

  /** Sum of twelve draws: near enough to normal. */
  private static double noise(SplittableRandom random, double sigma) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sigma * sum;
  }

  @Override
  public void close() {}
}

package dev.cobot.brain;

import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.sight.SeenObject;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the vision domain and the workspace read of a picture, in the form of sight's, so that the
 * two can be held against the same labels. One thread.
 */
public final class VisionBaseline implements AutoCloseable {
  private final Perception perception;
  private final GlobalWorkspace workspace;

  private VisionBaseline(Perception perception, GlobalWorkspace workspace) {
    this.perception = perception;
    this.workspace = workspace;
  }

  /**
   * Opens the vision domain and the workspace.
   *
   * @throws ModelException as {@link BrainModels#open} does
   */
  public static VisionBaseline open(BrainModels models, InferenceDevice device) {
    Perception perception = models.openVisionPerception(device);
    try {
      return new VisionBaseline(perception, models.openWorkspace(device));
    } catch (ModelException e) {
      perception.close();
      throw e;
    }
  }

  /** Returns the objects of a picture, the surest first, from vision's own lowest score on. */
  public List<SeenObject> look(CameraFrame frame) {
    List<SeenObject> seen = new ArrayList<>();
    for (Detection detection : perception.perceive(frame, workspace)) {
      ObjectAttributes a = detection.attributes();
      double[] box = box(a, frame.camera());
      seen.add(
          new SeenObject(
              a.kind(),
              a.score(),
              box[0],
              box[1],
              box[2],
              box[3],
              a.color(),
              a.uncertainty().colorRgb(),
              Optional.of(
                  new SeenObject.Place(
                      a.positionMeters(),
                      a.uncertainty().positionMeters(),
                      a.yawRad(),
                      0,
                      a.uncertainty().yawRad(),
                      a.sizeMeters()))));
    }
    return seen;
  }

  /**
   * Vision finds no boxes: the smallest around the corners of what it believes to be there, within
   * the picture.
   */
  private static double[] box(ObjectAttributes object, CameraModel camera) {
    double[] box = {Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
    Quaternion turned = Quaternion.fromYaw(object.yawRad());
    Vector3 half = object.sizeMeters().times(0.5);
    for (int corner = 0; corner < 8; corner++) {
      Vector3 offset =
          new Vector3(
              (corner & 1) == 0 ? -half.x() : half.x(),
              (corner & 2) == 0 ? -half.y() : half.y(),
              (corner & 4) == 0 ? -half.z() : half.z());
      CameraModel.Pixel pixel = camera.project(object.positionMeters().plus(turned.rotate(offset)));
      if (pixel.depthMeters() > 0) {
        box[0] = Math.min(box[0], pixel.x());
        box[1] = Math.min(box[1], pixel.y());
        box[2] = Math.max(box[2], pixel.x());
        box[3] = Math.max(box[3], pixel.y());
      }
    }
    if (box[0] > box[2]) {
      return new double[4];
    }
    double right = camera.intrinsics().widthPixels() - 0.5;
    double lower = camera.intrinsics().heightPixels() - 0.5;
    return new double[] {
      Math.max(-0.5, box[0]),
      Math.max(-0.5, box[1]),
      Math.min(right, box[2]),
      Math.min(lower, box[3])
    };
  }

  @Override
  public void close() {
    perception.close();
    workspace.close();
  }
}

package dev.cobot.brain;

import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.belief.Standing;
import dev.cobot.brain.vision.ObjectCandidate;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/**
 * The vision domain of the workspace: its latents go in, and the attributes are what the workspace
 * reads from them. It knows the camera and the shapes that it was trained with.
 */
final class LearnedPerception implements Perception {
  /**
   * Error of a projected centre in one direction, in widths of the picture, on held-out pictures.
   */
  private static final double CENTRE_SIGMA = 0.44 / 320;

  private final VisionDomain vision;
  private final double sigmaScale;

  /**
   * @param vision closed with this
   * @param sigmaScale factor on every predicted sigma, from calibration on held-out pictures
   */
  LearnedPerception(VisionDomain vision, double sigmaScale) {
    this.vision = vision;
    this.sigmaScale = sigmaScale;
  }

  @Override
  public List<Detection> perceive(CameraFrame frame, GlobalWorkspace workspace) {
    List<ObjectCandidate> candidates = vision.look(frame);
    int n = candidates.size();
    if (n == 0) {
      return List.of();
    }
    float[] latents = new float[n * VisionDomain.LATENT_WIDTH];
    for (int i = 0; i < n; i++) {
      System.arraycopy(
          candidates.get(i).latent(),
          0,
          latents,
          i * VisionDomain.LATENT_WIDTH,
          VisionDomain.LATENT_WIDTH);
    }
    int width = workspace.shape().latentWidth();
    float[] encodings = workspace.encode(Brain.VISION, n, latents);
    float[] decoded = workspace.decode(Brain.ATTRIBUTES, n, workspace.alone(encodings));
    List<ObjectAttributes> seen = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      ObjectCandidate candidate = candidates.get(i);
      seen.add(
          onItsRay(
              AttributeDomain.decode(
                  "seen-" + i,
                  decoded,
                  i * AttributeDomain.DECODED_WIDTH,
                  candidate.score(),
                  sigmaScale),
              candidate,
              frame.camera()));
    }
    Vector3 eye = frame.camera().tableFromCamera().translation();
    List<ObjectAttributes> settled = Standing.settle(seen, eye, Standing.Sizes.KNOWN);
    List<Detection> detections = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      float[] encoding = new float[width];
      System.arraycopy(encodings, i * width, encoding, 0, width);
      detections.add(new Detection(settled.get(i), encoding));
    }
    return detections;
  }

  /**
   * Returns the object where the ray through its centre in the picture is as high as the workspace
   * says it is: of a place in the picture the detector is surer than any encoding of it. How sure
   * it is of the place follows from height and ray.
   */
  private static ObjectAttributes onItsRay(
      ObjectAttributes object, ObjectCandidate candidate, CameraModel camera) {
    double x = candidate.xPixels();
    double y = candidate.yPixels();
    Vector3 place = camera.intersectPlane(x, y, object.positionMeters().z());
    if (place == null) {
      return object;
    }
    Vector3 direction = camera.rayDirection(x, y);
    double heightSigmaMeters = object.uncertainty().positionMeters().z();
    double acrossMeters =
        CENTRE_SIGMA
            * camera.intrinsics().widthPixels()
            / camera.intrinsics().fx()
            * place.distanceTo(camera.tableFromCamera().translation());
    ObjectAttributes.Uncertainty known = object.uncertainty();
    return new ObjectAttributes(
        object.id(),
        object.kind(),
        place,
        object.yawRad(),
        object.color(),
        object.sizeMeters(),
        object.score(),
        new ObjectAttributes.Uncertainty(
            new Vector3(
                Math.hypot(heightSigmaMeters * direction.x() / direction.z(), acrossMeters),
                Math.hypot(heightSigmaMeters * direction.y() / direction.z(), acrossMeters),
                heightSigmaMeters),
            known.yawRad(),
            known.colorRgb()),
        object.axis());
  }

  @Override
  public void close() {
    vision.close();
  }
}

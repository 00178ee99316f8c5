package dev.cobot.brain;

import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.belief.Standing;
import dev.cobot.brain.vision.ObjectCandidate;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;

/**
 * The vision domain of the workspace: its latents go in, and the attributes are what the workspace
 * reads from them. It knows the camera and the shapes that it was trained with.
 */
final class LearnedPerception implements Perception {
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
      seen.add(
          AttributeDomain.decode(
              "seen-" + i,
              decoded,
              i * AttributeDomain.DECODED_WIDTH,
              candidates.get(i).score(),
              sigmaScale));
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

  @Override
  public void close() {
    vision.close();
  }
}

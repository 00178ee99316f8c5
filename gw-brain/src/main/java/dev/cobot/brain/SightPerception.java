package dev.cobot.brain;

import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.belief.Standing;
import dev.cobot.brain.sight.SeenObject;
import dev.cobot.brain.sight.Sight;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sight of any calibrated camera. What it reads enters the workspace through the attributes'
 * domain, which is aligned with vision, so that grounding and policy need not know who looked.
 */
final class SightPerception implements Perception {
  private final Sight sight;

  /**
   * @param sight closed with this
   */
  SightPerception(Sight sight) {
    this.sight = sight;
  }

  @Override
  public List<Detection> perceive(CameraFrame frame, GlobalWorkspace workspace) {
    List<SeenObject> seen =
        sight.look(
            frame.rgb(),
            frame.widthPixels(),
            frame.heightPixels(),
            Optional.of(frame.camera()),
            sight.minScore());
    List<ObjectAttributes> placed = new ArrayList<>();
    for (SeenObject object : seen) {
      object.attributes("seen-" + placed.size()).ifPresent(placed::add);
    }
    Vector3 eye = frame.camera().tableFromCamera().translation();
    return encoded(Standing.settle(placed, eye, Standing.Sizes.APPARENT), workspace);
  }

  /** Returns objects as the attributes' domain sends them to the workspace. */
  static List<Detection> encoded(List<ObjectAttributes> placed, GlobalWorkspace workspace) {
    int n = placed.size();
    if (n == 0) {
      return List.of();
    }
    float[] latents = new float[n * AttributeDomain.LATENT_WIDTH];
    for (int i = 0; i < n; i++) {
      System.arraycopy(
          AttributeDomain.latent(placed.get(i)),
          0,
          latents,
          i * AttributeDomain.LATENT_WIDTH,
          AttributeDomain.LATENT_WIDTH);
    }
    int width = workspace.shape().latentWidth();
    float[] encodings = workspace.encode(Brain.ATTRIBUTES, n, latents);
    List<Detection> detections = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      float[] encoding = new float[width];
      System.arraycopy(encodings, i * width, encoding, 0, width);
      detections.add(new Detection(placed.get(i), encoding));
    }
    return detections;
  }

  @Override
  public void close() {
    sight.close();
  }
}

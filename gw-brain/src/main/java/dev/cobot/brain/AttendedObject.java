package dev.cobot.brain;

import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.MlpShape;
import java.util.List;

/** The object in focus: as vision sees it, or by its attributes where no picture tells. */
final class AttendedObject implements RuntimeDomain {
  @Override
  public String name() {
    return Brain.VISION;
  }

  @Override
  public List<DomainSpec> specs(MlpShape mlp) {
    return List.of(
        DomainSpec.of(Brain.VISION, VisionDomain.LATENT_WIDTH, mlp),
        new DomainSpec(
            Brain.ATTRIBUTES,
            AttributeDomain.LATENT_WIDTH,
            AttributeDomain.DECODED_WIDTH,
            mlp,
            mlp));
  }

  @Override
  public float[] encode(GlobalWorkspace workspace, Focus focus) {
    return encode(workspace, focus.object());
  }

  /**
   * Returns what an object sends to the workspace. The last picture of what the hand holds is old:
   * its attributes, which move with the hand, take the picture's place.
   */
  static float[] encode(GlobalWorkspace workspace, Track object) {
    return object.held()
        ? workspace.encode(Brain.ATTRIBUTES, 1, AttributeDomain.latent(object.attributes()))
        : object.encoding();
  }
}

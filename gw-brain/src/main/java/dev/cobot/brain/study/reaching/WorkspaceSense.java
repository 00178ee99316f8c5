package dev.cobot.brain.study.reaching;

import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.shapes.ShapeAttributes;

/** The workspace's state z = tanh(e(u)) of one modality. */
final class WorkspaceSense implements Sense {
  private final GlobalWorkspace workspace;
  private final ShapesModule module;
  private final Modality modality;

  /**
   * @param module the modality's own
   */
  WorkspaceSense(GlobalWorkspace workspace, ShapesModule module, Modality modality) {
    this.workspace = workspace;
    this.module = module;
    this.modality = modality;
    if (!module.name().equals(modality.domain())) {
      throw new IllegalArgumentException(
          "%s are encoded by the module '%s', got '%s'"
              .formatted(modality.title(), modality.domain(), module.name()));
    }
    workspace.shape().domain(modality.domain());
  }

  @Override
  public int width() {
    return workspace.shape().latentWidth();
  }

  @Override
  public float[] of(ShapeAttributes[] states) {
    float[] latents = module.encode(states.length, modality.observe(states));
    return workspace.alone(workspace.encode(modality.domain(), states.length, latents));
  }
}

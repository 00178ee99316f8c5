package dev.cobot.brain;

import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.MlpShape;
import java.util.List;

/** The hand, as the body feels it. */
final class FeltHand implements RuntimeDomain {
  @Override
  public String name() {
    return Brain.BODY;
  }

  @Override
  public List<DomainSpec> specs(MlpShape mlp) {
    return List.of(DomainSpec.of(Brain.BODY, BodyDomain.LATENT_WIDTH, mlp));
  }

  @Override
  public float[] encode(GlobalWorkspace workspace, Focus focus) {
    return workspace.encode(Brain.BODY, 1, BodyDomain.latent(focus.hand()));
  }
}

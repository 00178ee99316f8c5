package dev.cobot.brain;

import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.MlpShape;
import java.util.List;

/** The phrase that means the object in focus. */
final class SaidPhrase implements RuntimeDomain {
  @Override
  public String name() {
    return Brain.LANGUAGE;
  }

  @Override
  public List<DomainSpec> specs(MlpShape mlp) {
    return List.of(DomainSpec.of(Brain.LANGUAGE, LanguageNet.LATENT_WIDTH, mlp));
  }

  @Override
  public float[] encode(GlobalWorkspace workspace, Focus focus) {
    return workspace.encode(Brain.LANGUAGE, 1, focus.phrase());
  }
}

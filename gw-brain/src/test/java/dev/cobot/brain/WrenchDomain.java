package dev.cobot.brain;

import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.MlpShape;
import java.util.List;

/**
 * What a force-torque sensor in the wrist says: force (3, in 10 N), torque (3, in 1 Nm); zeros
 * while it says nothing.
 */
final class WrenchDomain implements RuntimeDomain {
  static final String WRENCH = "wrench";
  private static final float[] SCALES = {0.1f, 0.1f, 0.1f, 1, 1, 1};

  @Override
  public String name() {
    return WRENCH;
  }

  @Override
  public List<DomainSpec> specs(MlpShape mlp) {
    return List.of(DomainSpec.of(WRENCH, SCALES.length, mlp));
  }

  @Override
  public float[] encode(GlobalWorkspace workspace, Focus focus) {
    return workspace.encode(WRENCH, 1, latent(focus.touch().get("wrist")));
  }

  static float[] latent(TouchReading reading) {
    float[] latent = new float[SCALES.length];
    for (int i = 0; reading != null && i < latent.length; i++) {
      latent[i] = SCALES[i] * reading.values()[i];
    }
    return latent;
  }
}

package dev.cobot.brain.example;

import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.objective.LatentTable;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;

/**
 * A wrist's torque while the hand swings what it holds, as a domain of a workspace: all that a new
 * domain needs. Its latent is the first Fourier coefficients of the signal.
 */
final class TorqueDomain {
  static final String NAME = "torque";
  static final int SAMPLES = 32; // of one swing
  private static final int HARMONICS = 4; // each with a cosine and a sine
  private static final int WIDTH = 1 + 2 * HARMONICS;

  private TorqueDomain() {}

  /**
   * Returns the latent of a signal, (9): its mean, then cosine and sine of each harmonic.
   *
   * @param torqueNm (32), evenly over one swing
   */
  static float[] encode(double[] torqueNm) {
    float[] latent = new float[WIDTH];
    for (int i = 0; i < SAMPLES; i++) {
      latent[0] += (float) (torqueNm[i] / SAMPLES);
      for (int k = 1; k <= HARMONICS; k++) {
        double phaseRad = 2 * Math.PI * k * i / SAMPLES;
        latent[2 * k - 1] += (float) (2 * torqueNm[i] * Math.cos(phaseRad) / SAMPLES);
        latent[2 * k] += (float) (2 * torqueNm[i] * Math.sin(phaseRad) / SAMPLES);
      }
    }
    return latent;
  }

  /** Returns the domain; the latents of the training scenes give its units. */
  static Domain of(LatentTable training, MlpShape mlp) {
    DomainSpec spec = DomainSpec.of(NAME, WIDTH, mlp).standardized(training.of(NAME));
    return () -> spec;
  }
}

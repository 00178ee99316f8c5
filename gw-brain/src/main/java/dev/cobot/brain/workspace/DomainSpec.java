package dev.cobot.brain.workspace;

/**
 * A domain of the workspace.
 *
 * @param name unique in its workspace, for example {@code vision}
 * @param latentWidth values of the domain's own latent u
 * @param decodedWidth values that a broadcast says about the domain: the latent itself, or a
 *     distribution over it
 * @param encoder hidden part of e, which takes u to the workspace
 * @param decoder hidden part of d, which takes the workspace to what it says about the domain
 * @param standardization of the latent, before e and after d; null: none. Only for a domain whose
 *     decoder says the latent itself
 */
public record DomainSpec(
    String name,
    int latentWidth,
    int decodedWidth,
    MlpShape encoder,
    MlpShape decoder,
    Standardization standardization) {
  /** Checks the name and the widths. */
  public DomainSpec {
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}") || latentWidth < 1 || decodedWidth < 1) {
      throw new IllegalArgumentException(
          "domain '%s' of width %d, decoded %d; allowed: a letter, then letters, digits, _ or -, and widths above 0"
              .formatted(name, latentWidth, decodedWidth));
    }
    if (standardization != null
        && (standardization.width() != latentWidth || decodedWidth != latentWidth)) {
      throw new IllegalArgumentException(
          "domain '%s' has a standardization of %d values; allowed: as many as its latent, %d, and its decoder, %d"
              .formatted(name, standardization.width(), latentWidth, decodedWidth));
    }
  }

  /** Returns a domain without standardization. */
  public DomainSpec(
      String name, int latentWidth, int decodedWidth, MlpShape encoder, MlpShape decoder) {
    this(name, latentWidth, decodedWidth, encoder, decoder, null);
  }

  /** Returns a domain whose decoder says the latent itself. */
  public static DomainSpec of(String name, int latentWidth, MlpShape mlp) {
    return new DomainSpec(name, latentWidth, latentWidth, mlp, mlp);
  }

  /**
   * Returns this with the standardization of some latents.
   *
   * @param latents (rows, latent width), row-major
   */
  public DomainSpec standardized(float[] latents) {
    return new DomainSpec(
        name,
        latentWidth,
        decodedWidth,
        encoder,
        decoder,
        Standardization.of(latents, latentWidth));
  }
}

package dev.cobot.brain.workspace;

/**
 * A domain of the workspace.
 *
 * @param name unique in its workspace, for example {@code vision}
 * @param latentWidth values of the domain's own latent
 * @param decodedWidth values that a broadcast says about the domain: the latent itself, or a
 *     distribution over it
 */
public record DomainSpec(String name, int latentWidth, int decodedWidth) {}

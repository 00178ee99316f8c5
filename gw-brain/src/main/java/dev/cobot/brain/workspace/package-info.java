/**
 * The Global Workspace: encoders from and decoders to N named domains around one shared latent,
 * fusion, broadcast, and the attention that chooses what enters (VanRullen and Kanai 2021;
 * Devillers, Maytie and VanRullen 2024, arXiv 2306.15711).
 *
 * <p>Latents are float arrays; the engine behind the networks stays inside. Not thread-safe: one
 * owner.
 */
package dev.cobot.brain.workspace;

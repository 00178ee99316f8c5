package dev.cobot.brain;

import java.util.Map;

/**
 * What the workspace broadcasts: its content and what was let in.
 *
 * @param latent (workspace width), in [-1, 1]
 * @param modalityAttention weight of each fused domain by name, summing to 1 unless nothing is
 *     broadcast
 */
public record Broadcast(float[] latent, Map<String, Double> modalityAttention) {}

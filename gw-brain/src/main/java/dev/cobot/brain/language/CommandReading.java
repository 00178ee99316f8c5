package dev.cobot.brain.language;

/**
 * What the language domain makes of a command.
 *
 * @param meaning the most likely meaning
 * @param intentProbability probability of that intent
 * @param targetLatent the language domain's latent of the target's phrase
 * @param destinationLatent the latent of the destination's phrase
 */
public record CommandReading(
    String text,
    CommandMeaning meaning,
    double intentProbability,
    float[] targetLatent,
    float[] destinationLatent) {}

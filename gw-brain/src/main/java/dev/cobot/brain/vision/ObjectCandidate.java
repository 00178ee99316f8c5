package dev.cobot.brain.vision;

/**
 * One thing in a picture that may be an object.
 *
 * @param kindIndex index into the model's kinds
 * @param score peak of its heat map, in [0, 1]
 * @param xPixels projected centre of the object in the frame as it was taken
 * @param yPixels see {@code xPixels}
 * @param latent the vision domain's latent, {@link VisionDomain#LATENT_WIDTH} values; owned by the
 *     candidate
 */
public record ObjectCandidate(
    int kindIndex, double score, double xPixels, double yPixels, float[] latent) {}

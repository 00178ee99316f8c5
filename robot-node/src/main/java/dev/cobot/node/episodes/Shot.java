package dev.cobot.node.episodes;

/**
 * A picture of an episode. Equal pictures are kept once.
 *
 * @param camera its id
 * @param stampNanos when it was taken, clock in use
 * @param moment why it was kept: accepted, grasp, let go, meanwhile, end
 * @param sha256 of its PNG file, hexadecimal
 */
public record Shot(
    String camera,
    long stampNanos,
    String moment,
    String sha256,
    int widthPixels,
    int heightPixels) {}

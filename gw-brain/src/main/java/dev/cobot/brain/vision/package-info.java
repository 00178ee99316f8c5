/**
 * The vision domain: a camera frame to object candidates, each with a latent.
 *
 * <p>Pixels have their centres at integers; the network sees every image resized to one size, with
 * the intrinsics resized alike. Not thread-safe: one owner each.
 */
package dev.cobot.brain.vision;

/**
 * Seeing with any camera: objects are found on a small picture without stretching it, and each is
 * read from a crop of the picture as it was taken.
 *
 * <p>Pixels have their centres at integers.
 */
package dev.cobot.brain.sight;

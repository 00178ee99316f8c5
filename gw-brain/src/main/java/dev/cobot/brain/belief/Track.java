package dev.cobot.brain.belief;

import dev.cobot.sim2real.scene.ObjectAttributes;

/**
 * An object that is followed.
 *
 * @param attributes its attributes, with the track's id
 * @param encoding the newest encoding that a detection of it sent to the workspace
 * @param lastSeenNanos when a picture last showed it
 * @param sightings how many pictures have shown it
 * @param held whether it moves with the hand
 */
public record Track(
    ObjectAttributes attributes,
    float[] encoding,
    long lastSeenNanos,
    int sightings,
    boolean held) {

  public String id() {
    return attributes.id();
  }
}

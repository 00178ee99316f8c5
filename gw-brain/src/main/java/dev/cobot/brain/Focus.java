package dev.cobot.brain;

import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import java.util.Map;

/**
 * What one broadcast is made of: an object, the phrase that means it, and what is felt meanwhile.
 *
 * @param object the object as believed now
 * @param phrase the language domain's latent of the phrase
 * @param touch the newest reading of each touch sensor, by its name; empty where there is none
 */
public record Focus(Track object, float[] phrase, HandState hand, Map<String, TouchReading> touch) {
  public Focus {
    touch = Map.copyOf(touch);
  }
}

package dev.cobot.brain.language;

import java.util.Map;

/**
 * What the language domain makes of a command.
 *
 * @param meaning the most likely meaning
 * @param skillProbability probability of the meaning's skill, or of "none that is known"
 * @param latents the language domain's latent of each role's phrase, whether it says something or
 *     not
 */
public record CommandReading(
    String text, CommandMeaning meaning, double skillProbability, Map<Role, float[]> latents) {
  public CommandReading {
    latents = Map.copyOf(latents);
  }

  /** Returns the latent of a role's phrase. */
  public float[] latent(Role role) {
    float[] latent = latents.get(role);
    if (latent == null) {
      throw new IllegalArgumentException(
          "the language domain reads no phrase for '"
              + role.word()
              + "'; it reads "
              + latents.keySet());
    }
    return latent;
  }
}

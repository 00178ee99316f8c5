package dev.cobot.brain.language;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is heard in a command.
 *
 * @param meaning the most likely meaning
 * @param skillProbability probability of the meaning's skill, or of "none that is known"
 * @param latents the language domain's latent of each role's phrase, whether it says something or
 *     not; none when the sentence is refused before anything is looked at
 * @param places what each role's phrase says of where the object is
 * @param postures how each role's object is said to rest; a role of which it is not said is left
 *     out
 * @param objection why it is not carried out as it was said; empty when nothing speaks against it
 */
public record CommandReading(
    String text,
    CommandMeaning meaning,
    double skillProbability,
    Map<Role, float[]> latents,
    Map<Role, List<SpatialPhrase>> places,
    Map<Role, Posture> postures,
    Optional<Objection> objection) {
  public CommandReading {
    latents = Map.copyOf(latents);
    places = Map.copyOf(places);
    postures = Map.copyOf(postures);
  }

  /** Says nothing of postures. */
  public CommandReading(
      String text,
      CommandMeaning meaning,
      double skillProbability,
      Map<Role, float[]> latents,
      Map<Role, List<SpatialPhrase>> places,
      Optional<Objection> objection) {
    this(text, meaning, skillProbability, latents, places, Map.of(), objection);
  }

  /** Says nothing of places. */
  public CommandReading(
      String text,
      CommandMeaning meaning,
      double skillProbability,
      Map<Role, float[]> latents,
      Optional<Objection> objection) {
    this(text, meaning, skillProbability, latents, Map.of(), objection);
  }

  /** Says nothing of places, and nothing speaks against it. */
  public CommandReading(
      String text, CommandMeaning meaning, double skillProbability, Map<Role, float[]> latents) {
    this(text, meaning, skillProbability, latents, Optional.empty());
  }

  /** Returns what a role's phrase says of where the object is; none where it says nothing. */
  public List<SpatialPhrase> places(Role role) {
    return places.getOrDefault(role, List.of());
  }

  /** Returns how a role's object is said to rest; empty where it is not said. */
  public Optional<Posture> posture(Role role) {
    return Optional.ofNullable(postures.get(role));
  }

  /** Returns the objection of a stage, if it is there. */
  public Optional<Objection> objection(Objection.Stage stage) {
    return objection.filter(o -> o.stage() == stage);
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

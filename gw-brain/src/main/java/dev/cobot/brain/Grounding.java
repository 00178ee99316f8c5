package dev.cobot.brain;

import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.workspace.Attention;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the phrases of a command attend to among the objects that are believed to be there.
 *
 * @param tracks the objects, in the order of the attentions' weights
 * @param roles what each role's phrase attends to
 */
public record Grounding(List<Track> tracks, Map<Role, Attended> roles) {
  public Grounding {
    tracks = List.copyOf(tracks);
    roles = Map.copyOf(roles);
  }

  /**
   * What one phrase attends to.
   *
   * @param phrase what the phrase alone would broadcast (workspace width)
   */
  public record Attended(Attention attention, float[] phrase) {}

  /** Returns what the phrase of a role attends to. */
  public Attended of(Role role) {
    return roles.get(role);
  }

  /** Returns the object to which most of a role's attention goes, whether it is meant or not. */
  public Optional<Track> strongest(Role role) {
    int index = of(role).attention().strongest();
    return index < 0 ? Optional.empty() : Optional.of(tracks.get(index));
  }

  /** Returns the object that a role's phrase means; nothing when it is rather none of them. */
  public Optional<Track> meant(Role role) {
    Attention attention = of(role).attention();
    return strongest(role).filter(t -> attention.absent() <= attention.weights()[indexOf(t.id())]);
  }

  /** Returns how much of a role's attention an object has, by its id; 0 when it was not there. */
  public double weight(Role role, String id) {
    int index = indexOf(id);
    return index < 0 ? 0 : of(role).attention().weights()[index];
  }

  /** Returns the weight of each object by id, and that of none of them as {@code none}. */
  public Map<String, Double> weights(Role role) {
    Attention attention = of(role).attention();
    Map<String, Double> weights = new LinkedHashMap<>();
    for (int i = 0; i < tracks.size(); i++) {
      weights.put(tracks.get(i).id(), attention.weights()[i]);
    }
    weights.put("none", attention.absent());
    return weights;
  }

  private int indexOf(String id) {
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }
}

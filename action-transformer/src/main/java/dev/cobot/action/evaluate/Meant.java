package dev.cobot.action.evaluate;

import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantTruth;
import java.util.Comparator;
import java.util.Optional;

/**
 * What the target of a command was taken to be at the moment at which it was understood, by what
 * was believed then.
 *
 * @param id the id of the object, of the same kind, that truly is nearest to where it was believed
 *     to be; empty when nothing was meant, or there is no such object
 * @param offMeters how far that object was from there, along the table; NaN without one
 */
public record Meant(String id, double offMeters) {
  /** Nothing was meant. */
  public static final Meant NOTHING = new Meant("", Double.NaN);

  static Meant of(Grounding grounding, PlantTruth truth) {
    Optional<Track> meant =
        grounding.roles().containsKey(Role.TARGET)
            ? grounding.meant(Role.TARGET)
            : Optional.empty();
    if (meant.isEmpty()) {
      return NOTHING;
    }
    Vector3 believed = meant.get().attributes().positionMeters();
    return truth.objects().stream()
        .map(PlantTruth.ObjectTruth::object)
        .filter(object -> object.kind() == meant.get().attributes().kind())
        .map(o -> new Meant(o.id(), o.positionMeters().horizontalDistanceTo(believed)))
        .min(Comparator.comparingDouble(Meant::offMeters))
        .orElse(NOTHING);
  }
}

package dev.cobot.action.session;

import dev.cobot.sim2real.scene.ObjectKind;
import java.util.Set;

/**
 * What a policy was trained to do; anything else is refused.
 *
 * @param targets kinds that it can pick
 * @param destinations kinds that it can place them in
 */
public record Skills(Set<ObjectKind> targets, Set<ObjectKind> destinations) {
  public Skills {
    targets = Set.copyOf(targets);
    destinations = Set.copyOf(destinations);
  }
}

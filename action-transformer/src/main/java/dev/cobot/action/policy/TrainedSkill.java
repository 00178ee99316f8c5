package dev.cobot.action.policy;

import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A skill as a policy was trained for it.
 *
 * @param skill its name
 * @param kinds the kinds of objects that it was shown in each role
 */
public record TrainedSkill(String skill, Map<Role, Set<ObjectKind>> kinds) {
  public TrainedSkill {
    if (skill.isBlank() || kinds.isEmpty() || kinds.values().stream().anyMatch(Set::isEmpty)) {
      throw new IllegalArgumentException(
          "a trained skill needs a name and kinds by role, got '" + skill + "' and " + kinds);
    }
    Map<Role, Set<ObjectKind>> ordered = new EnumMap<>(Role.class); // in files too
    kinds.forEach((role, of) -> ordered.put(role, Collections.unmodifiableSet(EnumSet.copyOf(of))));
    kinds = Collections.unmodifiableMap(ordered);
  }
}

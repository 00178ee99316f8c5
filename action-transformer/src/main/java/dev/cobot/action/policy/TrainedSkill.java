package dev.cobot.action.policy;

import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A skill as a policy was trained for it.
 *
 * @param skill its name
 * @param kinds the kinds of objects that it was shown in each role
 */
public record TrainedSkill(String skill, Map<Role, Set<ObjectKind>> kinds) {
  public TrainedSkill {
    kinds =
        kinds.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Set.copyOf(e.getValue())));
    if (skill.isBlank() || kinds.isEmpty()) {
      throw new IllegalArgumentException(
          "a trained skill needs a name and kinds by role, got '" + skill + "' and " + kinds);
    }
  }
}

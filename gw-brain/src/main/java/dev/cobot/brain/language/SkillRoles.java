package dev.cobot.brain.language;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A skill as the language domain knows it.
 *
 * @param skill its name
 * @param roles what a command for it names
 */
public record SkillRoles(String skill, Set<Role> roles) {
  public SkillRoles {
    if (skill.isBlank() || roles.isEmpty()) {
      throw new IllegalArgumentException(
          "a skill needs a name and roles, got '" + skill + "' and " + roles);
    }
    roles = Collections.unmodifiableSet(EnumSet.copyOf(roles)); // in their order, in files too
  }
}

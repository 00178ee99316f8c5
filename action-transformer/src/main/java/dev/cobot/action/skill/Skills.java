package dev.cobot.action.skill;

import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.Wording;
import java.util.List;
import java.util.Optional;

/** Some skills, each with a name of its own; the project's are in the catalogue. */
public record Skills(List<Skill> all) {
  public Skills {
    all = List.copyOf(all);
    if (all.stream().map(Skill::name).distinct().count() < all.size()) {
      throw new IllegalArgumentException(
          "each skill needs its own name, got " + all.stream().map(Skill::name).toList());
    }
  }

  /** Returns those that a policy carries out; the others are led by their experts. */
  public Skills ofPolicies() {
    return new Skills(all.stream().filter(skill -> !(skill instanceof HandSkill)).toList());
  }

  /** Returns the skill of a name, if there is one. */
  public Optional<Skill> find(String name) {
    return all.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** Returns the skill of a name; an unknown name is an error that lists the known ones. */
  public Skill get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no skill '%s'; there are %s"
                        .formatted(name, all.stream().map(Skill::name).toList())));
  }

  /** Returns what a command for each skill names. */
  public List<SkillRoles> roles() {
    return all.stream().map(s -> new SkillRoles(s.name(), s.roles())).toList();
  }

  /** Returns how the skills are asked for, of those that can be asked for in words. */
  public List<Wording> wordings() {
    return all.stream().flatMap(s -> s.wording().stream()).toList();
  }
}

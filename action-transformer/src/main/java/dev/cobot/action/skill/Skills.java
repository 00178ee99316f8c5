package dev.cobot.action.skill;

import dev.cobot.action.skill.pick.Pick;
import dev.cobot.action.skill.placein.PlaceIn;
import dev.cobot.action.skill.push.Push;
import dev.cobot.action.skill.wipe.Wipe;
import dev.cobot.brain.language.Wording;
import java.util.List;
import java.util.Optional;

/** The catalogue of skills. */
public record Skills(List<Skill> all) {
  private static final Skills CATALOGUE =
      new Skills(List.of(new PlaceIn(), new Pick(), new Push(), new Wipe()));

  public Skills {
    all = List.copyOf(all);
    if (all.stream().map(Skill::name).distinct().count() < all.size()) {
      throw new IllegalArgumentException(
          "each skill needs its own name, got " + all.stream().map(Skill::name).toList());
    }
  }

  /** Returns the skills of this project. */
  public static Skills catalogue() {
    return CATALOGUE;
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

  /** Returns how the skills are asked for, of those that can be asked for in words. */
  public List<Wording> wordings() {
    return all.stream().flatMap(s -> s.wording().stream()).toList();
  }
}

package dev.cobot.action.skill.putdown;

import dev.cobot.action.skill.HandSkill;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wording;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What putting down and putting back have in common: all but the place. */
abstract class SettingDown implements HandSkill {
  private static final Set<Role> ROLES = Set.of(Role.TARGET);
  private static final double TIME_LIMIT_SECONDS = 25;
  private static final String ANYTHING = "what I hold";

  private final String name;
  private final String where;

  /**
   * @param where it is put, for example {@code down}
   */
  SettingDown(String name, String where) {
    this.name = name;
    this.where = where;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Set<Role> roles() {
    return ROLES;
  }

  @Override
  public final Optional<Wording> wording() {
    return Optional.empty();
  }

  @Override
  public final String describe(CommandMeaning meaning) {
    Reference target = meaning.reference(Role.TARGET);
    return put(target.isNone() ? ANYTHING : "the " + target.words());
  }

  @Override
  public final String infinitive(Map<Role, String> objects) {
    return put(objects.getOrDefault(Role.TARGET, ANYTHING));
  }

  private String put(String what) {
    return "put " + what + " " + where;
  }

  /** Returns why it cannot be done with what the hand holds. */
  static Refusal refused(String why) {
    return new Refusal(Refusal.Reason.UNSUPPORTED, "hand", why, null);
  }

  @Override
  public final TaskExpert expert(double stepSeconds) {
    return new SetDownExpert(stepSeconds);
  }

  @Override
  public final Optional<Outcome> verify(RoleBeliefs beliefs, long finishedNanos, long nowNanos) {
    String done = "I " + put(beliefs.words(Role.TARGET));
    return SetDownCourse.verify(beliefs, done, finishedNanos, nowNanos);
  }

  @Override
  public final double timeLimitSeconds() {
    return TIME_LIMIT_SECONDS;
  }
}

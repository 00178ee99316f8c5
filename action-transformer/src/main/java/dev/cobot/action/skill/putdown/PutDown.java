package dev.cobot.action.skill.putdown;

import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.HandSkill;
import dev.cobot.action.skill.InHand;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wording;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts what the hand holds down on the table, at the nearest place that is free. */
public final class PutDown implements HandSkill {
  @Override
  public String name() {
    return "put_down";
  }

  @Override
  public Set<Role> roles() {
    return SetDownCourse.ROLES;
  }

  @Override
  public Optional<Wording> wording() {
    return Optional.empty();
  }

  @Override
  public String describe(CommandMeaning meaning) {
    return "put " + SetDownCourse.what(meaning) + " down";
  }

  @Override
  public String infinitive(Map<Role, String> objects) {
    return "put " + objects.getOrDefault(Role.TARGET, "what I hold") + " down";
  }

  @Override
  public Optional<Refusal> feasible(InHand inHand) {
    return FreePlace.near(inHand).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                Refusal.Reason.UNSUPPORTED,
                "hand",
                "I see no free place on the table for " + inHand.words(),
                null));
  }

  @Override
  public Course course(InHand inHand) {
    return new SetDownCourse(FreePlace.near(inHand).orElseThrow());
  }

  @Override
  public TaskExpert expert(double stepSeconds) {
    return new SetDownExpert(stepSeconds);
  }

  @Override
  public Optional<Outcome> verify(RoleBeliefs beliefs, long finishedNanos, long nowNanos) {
    return SetDownCourse.verify(
        beliefs, "I put %s down".formatted(beliefs.words(Role.TARGET)), finishedNanos, nowNanos);
  }

  @Override
  public double timeLimitSeconds() {
    return SetDownCourse.TIME_LIMIT_SECONDS;
  }
}

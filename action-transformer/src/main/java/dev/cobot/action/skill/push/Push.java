package dev.cobot.action.skill.push;

import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Turning;
import dev.cobot.brain.language.Wording;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Pushes the target over the table past waypoints. */
public final class Push implements Skill {
  private static final double TIME_LIMIT_SECONDS = 90;

  @Override
  public String name() {
    return "push";
  }

  @Override
  public Set<Role> roles() {
    return Set.of(Role.TARGET);
  }

  @Override
  public Optional<Wording> wording() {
    return Optional.empty();
  }

  @Override
  public String describe(CommandMeaning meaning) {
    String way = meaning.turning().map(t -> " " + t.name().toLowerCase(Locale.ROOT)).orElse("");
    return "push the " + meaning.reference(Role.TARGET).words() + " around the table" + way;
  }

  @Override
  public String infinitive(Map<Role, String> objects) {
    return "push " + objects.get(Role.TARGET) + " around the table";
  }

  @Override
  public Optional<Refusal> feasible(RoleBeliefs beliefs) {
    return Optional.empty();
  }

  @Override
  public TaskExpert expert(double stepSeconds) {
    return new PushExpert(stepSeconds);
  }

  @Override
  public Course course(CommandMeaning meaning) {
    return new CircuitCourse(meaning.turning().orElse(Turning.COUNTERCLOCKWISE));
  }

  @Override
  public Optional<Outcome> verify(RoleBeliefs beliefs, long finishedNanos, long nowNanos) {
    String what = beliefs.words(Role.TARGET);
    int left = beliefs.progress().goals().size();
    return Optional.of(
        left == 0
            ? Outcome.done("I pushed " + what + " around the table")
            : Outcome.failed(
                "I did not push %s all the way: %d of its %d places are left"
                    .formatted(what, left, CircuitCourse.PLACES)));
  }

  @Override
  public double timeLimitSeconds() {
    return TIME_LIMIT_SECONDS;
  }
}

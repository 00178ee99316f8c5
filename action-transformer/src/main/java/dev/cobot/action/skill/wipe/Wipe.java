package dev.cobot.action.skill.wipe;

import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wording;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Wipes an area of the table with the target, a cloth. */
public final class Wipe implements Skill {
  private static final double TIME_LIMIT_SECONDS = 60;
  private static final double WIPED_SHARE = 0.9;

  @Override
  public String name() {
    return "wipe";
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
    return "wipe the table with the " + meaning.reference(Role.TARGET).words();
  }

  @Override
  public String infinitive(Map<Role, String> objects) {
    return "wipe the table with " + objects.get(Role.TARGET);
  }

  @Override
  public Optional<Refusal> feasible(RoleBeliefs beliefs) {
    return Optional.empty();
  }

  @Override
  public TaskExpert expert(double stepSeconds) {
    return new WipeExpert(stepSeconds);
  }

  @Override
  public Course course(CommandMeaning meaning) {
    return new WipeCourse();
  }

  @Override
  public Optional<Outcome> verify(RoleBeliefs beliefs, long finishedNanos, long nowNanos) {
    boolean held = beliefs.now(Role.TARGET).filter(Track::held).isPresent();
    String what = beliefs.words(Role.TARGET);
    double share = beliefs.progress().share();
    if (!held) {
      return Optional.of(Outcome.failed("I do not hold " + what));
    }
    String wiped = String.format(Locale.ROOT, "%.0f %% of the middle of the table", share * 100);
    return Optional.of(
        share >= WIPED_SHARE
            ? Outcome.done("I wiped " + wiped + " with " + what)
            : Outcome.failed("I wiped only " + wiped));
  }

  @Override
  public boolean leavesHeld() {
    return true;
  }

  @Override
  public boolean grasps() {
    return true;
  }

  @Override
  public double timeLimitSeconds() {
    return TIME_LIMIT_SECONDS;
  }
}

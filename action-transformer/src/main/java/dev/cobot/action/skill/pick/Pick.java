package dev.cobot.action.skill.pick;

import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.Wording;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Picks the target: lifts it off what it stands on or lies in, and holds it. */
public final class Pick implements Skill {
  private static final String NAME = "pick";
  private static final Set<Role> ROLES = Set.of(Role.TARGET);
  private static final double TIME_LIMIT_SECONDS = 40;

  private static final Wording WORDING =
      new Wording(
          new SkillRoles(NAME, ROLES),
          List.of(
              "{p} {T}",
              "{p} {T}",
              "{p} {T} for me",
              "can you {p} {T}",
              "i want you to {p} {T}",
              "could you {p} {T}",
              "you should {p} {T}",
              "go ahead and {p} {T}",
              "help me {p} {T}",
              "first {p} {T}",
              "reach for {T}",
              "just {p} {T}"),
          List.of("would you {p} {T}", "try to {p} {T}", "now {p} {T}"));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Role> roles() {
    return ROLES;
  }

  @Override
  public Optional<Wording> wording() {
    return Optional.of(WORDING);
  }

  @Override
  public String describe(CommandMeaning meaning) {
    return "pick the " + meaning.reference(Role.TARGET).words();
  }

  @Override
  public String infinitive(Map<Role, String> objects) {
    return "pick " + objects.get(Role.TARGET);
  }

  @Override
  public Optional<Refusal> feasible(RoleBeliefs beliefs) {
    return Optional.empty();
  }

  @Override
  public TaskExpert expert(double stepSeconds) {
    return new PickExpert(stepSeconds);
  }

  @Override
  public Course course(CommandMeaning meaning) {
    return new LiftCourse();
  }

  @Override
  public Optional<Outcome> verify(RoleBeliefs beliefs, long finishedNanos, long nowNanos) {
    boolean held = beliefs.now(Role.TARGET).filter(Track::held).isPresent();
    return Optional.of(
        held
            ? Outcome.done("I hold " + beliefs.words(Role.TARGET))
            : Outcome.failed("I do not hold " + beliefs.words(Role.TARGET)));
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

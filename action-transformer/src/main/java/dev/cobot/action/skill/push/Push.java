package dev.cobot.action.skill.push;

import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wording;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Pushes the target over the table past waypoints. */
public final class Push implements Skill {
  private static final double TIME_LIMIT_SECONDS = 90;
  private static final double MOVED_METERS = 0.02;

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
    return "push the " + meaning.reference(Role.TARGET).words();
  }

  @Override
  public String infinitive(Map<Role, String> objects) {
    return "push " + objects.get(Role.TARGET);
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
  public Optional<Outcome> verify(RoleBeliefs beliefs, long finishedNanos, long nowNanos) {
    Optional<Track> target = beliefs.now(Role.TARGET);
    boolean moved =
        target.isPresent()
            && target
                    .get()
                    .attributes()
                    .positionMeters()
                    .horizontalDistanceTo(beliefs.meant().get(Role.TARGET).positionMeters())
                > MOVED_METERS;
    return Optional.of(
        moved
            ? Outcome.done("I pushed " + beliefs.words(Role.TARGET))
            : Outcome.failed("I did not move " + beliefs.words(Role.TARGET)));
  }

  @Override
  public double timeLimitSeconds() {
    return TIME_LIMIT_SECONDS;
  }
}

package dev.cobot.action.skill.putdown;

import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.HandSkill;
import dev.cobot.action.skill.InHand;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wording;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts what the hand holds back to where it was taken from, on the table, a pedestal or in a bowl.
 */
public final class PutBack implements HandSkill {
  @Override
  public String name() {
    return "put_back";
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
    return "put " + SetDownCourse.what(meaning) + " back where it was";
  }

  @Override
  public String infinitive(Map<Role, String> objects) {
    return "put " + objects.getOrDefault(Role.TARGET, "what I hold") + " back where it was";
  }

  @Override
  public Optional<Refusal> feasible(InHand inHand) {
    if (inHand.takenFrom().isEmpty()) {
      return Optional.of(
          refused("I do not know where %s was; I can put it down".formatted(inHand.words())));
    }
    Optional<Track> inTheWay = FreePlace.taken(inHand, inHand.takenFrom().get());
    return inTheWay.map(
        other ->
            refused(
                "where %s was is the %s now; I can put it down elsewhere"
                    .formatted(inHand.words(), other.attributes().words())));
  }

  private static Refusal refused(String why) {
    return new Refusal(Refusal.Reason.UNSUPPORTED, "hand", why, null);
  }

  @Override
  public Course course(InHand inHand) {
    return new SetDownCourse(inHand.takenFrom().orElseThrow().positionMeters());
  }

  @Override
  public TaskExpert expert(double stepSeconds) {
    return new SetDownExpert(stepSeconds);
  }

  @Override
  public Optional<Outcome> verify(RoleBeliefs beliefs, long finishedNanos, long nowNanos) {
    return SetDownCourse.verify(
        beliefs,
        "I put %s back where it was".formatted(beliefs.words(Role.TARGET)),
        finishedNanos,
        nowNanos);
  }

  @Override
  public double timeLimitSeconds() {
    return SetDownCourse.TIME_LIMIT_SECONDS;
  }
}

package dev.cobot.action.skill.putdown;

import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.InHand;
import dev.cobot.brain.Refusal;
import java.util.Optional;

/**
 * Puts what the hand holds back to where it was taken from, on the table, a pedestal or in a bowl.
 */
public final class PutBack extends SettingDown {
  public PutBack() {
    super("put_back", "back where it was");
  }

  @Override
  public Optional<Refusal> feasible(InHand inHand) {
    String what = inHand.words();
    if (inHand.takenFrom().isEmpty()) {
      return Optional.of(refused("I do not know where %s was; I can put it down".formatted(what)));
    }
    return FreePlace.taken(inHand, inHand.takenFrom().get())
        .map(
            other ->
                refused(
                    "where %s was is the %s now; I can put it down elsewhere"
                        .formatted(what, other.attributes().words())));
  }

  @Override
  public Course course(InHand inHand) {
    return new SetDownCourse(inHand.takenFrom().orElseThrow().positionMeters());
  }
}

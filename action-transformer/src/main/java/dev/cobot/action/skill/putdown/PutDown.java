package dev.cobot.action.skill.putdown;

import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.InHand;
import dev.cobot.brain.Refusal;
import java.util.Optional;

/** Puts what the hand holds down on the table, at the nearest place that is free. */
public final class PutDown extends SettingDown {
  public PutDown() {
    super("put_down", "down");
  }

  @Override
  public Optional<Refusal> feasible(InHand inHand) {
    return FreePlace.near(inHand).isPresent()
        ? Optional.empty()
        : Optional.of(refused("I see no free place on the table for " + inHand.words()));
  }

  @Override
  public Course course(InHand inHand) {
    return new SetDownCourse(FreePlace.near(inHand).orElseThrow());
  }
}

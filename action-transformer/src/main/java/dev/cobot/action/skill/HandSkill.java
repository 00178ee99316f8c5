package dev.cobot.action.skill;

import dev.cobot.brain.Refusal;
import java.util.Optional;

/**
 * A skill about what the hand holds. Its target is found by touch, so nothing has to name it, and
 * its expert leads the hand at run time as well: by what is believed, without a policy.
 */
public interface HandSkill extends Skill {
  /** Returns why it cannot be done with what is held; empty when it can. */
  Optional<Refusal> feasible(InHand inHand);

  /**
   * Returns what follows one command for it.
   *
   * @param inHand for which it is feasible
   */
  Course course(InHand inHand);

  @Override
  default Optional<Refusal> feasible(RoleBeliefs beliefs) {
    return Optional.empty();
  }
}

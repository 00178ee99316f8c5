package dev.cobot.action.skill;

import dev.cobot.action.policy.Progress;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.Optional;

/** Follows one command and keeps what of its past matters for what is next. */
@FunctionalInterface
public interface Course {
  /** Of a task whose past does not matter. */
  Course NONE = (target, hand, held) -> Progress.NONE;

  /**
   * Takes in the next moment.
   *
   * @param target as it is believed now
   * @param held whether it moves with the hand
   */
  Progress observe(ObjectAttributes target, HandState hand, boolean held);

  /**
   * Returns how much higher the hand has to be, metres, so that the target touches the table as the
   * task wants it (negative: lower); empty while the policy says how high the hand goes.
   *
   * @param target as it is believed now
   * @param held whether it moves with the hand
   */
  default Optional<Double> rise(ObjectAttributes target, boolean held) {
    return Optional.empty();
  }

  /** Whether what is believed tells that all is done, so that the policy need not say so. */
  default boolean isDone(Progress progress) {
    return false;
  }
}

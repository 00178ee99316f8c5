package dev.cobot.action.session;

import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;

/** Is asked before the arm moves for the first time, at each tick until it does not say wait. */
@FunctionalInterface
public interface FirstMotion {
  /** Lets it move. */
  FirstMotion AT_ONCE = (pilot, observation) -> new Answer.Go();

  Answer ask(Pilot pilot, Observation observation);

  /** Whether the arm may move. */
  sealed interface Answer {
    /** It may. */
    record Go() implements Answer {}

    /** Not yet; the pilot goes on to see and to feel, and its time limit waits as well. */
    record Wait() implements Answer {}

    /** It may not: the command ends. */
    record No(Refusal why) implements Answer {}
  }
}

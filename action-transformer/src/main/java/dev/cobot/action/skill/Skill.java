package dev.cobot.action.skill;

import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wording;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a task is, in one place. Commands, suites, data sets and model cards name a skill by its
 * {@link #name}; the policy has it as its task input.
 */
public interface Skill {
  /** Returns the name, for example {@code place_in}. */
  String name();

  /** Returns the roles that objects play in it. */
  Set<Role> roles();

  /**
   * Returns how it is asked for; empty where the language domain is not trained for it and only
   * suites ask for it.
   */
  Optional<Wording> wording();

  /** Returns what a command asks for in plain words, for example {@code pick the red cube}. */
  String describe(CommandMeaning meaning);

  /**
   * Returns the skill as an infinitive without "to", for example {@code place a cube in a bowl}.
   *
   * @param objects each role's object with its article
   */
  String infinitive(Map<Role, String> objects);

  /**
   * Returns why a command for another skill, which is the beginning of this one, is not enough,
   * with the question whose answer would make it one; empty when it is no beginning of this skill.
   *
   * @param asked the name of the other skill, or of this one
   * @param beliefs what is named of its roles
   */
  default Optional<Refusal> incomplete(String asked, RoleBeliefs beliefs) {
    return Optional.empty();
  }

  /** Returns why it cannot be done with what is believed; empty when it can. */
  Optional<Refusal> feasible(RoleBeliefs beliefs);

  /**
   * Returns an expert that shows it.
   *
   * @param stepSeconds time between two decisions
   */
  TaskExpert expert(double stepSeconds);

  /** Returns what follows one command for it and keeps what of its past matters. */
  default Course course(CommandMeaning meaning) {
    return Course.NONE;
  }

  /**
   * Returns how it ended, by what is believed; empty while that cannot be told yet.
   *
   * @param finishedNanos since when the policy holds it to be finished
   * @param nowNanos the time
   */
  Optional<Outcome> verify(RoleBeliefs beliefs, long finishedNanos, long nowNanos);

  /**
   * Whether fingers that are told to close take the target: where they lose it, or close on
   * nothing, it is tried once more.
   */
  default boolean grasps() {
    return false;
  }

  /** Whether the target stays in the hand when it is done. */
  default boolean leavesHeld() {
    return false;
  }

  /** Returns the longest time from the first look to the end, seconds. */
  double timeLimitSeconds();
}

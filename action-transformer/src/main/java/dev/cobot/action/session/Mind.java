package dev.cobot.action.session;

import dev.cobot.action.policy.Acting;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wish;
import java.util.List;
import java.util.Map;

/**
 * What a pilot thinks with: the trained models in the runtime and in rollouts, an expert in
 * demonstrations. It holds nothing of a command; that is the pilot's.
 */
public interface Mind {
  /** Returns the skills that it can carry out. */
  List<TrainedSkill> skills();

  /**
   * Reads a command.
   *
   * @throws IllegalArgumentException when the text is empty or too long
   */
  CommandReading read(String text);

  /** Returns the wishes of a sentence that has several; none of one that has one. */
  default List<Wish> wishes(String text) {
    return List.of();
  }

  /** Returns what the new pictures of an observation show, in the order of their cameras' ids. */
  List<Look> perceive(Observation observation);

  /** Returns what the command's phrases attend to among these objects. */
  Grounding ground(CommandReading reading, List<Track> tracks);

  /**
   * Returns what the workspace broadcasts of each attended object.
   *
   * @param in what the senses say now
   * @param attended the object of each role that the skill has, as believed now
   */
  Map<Role, Broadcast> broadcast(
      Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand);

  /**
   * Decides on the next second of motion.
   *
   * @throws dev.cobot.brain.network.ModelException with one sentence, if what was decided is no
   *     motion
   */
  ActionChunk act(ActionContext context);

  /** Returns what it needs to act. */
  default Acting acting() {
    return Acting.OWN;
  }

  /**
   * Whether it goes on believing in what no picture shows; without that, what is told counts only
   * as long as it is seen or held.
   */
  default boolean remembers() {
    return true;
  }

  /** Returns over how many of its last decisions the motion is averaged; 1 takes the newest. */
  default int ensembled() {
    return 1;
  }
}

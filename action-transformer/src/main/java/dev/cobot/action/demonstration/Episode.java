package dev.cobot.action.demonstration;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.Progress;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.List;
import java.util.Map;

/**
 * What happened in one demonstration: what was said, then tick by tick what was seen, felt,
 * believed and done, with what the expert would have done. No network's inputs are in it.
 *
 * @param skill the name of the skill that is shown
 * @param seed of the scene
 * @param roles the id of the believed object in each role
 * @param success whether the referee was content
 * @param failure class of the failure, empty after success
 */
public record Episode(
    String prompt,
    String skill,
    long seed,
    Map<Role, String> roles,
    List<Tick> ticks,
    boolean success,
    String failure,
    double seconds) {
  public Episode {
    roles = Map.copyOf(roles);
    ticks = List.copyOf(ticks);
  }

  /**
   * One control tick.
   *
   * @param seconds since the episode's first tick
   * @param seen the objects as the tick's pictures show them; empty between two pictures
   * @param believed the objects as believed; their encodings are not kept
   * @param progress how far the task had come; what was wiped is not kept
   * @param done where the hand was sent, as the first step of a chunk: the expert's, disturbed
   * @param label the expert's clean intention from here on
   */
  public record Tick(
      double seconds,
      HandState hand,
      List<ObjectAttributes> seen,
      List<Track> believed,
      Progress progress,
      ActionChunk.Step done,
      ActionChunk label) {
    public Tick {
      seen = List.copyOf(seen);
      believed = List.copyOf(believed);
    }
  }
}

package dev.cobot.action.session;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.safety.Release;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.robot.JointTrajectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of one tick's steps. A step that the tick did not come to has none.
 *
 * @param stampNanos of the observation
 * @param looks perceive: what the new pictures show
 * @param believed believe: what is felt and believed
 * @param grounding ground: what the phrases attend to; from the tick on at which it is decided
 * @param broadcasts broadcast: of each role's object
 * @param chunk act: the intended motion of the hand
 * @param wanted decode: the motion of the joints
 * @param release gate: what became of it
 * @param turn what it comes to
 */
public record Tick(
    long stampNanos,
    List<Look> looks,
    Believed believed,
    Optional<Grounding> grounding,
    Map<Role, Broadcast> broadcasts,
    Optional<ActionChunk> chunk,
    Optional<JointTrajectory> wanted,
    Optional<Release> release,
    Turn turn) {

  /**
   * What is felt and believed.
   *
   * @param surprise how far off the new pictures showed what is believed, in sigmas, by id; as
   *     {@link dev.cobot.brain.belief.SceneBelief#innovations()} has it, empty without new pictures
   */
  public record Believed(HandState hand, List<Track> tracks, Map<String, Double> surprise) {
    public Believed {
      tracks = List.copyOf(tracks);
      surprise = Map.copyOf(surprise);
    }
  }
}

package dev.cobot.action.policy;

import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import java.util.List;
import java.util.Map;

/**
 * All that is known when the next motion is decided.
 *
 * @param stampNanos when the observation behind it was made
 * @param skill the name of the skill that is carried out
 * @param grounding what the command's phrases attend to
 * @param broadcasts what the workspace broadcasts of each role's object; a role that the skill does
 *     not have is left out
 * @param tracks the objects as believed now
 * @param progress how far the task has come
 * @param senses the joints, and the newest picture of each camera; null where none are kept, as in
 *     training
 */
public record ActionContext(
    long stampNanos,
    String skill,
    Grounding grounding,
    Map<Role, Broadcast> broadcasts,
    List<Track> tracks,
    HandState hand,
    Progress progress,
    Observation senses) {
  public ActionContext {
    broadcasts = Map.copyOf(broadcasts);
    tracks = List.copyOf(tracks);
  }

  /** A moment of which no senses are kept. */
  public ActionContext(
      long stampNanos,
      String skill,
      Grounding grounding,
      Map<Role, Broadcast> broadcasts,
      List<Track> tracks,
      HandState hand,
      Progress progress) {
    this(stampNanos, skill, grounding, broadcasts, tracks, hand, progress, null);
  }
}

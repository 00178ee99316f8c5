package dev.cobot.action.demonstration;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.session.Mind;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A policy that acts in a demonstration, so that the expert can say what it would have done where
 * the policy has come to (DAgger, Ross et al. 2011). There are no pictures: it believes what the
 * demonstration does, and objects enter its workspace by their attributes.
 */
final class Learner {
  private final Mind mind;
  private final CommandReading reading;

  /**
   * @param mind the trained models
   * @param meaning of the command, with the kinds and colours of its objects
   */
  Learner(Mind mind, CommandMeaning meaning) {
    this.mind = mind;
    reading = mind.read(meaning.plainly());
  }

  /** Returns what the phrases mean to the workspace, by role. */
  Map<Role, float[]> phrases(List<Track> tracks) {
    Grounding heard = mind.ground(reading, tracks.stream().map(Track::unseen).toList());
    Map<Role, float[]> phrases = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      phrases.put(role, heard.of(role).phrase());
    }
    return phrases;
  }

  Map<Role, Broadcast> broadcast(Observation in, Map<Role, Track> attended, HandState hand) {
    Map<Role, Track> unseen = new EnumMap<>(Role.class);
    attended.forEach((role, track) -> unseen.put(role, track.unseen()));
    return mind.broadcast(in, reading, unseen, hand);
  }

  ActionChunk act(ActionContext context) {
    return mind.act(context);
  }

  int ensembled() {
    return mind.ensembled();
  }
}

package dev.cobot.action.skill;

import dev.cobot.action.policy.Progress;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of a command in their roles.
 *
 * @param meant what each role means, as it was believed when the command was grounded: a bowl with
 *     a cube in it looks different
 * @param tracks what is believed now
 * @param hand as it is felt now
 * @param progress how far the task has come
 */
public record RoleBeliefs(
    Map<Role, ObjectAttributes> meant, List<Track> tracks, HandState hand, Progress progress) {
  public RoleBeliefs {
    meant = Map.copyOf(meant);
    tracks = List.copyOf(tracks);
  }

  /** Returns what a role's object is believed to be now; nothing when it is lost or not named. */
  public Optional<Track> now(Role role) {
    ObjectAttributes then = meant.get(role);
    return then == null
        ? Optional.empty()
        : tracks.stream().filter(t -> t.id().equals(then.id())).findFirst();
  }

  /** Returns a role's object in plain words with its article, for example {@code the red cube}. */
  public String words(Role role) {
    return "the " + meant.get(role).words();
  }
}

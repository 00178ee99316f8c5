package dev.cobot.action.train;

import dev.cobot.action.demonstration.Episode;
import dev.cobot.action.demonstration.EpisodeSet;
import dev.cobot.brain.Brain;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Focus;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.ColorName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the workspace makes of each demonstrated tick: the command's phrases and the broadcast of
 * each role's object. Demonstrations have no pictures; an object enters through the attribute
 * domain, whose encodings the workspace has learned to align with vision's.
 */
final class WorkspaceView {
  /** One command, and what each of its phrases alone would broadcast. */
  private record Said(CommandReading reading, Map<Role, float[]> phrases) {}

  /** By tick: what each role's phrase alone would broadcast; shared by ticks of one prompt. */
  final List<Map<Role, float[]>> phrases = new ArrayList<>();

  /** By tick: the broadcast of each role's object. */
  final List<Map<Role, Broadcast>> broadcasts = new ArrayList<>();

  WorkspaceView(
      GlobalWorkspace workspace,
      Function<String, CommandReading> reader,
      EpisodeSet demonstrations) {
    Map<String, Said> said = new HashMap<>();
    String words = "";
    for (int i = 0; i < demonstrations.size(); i++) {
      if (demonstrations.isStart(i)) {
        words = plainly(demonstrations, i);
      }
      Said command = said.computeIfAbsent(words, plain -> say(workspace, reader.apply(plain)));
      phrases.add(command.phrases());
      broadcasts.add(
          broadcast(workspace, command, demonstrations.tick(i), demonstrations.roles(i)));
    }
  }

  /**
   * Names the objects of an episode as hearing says a command over, whatever was said in it: now
   * with their colours, now without.
   */
  private static String plainly(EpisodeSet demonstrations, int start) {
    boolean colored = demonstrations.seed(start) % 4 > 0;
    Map<Role, Reference> references = new EnumMap<>(Role.class);
    demonstrations
        .roles(start)
        .forEach(
            (role, id) ->
                demonstrations.tick(start).believed().stream()
                    .filter(t -> t.id().equals(id))
                    .map(Track::attributes)
                    .forEach(
                        a ->
                            references.put(
                                role,
                                new Reference(
                                    a.kind(), colored ? ColorName.nearest(a.color()) : null))));
    return new CommandMeaning(Optional.of(demonstrations.skill(start)), references).plainly();
  }

  private static Said say(GlobalWorkspace workspace, CommandReading reading) {
    Map<Role, float[]> phrases = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      phrases.put(role, workspace.alone(workspace.encode(Brain.LANGUAGE, 1, reading.latent(role))));
    }
    return new Said(reading, phrases);
  }

  private static Map<Role, Broadcast> broadcast(
      GlobalWorkspace workspace, Said said, Episode.Tick tick, Map<Role, String> roles) {
    Map<Role, Broadcast> broadcasts = new EnumMap<>(Role.class);
    for (Track track : tick.believed()) {
      for (Role role : Role.values()) {
        if (track.id().equals(roles.get(role))) {
          Focus focus =
              new Focus(track.unseen(), said.reading().latent(role), tick.hand(), Map.of());
          broadcasts.put(
              role, Fusion.LEARNED.of(workspace, Brain.encode(Brain.DOMAINS, workspace, focus)));
        }
      }
    }
    return broadcasts;
  }
}

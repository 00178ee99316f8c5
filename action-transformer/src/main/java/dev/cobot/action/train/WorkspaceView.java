package dev.cobot.action.train;

import dev.cobot.action.demonstration.Episode;
import dev.cobot.action.demonstration.EpisodeSet;
import dev.cobot.action.policy.PolicyTokens;
import dev.cobot.brain.Brain;
import dev.cobot.brain.Focus;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.workspace.GlobalWorkspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the workspace makes of each demonstrated tick: the command's phrases and the broadcast of
 * each role's object. Demonstrations have no pictures; an object enters through the attribute
 * domain, whose encodings the workspace has learned to align with vision's.
 */
final class WorkspaceView {
  /** One command: what each phrase alone would broadcast, and its latent. */
  private record Said(float[] phrases, CommandReading reading) {}

  private final int width;
  private final int fused = Brain.FUSED.size();

  /** By tick: (roles, workspace width); the same array for ticks of the same prompt. */
  final List<float[]> commands = new ArrayList<>();

  /** By tick: (roles, workspace width + fused domains), zeros for a role without an object. */
  final List<float[]> broadcasts = new ArrayList<>();

  WorkspaceView(
      GlobalWorkspace workspace,
      Function<String, CommandReading> reader,
      EpisodeSet demonstrations) {
    width = workspace.shape().latentWidth();
    Map<String, Said> said = new HashMap<>();
    for (int i = 0; i < demonstrations.size(); i++) {
      Said command =
          said.computeIfAbsent(
              demonstrations.prompt(i), prompt -> say(workspace, reader.apply(prompt)));
      commands.add(command.phrases());
      broadcasts.add(
          broadcast(workspace, command, demonstrations.tick(i), demonstrations.roles(i)));
    }
  }

  int broadcastWidth() {
    return width + fused;
  }

  private Said say(GlobalWorkspace workspace, CommandReading reading) {
    float[] phrases = new float[Role.values().length * width];
    for (Role role : Role.values()) {
      float[] encoding = workspace.encode(Brain.LANGUAGE, 1, reading.latent(role));
      System.arraycopy(workspace.alone(encoding), 0, phrases, role.ordinal() * width, width);
    }
    return new Said(phrases, reading);
  }

  private float[] broadcast(
      GlobalWorkspace workspace, Said said, Episode.Tick tick, Map<Role, String> roles) {
    float[] all = new float[Role.values().length * broadcastWidth()];
    for (Track track : tick.believed()) {
      for (Role role : Role.values()) {
        if (track.id().equals(roles.get(role))) {
          Focus focus =
              new Focus(unseen(track), said.reading().latent(role), tick.hand(), Map.of());
          PolicyTokens.writeBroadcast(
              Fusion.LEARNED.of(workspace, Brain.encode(Brain.DOMAINS, workspace, focus)),
              all,
              role.ordinal() * broadcastWidth());
        }
      }
    }
    return all;
  }

  /** Without a picture, an object tells its attributes, as what the hand holds does. */
  private static Track unseen(Track track) {
    return new Track(
        track.attributes(), new float[0], track.lastSeenNanos(), track.sightings(), true);
  }
}

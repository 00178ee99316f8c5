package dev.cobot.action.session;

import dev.cobot.action.policy.Acting;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.workspace.Attention;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A mind whose answers a test lays down; it keeps what it was asked. */
final class ScriptedMind implements Mind {
  private final CommandReading reading;
  private final List<TrainedSkill> skills;

  /** What every picture shows from now on. */
  List<Detection> seen;

  /** Whether it believes in what no picture shows. */
  boolean remembers = true;

  /** What it wants to do. */
  Function<ActionContext, ActionChunk> motion = ScriptedMind::stay;

  /** How it acts. */
  Acting acting = Acting.OWN;

  /** The objects of each broadcast that it was asked for. */
  final List<Map<Role, Track>> attended = new ArrayList<>();

  /** What it was asked to act on. */
  final List<ActionContext> contexts = new ArrayList<>();

  ScriptedMind(CommandReading reading, List<TrainedSkill> skills, List<Detection> seen) {
    this.reading = reading;
    this.skills = skills;
    this.seen = seen;
  }

  /** A second at the place where the hand is. */
  static ActionChunk stay(ActionContext context) {
    return chunk(context, Collections.nCopies(ActionChunk.STEPS, step(context, 0, 0)));
  }

  /** As {@link #stay}, with the same gripper and the same end in every step. */
  static ActionChunk.Step step(
      ActionContext context, double closeProbability, double doneProbability) {
    return new ActionChunk.Step(
        context.hand().tableFromTool(), closeProbability, doneProbability, 0.5);
  }

  static ActionChunk chunk(ActionContext context, List<ActionChunk.Step> steps) {
    return new ActionChunk(context.stampNanos(), ActionChunk.STEP_SECONDS, steps);
  }

  @Override
  public List<TrainedSkill> skills() {
    return skills;
  }

  @Override
  public CommandReading read(String text) {
    return reading;
  }

  @Override
  public Acting acting() {
    return acting;
  }

  @Override
  public boolean remembers() {
    return remembers;
  }

  @Override
  public List<Look> perceive(Observation observation) {
    return observation.frames().values().stream()
        .map(frame -> new Look(frame.camera(), frame.stampNanos(), seen))
        .toList();
  }

  /** The first object of the kind that a phrase names is meant by it. */
  @Override
  public Grounding ground(CommandReading command, List<Track> tracks) {
    Map<Role, Grounding.Attended> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      double[] weights = new double[tracks.size()];
      double absent = 1;
      for (int i = 0; i < weights.length && absent == 1; i++) {
        if (tracks.get(i).attributes().kind() == command.meaning().reference(role).kind()) {
          weights[i] = 1;
          absent = 0;
        }
      }
      roles.put(
          role,
          new Grounding.Attended(new Attention(weights, absent), new float[] {role.ordinal()}));
    }
    return new Grounding(tracks, roles);
  }

  @Override
  public Map<Role, Broadcast> broadcast(
      Observation in, CommandReading command, Map<Role, Track> objects, HandState hand) {
    attended.add(Map.copyOf(objects));
    Map<Role, Broadcast> broadcasts = new EnumMap<>(Role.class);
    objects.forEach(
        (role, track) ->
            broadcasts.put(
                role,
                new Broadcast(
                    new float[] {(float) track.attributes().positionMeters().x()},
                    Map.of("vision", 1.0))));
    return broadcasts;
  }

  @Override
  public ActionChunk act(ActionContext context) {
    contexts.add(context);
    return motion.apply(context);
  }
}

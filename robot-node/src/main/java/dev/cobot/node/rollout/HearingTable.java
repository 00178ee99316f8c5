package dev.cobot.node.rollout;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.FirstMotion;
import dev.cobot.action.session.Mind;
import dev.cobot.action.session.Pilot;
import dev.cobot.action.session.Present;
import dev.cobot.action.session.Turn;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.hearing.Dialogue;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wish;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A table that was looked at once, to which sentences are said: each goes the runtime's own way up
 * to where the arm would move, and no further.
 */
public final class HearingTable {
  private static final String DO = "DO ";
  private static final String ID = "@";
  private static final double SAME_OBJECT_METERS = 0.05;
  private static final int LOOKS = 4;
  private static final double LOOK_SECONDS = 0.08;
  private static final Refusal STAYS =
      new Refusal(Refusal.Reason.BUSY, "hearing", "it would move now", null);

  private final World world;
  private final List<SceneObject> objects;
  private final Mind mind;
  private final Supplier<SafetyGate> gates;
  private final List<Observation> seen = new ArrayList<>();
  private final Map<Long, List<Look>> looks = new HashMap<>();

  /**
   * What a sentence leads to.
   *
   * @param word {@code DO} and the target in words, or the reason for not moving
   * @param objects the ids of the objects that truly are where the arm would go; empty where it
   *     does not move
   * @param detail what was understood or why it is refused
   */
  public record Reaction(String word, Map<Role, String> objects, String detail) {
    public Reaction {
      objects = Map.copyOf(objects);
    }

    /** Whether the arm would move. */
    public boolean moves() {
      return word.startsWith(DO);
    }

    /**
     * Whether it is among those that are right: a reason ({@code ASK} for a question back), {@code
     * DO} and the target in words, or {@code DO @target} or {@code DO @target @destination} with
     * ids of objects.
     */
    public boolean isAmong(List<String> accept) {
      String target = DO + ID + objects.get(Role.TARGET);
      return accept.contains(word.equals("AMBIGUOUS") ? "ASK" : word)
          || (moves() && accept.contains(target))
          || (moves() && accept.contains(target + " " + ID + objects.get(Role.DESTINATION)));
    }
  }

  /**
   * @param gates makes a gate
   */
  public HearingTable(
      World world, List<SceneObject> objects, Mind mind, Supplier<SafetyGate> gates) {
    this.world = world;
    this.objects = List.copyOf(objects);
    this.mind = mind;
    this.gates = gates;
    Renderer renderer = new Renderer();
    try (PlantSimulator cell = PlantSimulator.open(world, objects, 1)) {
      cell.advance(0.2);
      for (int i = 0; i <= LOOKS; i++) {
        ArmState arm = cell.armState();
        CameraFrame frame =
            renderer.render(cell.visuals(), world.camera(), world.look(), cell.timeNanos());
        Observation observation = Observation.of(arm, frame);
        seen.add(observation);
        looks.put(observation.stampNanos(), mind.perceive(observation));
        cell.advance(LOOK_SECONDS);
      }
    }
  }

  /** Says a sentence by itself. */
  public Reaction say(String text) {
    return say(text, new Dialogue(), 0);
  }

  /** Says a sentence of a dialogue, which takes note of how it ends. */
  public Reaction say(String text, Dialogue dialogue, long nowNanos) {
    FirstMotion asked = (p, in) -> new FirstMotion.Answer.No(STAYS);
    Pilot pilot;
    try {
      pilot =
          new Pilot(
              new Remembering(),
              new Pilot.Cell(world.robot(), SkillCatalog.ALL, gates.get(), 60),
              dialogue.whole(text, mind::read, nowNanos),
              asked);
    } catch (IllegalArgumentException e) {
      return new Reaction(Refusal.Reason.NOT_UNDERSTOOD.name(), Map.of(), e.getMessage());
    }
    Outcome outcome = outcome(pilot);
    dialogue.ended(
        pilot.reading(),
        outcome.question(),
        outcome.kind() == Outcome.Kind.REFUSED && !STAYS.equals(outcome.refusal()),
        outcome.detail(),
        nowNanos);
    if (STAYS.equals(outcome.refusal())) {
      return moving(pilot);
    }
    Optional<Refusal> why = Optional.ofNullable(outcome.refusal());
    return new Reaction(
        why.map(r -> r.reason().name()).orElse(outcome.kind().name()), Map.of(), outcome.detail());
  }

  private Reaction moving(Pilot pilot) {
    Map<Role, String> ids = new EnumMap<>(Role.class);
    String target = "nothing";
    for (Role role : Role.values()) {
      Optional<Track> meant = pilot.grounding().flatMap(g -> g.strongest(role));
      if (meant.isPresent()) {
        ids.put(role, idAt(meant.get().attributes().positionMeters()));
        target = role == Role.TARGET ? meant.get().attributes().words() : target;
      }
    }
    return new Reaction(DO + target, ids, pilot.understood());
  }

  /** Returns the id of the object that truly is at a place; "nothing" where none is. */
  private String idAt(Vector3 positionMeters) {
    return objects.stream()
        .filter(o -> o.positionMeters().horizontalDistanceTo(positionMeters) < SAME_OBJECT_METERS)
        .min(
            Comparator.comparingDouble(
                o -> o.positionMeters().horizontalDistanceTo(positionMeters)))
        .map(SceneObject::id)
        .orElse("nothing");
  }

  private Outcome outcome(Pilot pilot) {
    for (Observation observation : seen) {
      Turn turn = pilot.tick(observation, Present.of(observation.arm())).turn();
      if (turn instanceof Turn.End end) {
        return end.outcome();
      }
    }
    throw new IllegalStateException("no decision after " + seen.size() + " looks");
  }

  /** The mind, with what it has seen of this table. */
  private final class Remembering implements Mind {
    @Override
    public List<TrainedSkill> skills() {
      return mind.skills();
    }

    @Override
    public CommandReading read(String text) {
      return mind.read(text);
    }

    @Override
    public List<Wish> wishes(String text) {
      return mind.wishes(text);
    }

    @Override
    public List<Look> perceive(Observation observation) {
      return looks.get(observation.stampNanos());
    }

    @Override
    public Grounding ground(CommandReading reading, List<Track> tracks) {
      return mind.ground(reading, tracks);
    }

    @Override
    public Map<Role, Broadcast> broadcast(
        Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand) {
      throw new IllegalStateException("nothing is broadcast before the first motion");
    }

    @Override
    public ActionChunk act(ActionContext context) {
      throw new IllegalStateException("nothing acts before the first motion");
    }
  }
}

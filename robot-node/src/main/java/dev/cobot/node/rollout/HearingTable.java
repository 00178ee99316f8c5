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
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
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
  private static final int LOOKS = 4;
  private static final double LOOK_SECONDS = 0.08;
  private static final Refusal STAYS =
      new Refusal(Refusal.Reason.BUSY, "hearing", "it would move now", null);

  private final World world;
  private final Mind mind;
  private final Supplier<SafetyGate> gates;
  private final List<Observation> seen = new ArrayList<>();
  private final Map<Long, List<Look>> looks = new HashMap<>();

  /**
   * What a sentence leads to.
   *
   * @param word {@code DO} and the target in words, or the reason for not moving
   * @param detail what was understood or why it is refused
   */
  public record Reaction(String word, String detail) {
    /** Whether the arm would move. */
    public boolean moves() {
      return word.startsWith("DO ");
    }
  }

  /**
   * @param gates makes a gate
   */
  public HearingTable(
      World world, List<SceneObject> objects, Mind mind, Supplier<SafetyGate> gates) {
    this.world = world;
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
    String[] target = {""};
    FirstMotion asked =
        (p, in) -> {
          target[0] =
              p.grounding()
                  .flatMap(g -> g.strongest(Role.TARGET))
                  .map(t -> t.attributes().words())
                  .orElse("nothing");
          return new FirstMotion.Answer.No(STAYS);
        };
    Pilot pilot;
    try {
      pilot =
          new Pilot(
              new Remembering(),
              new Pilot.Cell(world.robot(), SkillCatalog.ALL, gates.get(), 60),
              dialogue.whole(text, mind::read, nowNanos),
              asked);
    } catch (IllegalArgumentException e) {
      return new Reaction(Refusal.Reason.NOT_UNDERSTOOD.name(), e.getMessage());
    }
    Outcome outcome = outcome(pilot);
    dialogue.ended(pilot.reading(), outcome.question(), outcome.detail(), nowNanos);
    if (STAYS.equals(outcome.refusal())) {
      return new Reaction("DO " + target[0], pilot.understood());
    }
    Optional<Refusal> why = Optional.ofNullable(outcome.refusal());
    return new Reaction(
        why.map(r -> r.reason().name()).orElse(outcome.kind().name()), outcome.detail());
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

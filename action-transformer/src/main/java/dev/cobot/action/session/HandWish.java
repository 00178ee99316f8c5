package dev.cobot.action.session;

import dev.cobot.action.decode.Bounds;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.HandShape;
import dev.cobot.action.skill.HandSkill;
import dev.cobot.action.skill.InHand;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.Skills;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.SpatialGrounding;
import dev.cobot.brain.belief.SceneBelief;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A wish about what the hand holds: touch tells what is meant, and the skill's expert leads. */
final class HandWish {
  private final InHand inHand;
  private final TaskExpert expert;

  private HandWish(HandSkill skill, InHand inHand) {
    this.inHand = inHand;
    expert = skill.expert(ActionChunk.STEP_SECONDS);
  }

  /** Why there is nothing to be done. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Refusal why;

    private Refused(Refusal why) {
      super(why.detail());
      this.why = why;
    }

    Refusal why() {
      return why;
    }
  }

  /** Returns the skill that a command asks for, if it is one of the hand. */
  static Optional<HandSkill> skill(CommandReading reading, Skills skills) {
    return reading
        .meaning()
        .skill()
        .flatMap(skills::find)
        .filter(HandSkill.class::isInstance)
        .map(HandSkill.class::cast);
  }

  /**
   * Takes a wish up.
   *
   * @throws Refused if it cannot be done with what the hand holds
   */
  static HandWish of(
      HandSkill skill,
      CommandReading reading,
      Tick.Believed believed,
      Optional<SceneBelief.Grip> grip,
      Bounds bounds)
      throws Refused {
    List<Track> others = new ArrayList<>(believed.tracks());
    others.removeIf(Track::held);
    Track held =
        believed.tracks().stream()
            .filter(Track::held)
            .findFirst()
            .orElseThrow(() -> new Refused(emptyHand(reading, others)));
    InHand inHand =
        new InHand(
            held,
            grip.map(SceneBelief.Grip::takenFrom),
            others,
            believed.hand().positionMeters(),
            bounds);
    Reference named = reading.meaning().reference(Role.TARGET);
    if (!named.isNone() && SpatialGrounding.candidates(named, List.of(held)).isEmpty()) {
      throw new Refused(
          new Refusal(
              Refusal.Reason.UNSUPPORTED,
              "hand",
              "I hold %s, and no %s".formatted(inHand.words(), named.words()),
              null));
    }
    Optional<Objection> objection = reading.objection();
    if (objection.isPresent()) {
      throw new Refused(Understanding.refusal(objection.get(), ""));
    }
    Optional<Refusal> infeasible = skill.feasible(inHand);
    if (infeasible.isPresent()) {
      throw new Refused(infeasible.get());
    }
    return new HandWish(skill, inHand);
  }

  private static Refusal emptyHand(CommandReading reading, List<Track> others) {
    Reference named = reading.meaning().reference(Role.TARGET);
    boolean isThere = !SpatialGrounding.candidates(named, others).isEmpty();
    return new Refusal(
        Refusal.Reason.UNSUPPORTED,
        "hand",
        named.isNone() || !isThere
            ? "I hold nothing that I could put down or back"
            : "I do not hold the %s: I put down, or back, only what I have in my hand"
                .formatted(named.words()),
        null);
  }

  InHand inHand() {
    return inHand;
  }

  /** Returns a grounding with all attention of the target on what is held. */
  Grounding attending(Grounding grounding) {
    Map<Role, Grounding.Attended> roles = new EnumMap<>(Role.class);
    roles.putAll(grounding.roles());
    roles.put(
        Role.TARGET,
        new Grounding.Attended(
            SpatialGrounding.allOn(inHand.held(), grounding), grounding.of(Role.TARGET).phrase()));
    return new Grounding(grounding.tracks(), roles);
  }

  /** Returns how the expert goes on from what is believed now. */
  ActionChunk motion(long stampNanos, Tick.Believed believed, Track target, Progress progress) {
    List<SceneObject> obstacles = new ArrayList<>();
    for (Track track : believed.tracks()) {
      if (!track.id().equals(target.id())) {
        obstacles.add(InHand.believed(track.attributes()));
      }
    }
    return expert.chunk(
        stampNanos,
        new Situation(
            believed.hand(),
            HandShape.POINT,
            InHand.believed(target.attributes()),
            Optional.empty(),
            obstacles,
            progress),
        ActionChunk.STEPS,
        ActionChunk.STEP_SECONDS);
  }
}

package dev.cobot.action.session;

import dev.cobot.action.policy.Progress;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.Skills;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.SpatialGrounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides whether a command can be carried out with what is on the table, or why not. */
final class Understanding {
  private static final double MIN_PROBABILITY = 0.4;
  private static final double ABSENT_ABOVE = 0.5;
  private static final double CLEAR_ABOVE = 0.6;
  private static final double RIVAL_ABOVE = 0.2;
  private static final double OTHER_COLOR_ABOVE = 0.25;
  private static final double DOUBTFUL_COLOR_ABOVE = 0.15;

  private Understanding() {}

  /** Returns why the text alone is a reason to refuse; empty when it is not. */
  static Optional<Refusal> ofText(
      CommandReading reading, List<TrainedSkill> trained, Skills skills) {
    Optional<Objection> atOnce = reading.objection(Objection.Stage.AT_ONCE);
    if (atOnce.isPresent()) {
      return atOnce.map(o -> refusal(o, "; I can " + abilities(trained, skills)));
    }
    if (reading.objection(Objection.Stage.SEEING).isPresent()) {
      return Optional.empty();
    }
    // A language model may tell skills apart that this runtime does not have.
    if (reading.meaning().skill().flatMap(skills::find).isEmpty()
        || reading.skillProbability() < MIN_PROBABILITY) {
      return Optional.of(
          new Refusal(
              Refusal.Reason.NOT_UNDERSTOOD,
              "language",
              "\"%s\" does not ask for anything that I can do; I can %s"
                  .formatted(reading.text(), abilities(trained, skills)),
              null));
    }
    if (HandWish.skill(reading, skills).isEmpty()
        && reading.meaning().reference(Role.TARGET).isNone()
        && reading.places(Role.TARGET).isEmpty()
        && reading.objection().isEmpty()) {
      return Optional.of(
          new Refusal(
              Refusal.Reason.NOT_UNDERSTOOD,
              "language",
              "I did not understand what to " + reading.meaning().skill().get().replace('_', ' '),
              "What should I pick?"));
    }
    return Optional.empty();
  }

  /** Returns why the text is refused, which can be said better once something is seen. */
  static Optional<Refusal> ofSight(CommandReading reading, List<Track> tracks) {
    return reading
        .objection(Objection.Stage.SEEING)
        .map(o -> refusal(o, "; I see " + SpatialGrounding.sees(tracks)));
  }

  /** Returns why the command cannot be carried out with what is there; empty when it can. */
  static Optional<Refusal> ofScene(
      CommandReading reading,
      Grounding grounding,
      HandState hand,
      List<TrainedSkill> trained,
      Skills skills) {
    return ofScene(reading, grounding, hand, trained, skills, Set.of());
  }

  /**
   * As the other.
   *
   * @param settled roles whose object is known, whatever the words say
   */
  static Optional<Refusal> ofScene(
      CommandReading reading,
      Grounding grounding,
      HandState hand,
      List<TrainedSkill> trained,
      Skills skills,
      Set<Role> settled) {
    Skill skill = skills.get(reading.meaning().skill().orElseThrow());
    Optional<TrainedSkill> known =
        trained.stream().filter(t -> t.skill().equals(skill.name())).findFirst();
    Set<Role> named = EnumSet.noneOf(Role.class);
    for (Role role : Role.values()) {
      Reference reference = reading.meaning().reference(role);
      if (skill.roles().contains(role) && !reference.isNone()) {
        Optional<Refusal> refusal =
            settled.contains(role) ? Optional.empty() : find(role, reading, grounding);
        if (refusal.isPresent()) {
          // What cannot be done with any object is not asked for.
          boolean isHopeless =
              known.isEmpty()
                  && reference.kind() != null
                  && trained.stream()
                      .map(t -> t.kinds().getOrDefault(Role.TARGET, Set.of()))
                      .noneMatch(kinds -> kinds.contains(reference.kind()));
          return isHopeless
              ? Optional.of(untrained(skill, Map.of(role, reference), trained, skills))
              : refusal;
        }
        named.add(role);
      }
    }
    Optional<Objection> found = reading.objection(Objection.Stage.FOUND);
    if (found.isPresent()) {
      return found.map(o -> refusal(o, "; I can " + abilities(trained, skills)));
    }
    RoleBeliefs beliefs = beliefs(grounding, named, grounding.tracks(), hand);
    if (known.isEmpty() || !named.equals(skill.roles())) {
      return Optional.of(unable(skill, beliefs, trained, skills));
    }
    Optional<Refusal> full = handIsFull(beliefs);
    if (full.isPresent()) {
      return full;
    }
    Optional<Refusal> infeasible = skill.feasible(beliefs);
    if (infeasible.isPresent()) {
      return infeasible;
    }
    for (Role role : skill.roles()) {
      Set<ObjectKind> kinds = known.get().kinds().getOrDefault(role, Set.of());
      if (!kinds.contains(beliefs.meant().get(role).kind())) {
        return Optional.of(unable(skill, beliefs, trained, skills));
      }
    }
    return reading.objection(Objection.Stage.LAST).map(o -> refusal(o, ""));
  }

  /** Returns why it cannot be done: what is missing makes another skill of it, or no skill does. */
  private static Refusal unable(
      Skill skill, RoleBeliefs beliefs, List<TrainedSkill> trained, Skills skills) {
    return incomplete(skill, beliefs, trained, skills)
        .orElseGet(() -> untrained(skill, beliefs, trained, skills));
  }

  /**
   * Returns what is missing for a skill that was trained for such a target, of which a command asks
   * for the beginning.
   */
  private static Optional<Refusal> incomplete(
      Skill asked, RoleBeliefs beliefs, List<TrainedSkill> trained, Skills skills) {
    ObjectAttributes target = beliefs.meant().get(Role.TARGET);
    return trained.stream()
        .filter(
            t ->
                target != null
                    && t.kinds().getOrDefault(Role.TARGET, Set.of()).contains(target.kind()))
        .flatMap(t -> skills.find(t.skill()).stream())
        .flatMap(s -> s.incomplete(asked.name(), beliefs).stream())
        .findFirst();
  }

  /** Returns why a hand that holds something takes nothing else; empty when it may. */
  private static Optional<Refusal> handIsFull(RoleBeliefs beliefs) {
    Optional<Track> held = beliefs.tracks().stream().filter(Track::held).findFirst();
    boolean isTarget = held.isPresent() && beliefs.now(Role.TARGET).filter(Track::held).isPresent();
    return held.filter(track -> !isTarget)
        .map(
            track ->
                new Refusal(
                    Refusal.Reason.UNSUPPORTED,
                    "hand",
                    "I hold the "
                        + track.attributes().words()
                        + "; say \"put it down\", or take it from me and stop me, then I can take"
                        + " something else",
                    null));
  }

  static Refusal refusal(Objection objection, String more) {
    Refusal.Reason reason =
        switch (objection.cause()) {
          case NOT_UNDERSTOOD -> Refusal.Reason.NOT_UNDERSTOOD;
          case AMBIGUOUS -> Refusal.Reason.AMBIGUOUS;
          case UNSUPPORTED -> Refusal.Reason.UNSUPPORTED;
          case UNSAFE -> Refusal.Reason.UNSAFE;
        };
    return new Refusal(reason, "hearing", objection.detail() + more, objection.question());
  }

  /** Returns what the roles mean, of those that are named. */
  static RoleBeliefs beliefs(
      Grounding grounding, Set<Role> named, List<Track> tracks, HandState hand) {
    return beliefs(grounding, named, tracks, hand, Progress.NONE);
  }

  /** As the other, while the task is under way. */
  static RoleBeliefs beliefs(
      Grounding grounding, Set<Role> named, List<Track> tracks, HandState hand, Progress progress) {
    Map<Role, ObjectAttributes> meant = new EnumMap<>(Role.class);
    for (Role role : named) {
      grounding.strongest(role).ifPresent(track -> meant.put(role, track.attributes()));
    }
    return new RoleBeliefs(meant, tracks, hand, progress);
  }

  private static Refusal untrained(
      Skill skill, RoleBeliefs beliefs, List<TrainedSkill> trained, Skills skills) {
    Map<Role, Reference> objects = new EnumMap<>(Role.class);
    beliefs.meant().forEach((role, meant) -> objects.put(role, new Reference(meant.kind(), null)));
    return untrained(skill, objects, trained, skills);
  }

  private static Refusal untrained(
      Skill skill, Map<Role, Reference> meant, List<TrainedSkill> trained, Skills skills) {
    Map<Role, String> objects = new EnumMap<>(Role.class);
    for (Role role : skill.roles()) {
      ObjectKind kind = meant.getOrDefault(role, Reference.NONE).kind();
      objects.put(role, kind == null ? "something" : "a " + kind.word());
    }
    return new Refusal(
        Refusal.Reason.UNSUPPORTED,
        "policy",
        "I was not trained to %s; I can %s"
            .formatted(skill.infinitive(objects), abilities(trained, skills)),
        null);
  }

  /** Returns all that a policy can do, for example {@code place a cube in a bowl}. */
  private static String abilities(List<TrainedSkill> trained, Skills skills) {
    return trained.stream()
        .flatMap(
            t ->
                skills.find(t.skill()).stream()
                    .map(
                        s -> {
                          Map<Role, String> objects = new EnumMap<>(Role.class);
                          t.kinds().forEach((role, kinds) -> objects.put(role, words(kinds)));
                          return s.infinitive(objects);
                        }))
        .collect(Collectors.joining(", or "));
  }

  /** Returns why the object of a named role is not to be told; empty when it is. */
  static Optional<Refusal> find(Role role, CommandReading reading, Grounding grounding) {
    Reference reference = reading.meaning().reference(role);
    Attention attention = grounding.of(role).attention();
    String sees = SpatialGrounding.sees(grounding.tracks());
    boolean isAbsent =
        attention.strongest() < 0
            || attention.absent() > ABSENT_ABOVE
            || isOfAnotherColor(
                reference, grounding.tracks().get(attention.strongest()).attributes().color());
    if (isAbsent) {
      return Optional.of(
          ofNearColor(reading, reference, grounding.tracks())
              .orElseGet(() -> absent(role, reference, sees)));
    }
    ObjectAttributes strongest = grounding.tracks().get(attention.strongest()).attributes();
    if (isOfDoubtfulColor(reference, strongest.color())) {
      String seen =
          SpatialGrounding.names(List.of(grounding.tracks().get(attention.strongest()))).get(0);
      return Optional.of(
          new Refusal(
              Refusal.Reason.AMBIGUOUS,
              "attention",
              "I am not sure that %s is a %s".formatted(seen, reference.words()),
              "Do you mean %s that I see?".formatted(seen)));
    }
    double best = attention.weights()[attention.strongest()];
    List<Track> rivals = new ArrayList<>();
    for (int i = 0; i < attention.weights().length; i++) {
      if (attention.weights()[i] > RIVAL_ABOVE) {
        rivals.add(grounding.tracks().get(i));
      }
    }
    if (reference.kind() != null && reading.places(role).isEmpty()) {
      // What is said tells them apart in no way, whatever attracts more attention.
      List<Track> alike = SpatialGrounding.alike(reading, role, grounding.tracks());
      boolean isTheOnlyOne = alike.equals(List.of(grounding.tracks().get(attention.strongest())));
      rivals = alike.size() > 1 || isTheOnlyOne ? alike : rivals;
      best = alike.size() > 1 ? 0 : best;
    }
    if (best < CLEAR_ABOVE && rivals.size() > 1) {
      String choice = String.join(" or ", SpatialGrounding.names(rivals));
      return Optional.of(
          new Refusal(
              Refusal.Reason.AMBIGUOUS,
              "attention",
              "\"" + reference.words() + "\" could be " + choice,
              "Do you mean " + choice + "?"));
    }
    if (best < CLEAR_ABOVE - 0.2) {
      return Optional.of(
          new Refusal(
              Refusal.Reason.ABSENT,
              "attention",
              "I am not sure that there is a " + reference.words() + "; I see " + sees,
              null));
    }
    return Optional.empty();
  }

  /**
   * Asks whether the one object of the kind is meant, where the colour that was said is none that
   * is told apart: what it was taken for need not be what the person calls so.
   */
  private static Optional<Refusal> ofNearColor(
      CommandReading reading, Reference reference, List<Track> tracks) {
    List<Track> alike = SpatialGrounding.candidates(new Reference(reference.kind(), null), tracks);
    return reading
        .objection(Objection.Stage.LAST)
        .filter(o -> o.cause() == Objection.Cause.NOT_UNDERSTOOD)
        .filter(o -> reference.color() != null && alike.size() == 1)
        .map(
            o ->
                new Refusal(
                    Refusal.Reason.NOT_UNDERSTOOD,
                    "hearing",
                    o.detail(),
                    "Do you mean %s that I see?".formatted(SpatialGrounding.names(alike).get(0))));
  }

  private static Refusal absent(Role role, Reference reference, String sees) {
    return new Refusal(
        Refusal.Reason.ABSENT,
        "attention",
        "I see no " + reference.words() + " (" + role.word() + "); I see " + sees,
        null);
  }

  /** Whether a colour is clearly another than the one that is named, not at the border of both. */
  private static boolean isOfAnotherColor(Reference reference, ColorRgb seen) {
    return fartherThanNearest(reference, seen) > OTHER_COLOR_ABOVE;
  }

  /** Whether a colour is rather another than the one that is named: that is asked about. */
  private static boolean isOfDoubtfulColor(Reference reference, ColorRgb seen) {
    return fartherThanNearest(reference, seen) > DOUBTFUL_COLOR_ABOVE;
  }

  /** Returns how much farther a colour is from the named one than from the nearest, in sRGB. */
  private static double fartherThanNearest(Reference reference, ColorRgb seen) {
    return reference.color() == null
        ? 0
        : reference.color().prototype().distanceTo(seen)
            - ColorName.nearest(seen).prototype().distanceTo(seen);
  }

  private static String words(Set<ObjectKind> kinds) {
    return kinds.stream().map(k -> "a " + k.word()).sorted().collect(Collectors.joining(" or "));
  }
}

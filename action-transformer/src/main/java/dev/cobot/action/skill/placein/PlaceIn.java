package dev.cobot.action.skill.placein;

import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.Wording;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Picks the target and places it in the destination. */
public final class PlaceIn implements Skill {
  private static final String NAME = "place_in";
  private static final Set<Role> ROLES = Set.of(Role.TARGET, Role.DESTINATION);
  private static final Set<String> BEGINNINGS = Set.of(NAME, "pick");
  private static final double TIME_LIMIT_SECONDS = 40;
  private static final double PLACED_METERS = 0.055;

  /** For so long a look that shows where the target has come to lie is waited for. */
  private static final long LOOK_NANOS = 1_000_000_000L;

  private static final Wording WORDING =
      new Wording(
          new SkillRoles(NAME, ROLES),
          List.of(
              "{p} {T} and {l} it {i} {D}",
              "{p} {T} and {l} it {i} {D}",
              "{p} {T}, then {l} it {i} {D}",
              "{l} {T} {i} {D}",
              "{l} {T} {i} {D}",
              "move {T} {i} {D}",
              "move {T} to {D}",
              "i want {T} {i} {D}",
              "{T} goes {i} {D}",
              "{i} {D}, {l} {T}",
              "can you {l} {T} {i} {D}",
              "could you {p} {T} and {l} it {i} {D}",
              "{D} needs {T}, so {l} it there",
              "transfer {T} {i} {D}",
              "bring {T} to {D}",
              "please make sure that {T} is {i} {D}",
              "{T} belongs {i} {D}",
              "first {p} {T}, next {l} it {i} {D}",
              "{p} {T} and then {l} it {i} {D}",
              "you should {l} {T} {i} {D}",
              "we need {T} {i} {D}",
              "help me {l} {T} {i} {D}",
              "go ahead and {l} {T} {i} {D}",
              "{T} {i} {D}",
              "it would be nice to have {T} {i} {D}",
              "{p} {T} for me and {l} that {i} {D}"),
          List.of(
              "would you {l} {T} {i} {D}",
              "i would like you to {p} {T} and to {l} it {i} {D}",
              "{T} should end up {i} {D}",
              "after you {p} {T}, {l} it {i} {D}",
              "let us {l} {T} {i} {D}"));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Role> roles() {
    return ROLES;
  }

  @Override
  public Optional<Wording> wording() {
    return Optional.of(WORDING);
  }

  @Override
  public String describe(CommandMeaning meaning) {
    String pick = "pick the " + meaning.reference(Role.TARGET).words();
    return meaning.reference(Role.DESTINATION).isNone()
        ? pick
        : pick + ", place it in the " + meaning.reference(Role.DESTINATION).words();
  }

  @Override
  public String infinitive(Map<Role, String> objects) {
    return "place " + objects.get(Role.TARGET) + " in " + objects.get(Role.DESTINATION);
  }

  @Override
  public Optional<Refusal> incomplete(String asked, RoleBeliefs beliefs) {
    if (!BEGINNINGS.contains(asked) || !beliefs.meant().keySet().equals(Set.of(Role.TARGET))) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            Refusal.Reason.AMBIGUOUS,
            "language",
            "I see " + beliefs.words(Role.TARGET) + ", but you did not say where it should go",
            "Where should I place " + beliefs.words(Role.TARGET) + "?"));
  }

  @Override
  public Optional<Refusal> feasible(RoleBeliefs beliefs) {
    String target = beliefs.meant().get(Role.TARGET).id();
    return target.equals(beliefs.meant().get(Role.DESTINATION).id())
        ? Optional.of(
            new Refusal(
                Refusal.Reason.NOT_UNDERSTOOD,
                "attention",
                "target and destination seem to be the same object, " + beliefs.words(Role.TARGET),
                null))
        : Optional.empty();
  }

  @Override
  public TaskExpert expert(double stepSeconds) {
    return new PlaceInExpert(stepSeconds);
  }

  @Override
  public Optional<Outcome> verify(RoleBeliefs beliefs, long finishedNanos, long nowNanos) {
    Optional<Track> target = beliefs.now(Role.TARGET);
    Optional<Track> destination = beliefs.now(Role.DESTINATION);
    if (target.isEmpty() || destination.isEmpty()) {
      return Optional.of(Outcome.failed("I lost sight of the object"));
    }
    boolean seenSince = target.get().lastSeenNanos() > finishedNanos;
    if (!seenSince && nowNanos - finishedNanos < LOOK_NANOS) {
      return Optional.empty();
    }
    double distance =
        target
            .get()
            .attributes()
            .positionMeters()
            .horizontalDistanceTo(destination.get().attributes().positionMeters());
    String what = beliefs.words(Role.TARGET);
    String where = beliefs.words(Role.DESTINATION);
    return Optional.of(
        distance < PLACED_METERS && !target.get().held()
            ? Outcome.done(
                what + " is in " + where + (seenSince ? "" : " (let go there; not seen since)"))
            : Outcome.failed(
                String.format(
                    Locale.ROOT,
                    "%s is %.0f mm from the centre of %s",
                    what,
                    distance * 1000,
                    where)));
  }

  @Override
  public boolean grasps() {
    return true;
  }

  @Override
  public double timeLimitSeconds() {
    return TIME_LIMIT_SECONDS;
  }
}

package dev.cobot.action.skill.putdown;

import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.RoleBeliefs;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Brings what the hand holds to one place; both skills of the package differ in the place only. */
final class SetDownCourse implements Course {
  /** Farther off than that it is not where it should be. */
  private static final double THERE_METERS = 0.05;

  /** For so long a look that shows where it has come to rest is waited for. */
  private static final long LOOK_NANOS = 1_500_000_000L;

  private final Vector3 goalMeters;
  private double farthestMeters;

  /**
   * @param goalMeters where the centre of what is held is to rest, table frame
   */
  SetDownCourse(Vector3 goalMeters) {
    this.goalMeters = goalMeters;
  }

  @Override
  public Progress observe(ObjectAttributes target, HandState hand, boolean held) {
    double left = target.positionMeters().distanceTo(goalMeters);
    farthestMeters = Math.max(farthestMeters, left);
    double share = held ? 1 - left / Math.max(1e-3, farthestMeters) : 1;
    return new Progress(List.of(goalMeters), share, Optional.empty());
  }

  /** Returns how it ended; {@code done} says so where it is well. */
  static Optional<Outcome> verify(
      RoleBeliefs beliefs, String done, long finishedNanos, long nowNanos) {
    Optional<Track> target = beliefs.now(Role.TARGET);
    String what = beliefs.words(Role.TARGET);
    if (target.isEmpty()) {
      return Optional.of(Outcome.failed("I lost sight of " + what));
    }
    if (target.get().held()) {
      return Optional.of(Outcome.failed("I still hold " + what));
    }
    boolean isSeen = target.get().lastSeenNanos() > finishedNanos;
    if (!isSeen && nowNanos - finishedNanos < LOOK_NANOS) {
      return Optional.empty();
    }
    ObjectAttributes now = target.get().attributes();
    double off = now.positionMeters().horizontalDistanceTo(beliefs.progress().goals().get(0));
    if (off > THERE_METERS) {
      return Optional.of(
          Outcome.failed(
              String.format(
                  Locale.ROOT, "%s is %.0f mm from where it should rest", what, off * 1000)));
    }
    if (isSeen && now.isLying() && !beliefs.meant().get(Role.TARGET).isLying()) {
      return Optional.of(Outcome.failed(what + " fell over when I let go of it"));
    }
    return Optional.of(Outcome.done(done + (isSeen ? "" : " (let go there; not seen since)")));
  }
}

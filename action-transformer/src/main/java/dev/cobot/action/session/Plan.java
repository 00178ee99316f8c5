package dev.cobot.action.session;

import dev.cobot.brain.Grounding;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.SpatialGrounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What several wishes come to on what is believed: it is said back before the arm moves. */
public final class Plan {
  /** The source of the question whether all that was wished for shall be done. */
  public static final String ASKS = "plan";

  /** An object is taken for the one that was meant within this distance of where it should be. */
  private static final double SAME_OBJECT_METERS = 0.06;

  /** And when its colour is at most this far from that one's, sRGB. */
  private static final double SAME_COLOR = 0.25;

  private Plan() {}

  /**
   * What is said to several wishes.
   *
   * @param answer the question before the first motion, or why nothing is offered
   * @param steps what a "yes" does, in its order; none where nothing is offered
   * @param open the index of the wish that the answer asks about; -1 where it asks about none
   */
  public record Proposal(Refusal answer, List<Step> steps, int open) {
    public Proposal {
      steps = List.copyOf(steps);
    }
  }

  /**
   * The object that a role means.
   *
   * @param positionMeters where it is, or where an earlier step leaves it; table frame
   */
  public record Meant(ObjectKind kind, ColorRgb color, Vector3 positionMeters) {
    static Meant of(ObjectAttributes object, Vector3 positionMeters) {
      return new Meant(object.kind(), object.color(), positionMeters);
    }
  }

  /**
   * One wish for one object.
   *
   * @param words what is done, without "to": {@code place the red cube in the bowl}
   * @param meant the object of each role that was looked up when it was said back
   * @param isAfter whether it needs what an earlier step has moved
   */
  public record Step(
      String skill, String words, CommandReading reading, Map<Role, Meant> meant, boolean isAfter) {
    public Step {
      meant = Map.copyOf(meant);
    }

    /**
     * Returns the same step after it was begun and stopped: its target may lie elsewhere by now and
     * is looked up anew.
     */
    public Step interrupted() {
      Map<Role, Meant> known = new EnumMap<>(Role.class);
      known.putAll(meant);
      known.remove(Role.TARGET);
      return new Step(skill, words, reading, known, isAfter);
    }
  }

  /** Returns steps with their numbers, for example {@code 1. pick the cup; 2. ...}. */
  public static String list(List<Step> steps) {
    return steps.size() == 1
        ? steps.get(0).words()
        : IntStream.range(0, steps.size())
            .mapToObj(i -> (i + 1) + ". " + steps.get(i).words())
            .collect(Collectors.joining("; "));
  }

  /**
   * What was found again.
   *
   * @param lost why not all was, if it was not
   */
  record Found(Grounding grounding, Optional<Refusal> lost) {}

  /** Puts all attention of a role on the object that it meant when the plan was said back. */
  static Found find(Map<Role, Meant> meant, Grounding grounding) {
    Map<Role, Grounding.Attended> roles = new EnumMap<>(grounding.roles());
    for (Map.Entry<Role, Meant> entry : meant.entrySet()) {
      Meant then = entry.getValue();
      Optional<Track> now =
          grounding.tracks().stream()
              .filter(t -> t.attributes().kind() == then.kind())
              .filter(t -> t.attributes().color().distanceTo(then.color()) < SAME_COLOR)
              .filter(t -> away(t, then) < SAME_OBJECT_METERS)
              .min(Comparator.comparingDouble(t -> away(t, then)));
      if (now.isEmpty()) {
        return new Found(
            grounding,
            Optional.of(
                new Refusal(
                    Refusal.Reason.ABSENT,
                    "planning",
                    "the %s is no longer where it was when I said what I would do; I see %s"
                        .formatted(then.kind().word(), SpatialGrounding.sees(grounding.tracks())),
                    null)));
      }
      roles.put(
          entry.getKey(),
          new Grounding.Attended(
              SpatialGrounding.allOn(now.get(), grounding), grounding.of(entry.getKey()).phrase()));
    }
    return new Found(new Grounding(grounding.tracks(), roles), Optional.empty());
  }

  private static double away(Track track, Meant then) {
    return track.attributes().positionMeters().horizontalDistanceTo(then.positionMeters());
  }
}

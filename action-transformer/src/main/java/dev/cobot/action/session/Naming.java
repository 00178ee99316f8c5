package dev.cobot.action.session;

import dev.cobot.brain.Brain;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.SpatialGrounding;
import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which object of a picture a command is about: the runtime's own way from words to an object
 * (hearing, grounding, places, doubts), whether the arm could do what is asked or not.
 */
public final class Naming {
  /** What becomes of a command's target. */
  public enum Kind {
    /** One object is meant. */
    MEANT,
    /** There is none. */
    ABSENT,
    /** It could be one of several. */
    AMBIGUOUS,
    /** The words were not understood. */
    NOT_UNDERSTOOD
  }

  /**
   * What was made of a command.
   *
   * @param meant the object; empty unless one is meant
   * @param detail why none is, in one sentence; empty when one is
   */
  public record Answer(Kind kind, Optional<ObjectAttributes> meant, String detail) {}

  private Naming() {}

  /**
   * Returns what a command's target is in a picture.
   *
   * @throws IllegalArgumentException when the text is empty or too long
   */
  public static Answer of(Brain brain, String text, Look look) {
    CommandReading reading = brain.read(text);
    List<Track> tracks = tracks(look);
    Optional<Refusal> objected =
        reading
            .objection(Objection.Stage.AT_ONCE)
            .map(o -> new Refusal(Refusal.Reason.NOT_UNDERSTOOD, "hearing", o.detail(), null))
            .or(() -> Understanding.ofSight(reading, tracks));
    if (objected.isPresent()) {
      return none(objected.get());
    }
    if (reading.meaning().reference(Role.TARGET).isNone()
        && reading.places(Role.TARGET).isEmpty()) {
      return new Answer(Kind.NOT_UNDERSTOOD, Optional.empty(), "no target was heard");
    }
    SpatialGrounding.Narrowed narrowed =
        SpatialGrounding.narrow(reading, brain.ground(reading, tracks));
    return narrowed
        .refusal()
        .or(() -> Understanding.find(Role.TARGET, reading, narrowed.grounding()))
        .map(Naming::none)
        .orElseGet(
            () ->
                new Answer(
                    Kind.MEANT,
                    narrowed.grounding().strongest(Role.TARGET).map(Track::attributes),
                    ""));
  }

  private static Answer none(Refusal why) {
    Kind kind =
        switch (why.reason()) {
          case ABSENT -> Kind.ABSENT;
          case AMBIGUOUS -> Kind.AMBIGUOUS;
          default -> Kind.NOT_UNDERSTOOD;
        };
    return new Answer(kind, Optional.empty(), why.detail());
  }

  private static List<Track> tracks(Look look) {
    List<Track> tracks = new ArrayList<>();
    for (Detection detection : look.detections()) {
      ObjectAttributes named = detection.attributes().named("object-" + tracks.size());
      tracks.add(new Track(named, detection.encoding(), look.stampNanos(), 1, false));
    }
    return tracks;
  }
}
